import type { Database } from '../../database/index.ts'
import type { TransactionKind } from './transaction.ts'

/** One transaction as contract 19.7 shows the acquirer's books. */
export type BookEntry = {
  readonly id: string
  readonly kind: TransactionKind
  /** With tip, in minor units; of a partial approval the part that was approved. */
  readonly amountMinor: number
  readonly currency: string
  readonly responseCode: string
  readonly reversed: boolean
  readonly settled: boolean
  readonly reference: string
  readonly originalReference: string | null
}

const TRANSACTIONS = `
  select id::text, kind, amount_minor as "amountMinor", currency, response_code as "responseCode", reversed, settled,
    reference, original_reference as "originalReference"
  from acquirer.transaction where merchant_id = $1 order by created_at, id`

// Only what moved money settles: authorizations wait for their capture.
const SETTLE = `
  update acquirer.transaction set settled = true
  where merchant_id = $1 and kind in ('sale', 'capture', 'refund') and response_code in ('00', '08', '11')
    and not reversed and not settled`

const SETTLE_DAY = `
  update acquirer.transaction set settled = true
  where merchant_id <> all($1::text[]) and created_at < date_trunc('day', now(), 'UTC')
    and kind in ('sale', 'capture', 'refund') and response_code in ('00', '08', '11') and not reversed and not settled`

const TABLES = ['transaction', 'scenario', 'first_charge'] as const

/** What the sandbox's control endpoints do to the simulated acquirer (contract 19.7). */
export class AcquirerControl {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The whole books of a merchant, oldest first. */
  async transactions(merchantId: string): Promise<readonly BookEntry[]> {
    return (await this.#database.query<BookEntry>(TRANSACTIONS, [merchantId])).rows
  }

  /** Settles what a merchant has open (contract SBX-7). @returns how many transactions settled */
  async settle(merchantId: string): Promise<number> {
    return (await this.#database.query(SETTLE, [merchantId])).rowCount ?? 0
  }

  /** Settles what was open at midnight UTC, but for merchants whose clocks show another time. */
  async settleDay(exceptMerchantIds: readonly string[]): Promise<void> {
    await this.#database.query(SETTLE_DAY, [exceptMerchantIds])
  }

  /** Forgets a merchant. */
  async clear(merchantId: string): Promise<void> {
    await this.#database.transaction(async transaction => {
      for (const table of TABLES) {
        await transaction.query(`delete from acquirer.${table} where merchant_id = $1`, [merchantId])
      }
    })
  }
}

/** Reads the books of a simulated acquirer whose database is open, without playing it. */
export function createBooksReader(database: Database): (merchantId: string) => Promise<readonly BookEntry[]> {
  const control = new AcquirerControl(database)
  return merchantId => control.transactions(merchantId)
}
