/** The attempts' SQL (architecture §3): what is about to be asked of an acquirer, durable before it is asked. */
import type { Database } from '../../database/index.ts'
import { MerchantBatches } from '../../database/index.ts'
import type { RequestFacts } from '../charges/charge-facts.ts'

export interface NewAttempt {
  readonly merchantId: string
  readonly id: string
  readonly chargeId: string
  readonly kind: 'authorize' | 'capture' | 'reversal'
  readonly amount: number
  readonly tip: number
  readonly tax: number | null
  readonly currency: string
  readonly tokenId: string | null
  readonly capture: boolean
  readonly facts: RequestFacts | null
}

// All attempts of one statement have one time: that of the statement.
const PREPARE = `
  with prepared as (
    insert into payments.attempt
      (merchant_id, id, charge_id, kind, state, created_at, amount, tip, tax, currency, token_id, capture, facts)
    select $1, id, "chargeId", kind, 'prepared', date_trunc('milliseconds', now()), amount, tip, tax, currency, "tokenId",
           capture, facts
    from json_to_recordset($2) as row
      (id text, "chargeId" text, kind text, amount bigint, tip bigint, tax bigint, currency text, "tokenId" text,
       capture boolean, facts jsonb)
  )
  select (extract(epoch from date_trunc('milliseconds', now())) * 1000)::bigint as created`

/** @returns a function that makes an attempt durable and answers its time, Unix milliseconds */
export function attemptWriter(database: Database): (attempt: NewAttempt) => Promise<number> {
  const batches = new MerchantBatches<NewAttempt, number>(async (merchantId, attempts) => {
    const { rows } = await database.query<{ created: number }>({
      name: 'prepare-attempts',
      text: PREPARE,
      values: [merchantId, JSON.stringify(attempts)],
    })
    return attempts.map(() => rows[0]!.created)
  })
  return attempt => batches.add(attempt.merchantId, attempt)
}

/** Forgets an attempt of which it is certain that nothing was sent. */
export async function dropAttempt(database: Database, merchantId: string, id: string): Promise<void> {
  await database.query(`delete from payments.attempt where merchant_id = $1 and id = $2 and state = 'prepared'`, [
    merchantId,
    id,
  ])
}

/** Writes the outcome of an attempt that changes nothing else. */
export async function settleAttempt(
  database: Database,
  merchantId: string,
  id: string,
  state: 'approved' | 'declined' | 'unknown',
): Promise<void> {
  await database.query(
    `update payments.attempt set state = $3, decided_at = case when $3 = 'unknown' then null else now() end
     where merchant_id = $1 and id = $2 and state in ('prepared', 'unknown')`,
    [merchantId, id, state],
  )
}
