/** The attempts' SQL (architecture §3): what is about to be asked of an acquirer, durable before it is asked. */
import type { Database } from '../../database/index.ts'
import { MERCHANT_NOW_MS, MerchantBatches } from '../../database/index.ts'
import type { AmountMinor } from '../../http/money.ts'
import type { RequestFacts } from '../charges/charge-facts.ts'

export type AttemptKind = 'authorize' | 'tender' | 'capture' | 'reversal' | 'refund' | 'void' | 'refund_void' | 'expiry'

export interface NewAttempt {
  readonly merchantId: string
  readonly id: string
  readonly chargeId: string
  readonly kind: AttemptKind
  readonly amount: AmountMinor
  readonly tip: AmountMinor
  readonly tax: AmountMinor | null
  readonly currency: string
  readonly tokenId: string | null
  readonly capture: boolean
  readonly facts: RequestFacts | null
  /** Hex, of the idempotency key of the request (contract IDM-14). */
  readonly keyHash: string | null
}

export interface Attempt extends NewAttempt {
  /** `waiting`: for the shopper, with nothing sent. */
  readonly state: 'prepared' | 'waiting' | 'approved' | 'declined' | 'unknown'
  /** Unix milliseconds, the database's. */
  readonly created: number
  /** How often it was taken up again. */
  readonly tries: number
}

// All attempts of one statement have one time: that of the statement. One that is there already, of a request that is
// resumed, is left as it is.
const PREPARE = `
  with prepared as (
    insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, due_at, amount, tip, tax, currency,
      token_id, capture, facts, key_hash)
    select $1, id, "chargeId", kind, 'prepared', ${MERCHANT_NOW_MS},
      now() + $3 * interval '1 millisecond', amount, tip, tax, currency, "tokenId", capture, facts,
      decode("keyHash", 'hex')
    from json_to_recordset($2) as row
      (id text, "chargeId" text, kind text, amount bigint, tip bigint, tax bigint, currency text, "tokenId" text,
       capture boolean, facts jsonb, "keyHash" text)
    on conflict (merchant_id, id) do nothing
  )
  select (extract(epoch from ${MERCHANT_NOW_MS}) * 1000)::bigint as created`

/**
 * @param graceMs how long whoever prepares an attempt is left alone with it
 * @returns a function that makes an attempt durable and answers its time, Unix milliseconds
 */
export function attemptWriter(database: Database, graceMs: number): (attempt: NewAttempt) => Promise<number> {
  const batches = new MerchantBatches<NewAttempt, number>(async (merchantId, attempts) => {
    const { rows } = await database.query<{ created: number }>({
      name: 'prepare-attempts',
      text: PREPARE,
      values: [merchantId, JSON.stringify(attempts), graceMs],
    })
    return attempts.map(() => rows[0]!.created)
  })
  return attempt => batches.add(attempt.merchantId, attempt)
}

export const ATTEMPT_COLUMNS = `
  merchant_id as "merchantId", id, charge_id as "chargeId", kind, state, amount, tip, tax, currency,
  token_id as "tokenId", capture, facts, encode(key_hash, 'hex') as "keyHash", tries,
  (extract(epoch from created_at) * 1000)::bigint as created`

export async function findAttempt(database: Database, merchantId: string, id: string): Promise<Attempt | undefined> {
  const { rows } = await database.query<Attempt & Record<string, unknown>>({
    name: 'find-attempt',
    text: `select ${ATTEMPT_COLUMNS} from payments.attempt where merchant_id = $1 and id = $2`,
    values: [merchantId, id],
  })
  return rows[0]
}

/** Forgets an attempt of which it is certain that nothing was sent. */
export async function dropAttempt(database: Database, merchantId: string, id: string): Promise<void> {
  await database.query(`delete from payments.attempt where merchant_id = $1 and id = $2 and state = 'prepared'`, [
    merchantId,
    id,
  ])
}

/** Writes the outcome of an attempt that changes nothing else. One that is not known is due at once. */
export async function settleAttempt(
  database: Database,
  merchantId: string,
  id: string,
  state: 'approved' | 'declined' | 'unknown',
): Promise<void> {
  await database.query(
    `update payments.attempt
     set state = $3, decided_at = case when $3 = 'unknown' then null else now() end,
       due_at = case when $3 = 'unknown' and state <> 'unknown' then now() else due_at end
     where merchant_id = $1 and id = $2 and state in ('prepared', 'unknown')`,
    [merchantId, id, state],
  )
}
