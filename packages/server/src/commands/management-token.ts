import { parseArgs } from 'node:util'
import { UserError } from './user-error.ts'
import { requireMerchant, withPlatform } from './with-platform.ts'
import type { Command } from './index.ts'

export const createManagementToken: Command = {
  arguments: '--name <text> [--merchant <merchant id>]',
  meaning: "Prints a new management token: of an operator, or with --merchant of that merchant's administrator",
  async run(args) {
    const { values } = parseArgs({ args, options: { name: { type: 'string' }, merchant: { type: 'string' } } })
    const { name, merchant: merchantId } = values
    if (name === undefined || name === '') throw new UserError('management-token needs --name: what the token is for.')
    await withPlatform(async platform => {
      if (merchantId !== undefined) await requireMerchant(platform, merchantId)
      const role = merchantId === undefined ? 'operator' : 'merchant_admin'
      process.stdout.write(`${await platform.createManagementToken({ role, merchantId, name })}\n`)
    })
  },
}
