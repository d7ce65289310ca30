import { parseArgs } from 'node:util'
import { createBooksReader } from '../acquirers/index.ts'
import { openAll } from '../app.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import { reconcile as reconcileLedger } from '../payments/index.ts'
import type { Reconciliation } from '../payments/index.ts'
import type { Command } from './index.ts'

export const reconcile: Command = {
  arguments: '[--merchant <merchant id>]',
  meaning: "Compares charges, attempts, ledger and, in the sandbox, the acquirer's books; exit code 1 when they differ",
  async run(args) {
    const { values } = parseArgs({ args, options: { merchant: { type: 'string' } } })
    const databases = await openAll(readConfig(process.env), createLogger('error', process.stderr), 'join')
    try {
      const { services: database, acquirer } = databases
      const books = acquirer && createBooksReader(acquirer)
      const result = await reconcileLedger({ database, books }, values.merchant)
      process.stdout.write(report(result, books !== undefined))
      if (result.differences.length > 0 || result.sumMinor !== 0) process.exitCode = 1
    } finally {
      await databases.close()
    }
  },
}

function report({ charges, transfers, sumMinor, undecided, differences }: Reconciliation, hasBooks: boolean): string {
  const lines = [
    `${charges} charges, ${transfers} transfers, ${undecided} attempts undecided; all entries sum to ${sumMinor}.`,
    ...differences.map(({ merchantId, chargeId, problem }) => `merchant ${merchantId}, charge ${chargeId}: ${problem}`),
    differences.length > 0 ? `${differences.length} differences.` : 'Everything agrees.',
  ]
  if (!hasBooks) lines.push('The acquirer shows no books here: charges and ledger were compared with each other only.')
  return `${lines.join('\n')}\n`
}
