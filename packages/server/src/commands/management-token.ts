import { parseArgs } from 'node:util'
import { openAll, openPlatform } from '../app.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import { UserError } from './user-error.ts'
import type { Command } from './index.ts'

export const createManagementToken: Command = {
  arguments: '--name <text> [--merchant <merchant id>]',
  meaning: "Prints a new management token: of an operator, or with --merchant of that merchant's administrator",
  async run(args) {
    const { values } = parseArgs({ args, options: { name: { type: 'string' }, merchant: { type: 'string' } } })
    const { name, merchant: merchantId } = values
    if (name === undefined || name === '') throw new UserError('management-token needs --name: what the token is for.')
    const config = readConfig(process.env)
    const databases = await openAll(config, createLogger('error'), 'join')
    try {
      const platform = await openPlatform(config, databases)
      if (merchantId !== undefined && !(await platform.findMerchant(merchantId))) {
        throw new UserError('There is no merchant with the id given by --merchant.')
      }
      const role = merchantId === undefined ? 'operator' : 'merchant_admin'
      process.stdout.write(`${await platform.createManagementToken({ role, merchantId, name })}\n`)
    } finally {
      await databases.close()
    }
  },
}
