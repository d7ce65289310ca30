import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { openAll, openPlatform } from '../app.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import { isEmailAddress } from '../http/text.ts'
import { UserError } from './user-error.ts'
import type { Command } from './index.ts'

/** PCI DSS 8.3.6. */
const SHORTEST_PASSWORD = 12

export const addEmployee: Command = {
  arguments: '--merchant <merchant id> --name <text> --email <address>',
  meaning: 'Adds an employee who signs in to the authorize page; the password is read from standard input',
  async run(args) {
    const { values } = parseArgs({
      args,
      options: { merchant: { type: 'string' }, name: { type: 'string' }, email: { type: 'string' } },
    })
    const { merchant: merchantId, name, email } = values
    if (!merchantId || !name || !email) throw new UserError('employee needs --merchant, --name and --email.')
    if (!isEmailAddress(email)) throw new UserError('--email is not an e-mail address.')
    if (process.stdin.isTTY) process.stderr.write('Password, then Ctrl+D: ')
    const password = (await text(process.stdin)).replace(/\r?\n$/, '')
    if (password.length < SHORTEST_PASSWORD) {
      throw new UserError(`The password must have at least ${SHORTEST_PASSWORD} characters.`)
    }
    const config = readConfig(process.env)
    const databases = await openAll(config, createLogger('error'), 'join')
    try {
      const platform = await openPlatform(config, databases)
      if (!(await platform.findMerchant(merchantId)))
        throw new UserError('There is no merchant with the id given by --merchant.')
      const id = await platform.createEmployee({ merchantId, name, email, password, role: 'admin' })
      process.stdout.write(`${id}\n`)
    } finally {
      await databases.close()
    }
  },
}
