import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { isEmailAddress } from '../http/text.ts'
import { UserError } from './user-error.ts'
import { requireMerchant, withPlatform } from './with-platform.ts'
import type { Command } from './index.ts'

/** PCI DSS 8.3.6. */
const SHORTEST_PASSWORD = 12
/** PostgreSQL's code of a row that would be there twice. */
const UNIQUE_VIOLATION = '23505'

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
    const password = await readPassword()
    await withPlatform(async platform => {
      await requireMerchant(platform, merchantId)
      const employee = { merchantId, name, email, password, role: 'admin' } as const
      const id = await platform.createEmployee(employee).catch((error: { code?: unknown }) => {
        if (error.code !== UNIQUE_VIOLATION) throw error
        throw new UserError('The merchant has an employee with this e-mail address already.')
      })
      process.stdout.write(`${id}\n`)
    })
  },
}

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Enter and Ctrl+D: ')
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (password.length >= SHORTEST_PASSWORD) return password
  throw new UserError(`The password must have at least ${SHORTEST_PASSWORD} characters.`)
}
