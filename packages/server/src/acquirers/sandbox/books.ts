import { approves } from '../response-codes.ts'
import { decideFollowUp, newTransactionId, NO_CURRENCY, REVERSED_BEFORE, wholeOf } from './transaction.ts'
import type { Database, Queryable } from '../../database/index.ts'
import type { FollowUpRequest, ReversalRequest, VoidRequest } from '../connector.ts'
import type { Transaction } from './transaction.ts'

const CREATED_AT_MS = `floor(extract(epoch from created_at) * 1000)::int8`

const COLUMNS = `reference, id, ${CREATED_AT_MS} as "createdAtMs", kind, amount_minor as "amountMinor",
  tip_minor as "tipMinor", currency, response_code as code, verification_letter as "verificationLetter",
  line1_letter as "line1Letter", zip_letter as "zipLetter", reversed, settled, original_reference as "originalReference"`

const BY_REFERENCE = `select ${COLUMNS} from acquirer.transaction where merchant_id = $1 and reference = $2`

const FOLLOWING = `select ${COLUMNS} from acquirer.transaction where merchant_id = $1 and original_reference = $2`

const BOOK_FOLLOW_UP = `
  insert into acquirer.transaction
    (merchant_id, reference, id, kind, amount_minor, tip_minor, currency, response_code, original_reference)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (merchant_id, reference) do nothing
  returning ${COLUMNS}`

// A capture belongs to what it captured, and is undone with it.
const UNDO = `
  update acquirer.transaction set reversed = true
  where merchant_id = $1 and (reference = $2 or (original_reference = $2 and kind = 'capture'))`

// One statement reverses the original or, when it was never seen, books it as refused and reversed, so that a copy that
// is still on its way finds the primary key taken. What was declined stays as it is: there is nothing to undo.
const REVERSE_ORIGINAL = `
  insert into acquirer.transaction (merchant_id, reference, id, kind, amount_minor, currency, response_code, reversed)
  values ($1, $2, $3, 'authorization', 0, '${NO_CURRENCY}', '${REVERSED_BEFORE}', true)
  on conflict (merchant_id, reference) do update
    set reversed = transaction.reversed or transaction.response_code in ('00', '08', '11', '10')
  returning ${COLUMNS}`

const NOTHING = { amountMinor: 0, tipMinor: 0 }

/** A capture or refund with the amount that was asked for, or a void, which is always for the whole. */
export type FollowUp =
  | { readonly kind: 'capture' | 'refund'; readonly request: FollowUpRequest }
  | { readonly kind: 'void'; readonly request: VoidRequest }

/** The books of the simulated acquirer, but for the authorizations, which are booked in batches. */
export class Books {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async find(merchantId: string, reference: string): Promise<Transaction | undefined> {
    return findIn(this.#database, merchantId, reference)
  }

  /** Every transaction that names the original. */
  async following(merchantId: string, originalReference: string): Promise<readonly Transaction[]> {
    return followingIn(this.#database, merchantId, originalReference)
  }

  /**
   * Books a capture, refund or void, or returns what the same reference was booked as before.
   * @param forcedCode the response code that a test amount or test card asks for; one that approves never overrules the books
   */
  followUp({ kind, request }: FollowUp, forcedCode: string | undefined): Promise<Transaction> {
    const { merchantId, reference, originalReference } = request
    return this.#database.transaction(async transaction => {
      // The lock puts all that follows one authorization in a row, so that no two refunds see the same rest.
      const original = await findIn(transaction, merchantId, originalReference, 'for update')
      const following = await followingIn(transaction, merchantId, originalReference)
      const earlier = following.find(one => one.reference === reference)
      if (earlier !== undefined) return earlier
      const whole = original === undefined ? undefined : wholeOf(original, following)
      const { amountMinor, tipMinor } = kind === 'void' ? (whole ?? NOTHING) : request
      const code = merged(decideFollowUp(kind, original, following, amountMinor), forcedCode)
      const currency = original?.currency ?? NO_CURRENCY
      const values = [merchantId, reference, newTransactionId(), kind, amountMinor, tipMinor, currency, code]
      const booked = await transaction.query<BookedRow>(BOOK_FOLLOW_UP, [...values, originalReference])
      if (kind === 'void' && approves(code) && booked.rows[0])
        await transaction.query(UNDO, [merchantId, originalReference])
      return booked.rows[0] ?? (await mustFind(transaction, merchantId, reference))
    })
  }

  /** Reverses a message whether it was seen or not. It always succeeds, however often it is repeated. */
  reverse({ merchantId, reference, originalReference }: ReversalRequest): Promise<Transaction> {
    return this.#database.transaction(async transaction => {
      const upserted = await transaction.query<BookedRow>(REVERSE_ORIGINAL, [
        merchantId,
        originalReference,
        newTransactionId(),
      ])
      const original = upserted.rows[0]!
      if (original.reversed) await transaction.query(UNDO, [merchantId, originalReference])
      const { amountMinor, tipMinor, currency } = original
      const values = [merchantId, reference, newTransactionId(), 'reversal', amountMinor, tipMinor, currency, '00']
      const booked = await transaction.query<BookedRow>(BOOK_FOLLOW_UP, [...values, originalReference])
      return booked.rows[0] ?? (await mustFind(transaction, merchantId, reference))
    })
  }
}

// A type and not an interface, since rows are records by name.
type BookedRow = { [Key in keyof Transaction]: Transaction[Key] }

async function findIn(
  database: Queryable,
  merchantId: string,
  reference: string,
  lock: '' | 'for update' = '',
): Promise<Transaction | undefined> {
  const found = await database.query<BookedRow>(`${BY_REFERENCE} ${lock}`, [merchantId, reference])
  return found.rows[0]
}

async function mustFind(database: Queryable, merchantId: string, reference: string): Promise<Transaction> {
  const found = await findIn(database, merchantId, reference)
  if (found === undefined) throw new Error('A transaction that was in the way of another is not there.')
  return found
}

async function followingIn(
  database: Queryable,
  merchantId: string,
  originalReference: string,
): Promise<readonly Transaction[]> {
  return (await database.query<BookedRow>(FOLLOWING, [merchantId, originalReference])).rows
}

function merged(codeByBooks: string, forcedCode: string | undefined): string {
  if (forcedCode === undefined) return codeByBooks
  return approves(forcedCode) && !approves(codeByBooks) ? codeByBooks : forcedCode
}
