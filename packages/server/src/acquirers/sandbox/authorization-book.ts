import { Batch } from '../../database/index.ts'
import { newTransactionId, REVERSED_BEFORE } from './transaction.ts'
import type { Database } from '../../database/index.ts'
import type { Books } from './books.ts'
import type { Letters } from './wire.ts'
import type { Transaction } from './transaction.ts'

export interface Entry {
  readonly merchantId: string
  readonly reference: string
  readonly kind: 'authorization' | 'sale' | 'verification'
  readonly amountMinor: number
  readonly tipMinor: number
  readonly currency: string
  readonly code: string
  readonly letters: Letters
  readonly brand: string | undefined
  readonly last4: string | undefined
  readonly instrumentReference: string
}

// Every authorization passes here, so: one statement and one commit for all that wait, no read before the write, and one
// narrow row as the answer. The count tells whether all were new; only if not, the first answers are read.
const BOOK = `
  with booked as (
    insert into acquirer.transaction
      (merchant_id, reference, kind, id, amount_minor, tip_minor, currency, response_code,
       verification_letter, line1_letter, zip_letter, brand, last4, instrument_reference)
    select $1, * from unnest($2::text[], $3::text[], $4::int8[], $5::int8[], $6::int4[], $7::text[], $8::text[],
      $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
    on conflict (merchant_id, reference) do nothing
    returning 1)
  select count(*)::int4 as booked, floor(extract(epoch from now()) * 1000)::int8 as "createdAtMs" from booked`

interface BookResult {
  booked: number
  createdAtMs: number
  [column: string]: unknown
}

/** Books authorizations, sales and verifications, many at a time. */
export class AuthorizationBook {
  readonly #database: Database
  readonly #books: Books
  readonly #batch: Batch<Entry, Transaction>

  constructor(database: Database, books: Books) {
    this.#database = database
    this.#books = books
    this.#batch = new Batch({ run: entries => this.#book(entries), maxItems: 256, inFlight: 2 })
  }

  /** Books a message, or returns what the same reference was booked as before. */
  book(entry: Entry): Promise<Transaction> {
    return this.#batch.add(entry)
  }

  async #book(entries: readonly Entry[]): Promise<Transaction[]> {
    const { merchantId } = entries[0]!
    if (entries.every(entry => entry.merchantId === merchantId)) return this.#bookOfMerchant(merchantId, entries)
    // One merchant to a transaction (the road to a distributed PostgreSQL), so each has a statement of its own.
    const byMerchant = Map.groupBy(entries, entry => entry.merchantId)
    const booked = await Promise.all(
      [...byMerchant].map(async ([merchant, theirs]) => {
        const transactions = await this.#bookOfMerchant(merchant, theirs)
        return theirs.map((entry, index) => [entry, transactions[index]!] as const)
      }),
    )
    const byEntry = new Map(booked.flat())
    return entries.map(entry => byEntry.get(entry)!)
  }

  async #bookOfMerchant(merchantId: string, entries: readonly Entry[]): Promise<Transaction[]> {
    const ids = entries.map(newTransactionId)
    const { rows } = await this.#database.query<BookResult>({
      name: 'acquirer-book',
      text: BOOK,
      values: [
        merchantId,
        entries.map(entry => entry.reference),
        entries.map(entry => entry.kind),
        ids,
        entries.map(entry => entry.amountMinor),
        entries.map(entry => entry.tipMinor),
        entries.map(entry => entry.currency),
        entries.map(entry => entry.code),
        entries.map(entry => entry.letters.verification),
        entries.map(entry => entry.letters.line1),
        entries.map(entry => entry.letters.zip),
        entries.map(entry => entry.brand),
        entries.map(entry => entry.last4),
        entries.map(entry => entry.instrumentReference),
      ],
    })
    const { booked, createdAtMs } = rows[0]!
    if (booked === entries.length) {
      return entries.map((entry, index) => transactionOf(entry, ids[index]!, createdAtMs))
    }
    return Promise.all(entries.map(entry => this.#firstAnswer(entry)))
  }

  async #firstAnswer(entry: Entry): Promise<Transaction> {
    const first = await this.#books.find(entry.merchantId, entry.reference)
    if (first === undefined) throw new Error('An authorization that was booked is not there.')
    // Its approval is undone: to repeat it would promise money that is not held.
    return first.reversed ? { ...first, code: REVERSED_BEFORE } : first
  }
}

function transactionOf(entry: Entry, id: number, createdAtMs: number): Transaction {
  return {
    reference: entry.reference,
    id,
    createdAtMs,
    kind: entry.kind,
    amountMinor: entry.amountMinor,
    tipMinor: entry.tipMinor,
    currency: entry.currency,
    code: entry.code,
    verificationLetter: entry.letters.verification ?? null,
    line1Letter: entry.letters.line1 ?? null,
    zipLetter: entry.letters.zip ?? null,
    reversed: false,
    settled: false,
    originalReference: null,
  }
}
