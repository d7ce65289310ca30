/** SQL of authorizations that nobody has captured in time (contract CHG-30). */
import type { Database } from '../../database/index.ts'
import { MERCHANT_NOW, MERCHANT_NOW_MS } from '../../database/index.ts'

export interface ChargeName {
  readonly merchantId: string
  readonly id: string
}

/** Most that one look finds; the next one finds the rest. */
const MOST = 500

const OVERDUE = `
  select c.merchant_id as "merchantId", c.id from payments.charge c
  left join sandbox.merchant_clock m on m.merchant_id = c.merchant_id
  where c.expires_at is not null and c.state = 'authorized' and c.pending_action is null and ($1::text is null or c.merchant_id = $1)
    and c.expires_at <= now() + coalesce(m.offset_ms, 0) * interval '1 millisecond'
  order by c.expires_at limit ${MOST}`

const BEGIN = `
  with taken as (
    update payments.charge set pending_action = 'void', pending_since = ${MERCHANT_NOW}
    where merchant_id = $1 and id = $2 and state = 'authorized' and pending_action is null
      and expires_at <= ${MERCHANT_NOW}
    returning *
  )
  insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, due_at, amount, tip, currency)
  select merchant_id, $3, id, 'expiry', 'prepared', ${MERCHANT_NOW_MS}, now(), amount, tip, currency from taken`

const COMPLETE = `
  with attempt as (
    update payments.attempt set state = 'approved', decided_at = now()
    where merchant_id = $1 and id = $3 and state in ('prepared', 'unknown') returning id
  ), expired as (
    update payments.charge
    set state = 'expired', failure_code = 'charge_expired_for_capture', expires_at = null, pending_action = null,
      pending_since = null,
      outcome = outcome || '{"type": "reversed", "message": "The authorization was not captured in time."}'
    where merchant_id = $1 and id = $2 and exists (select from attempt)
    returning order_id
  )
  update payments."order" o
  set status = 'canceled', status_transitions = o.status_transitions ||
    jsonb_build_object('canceled', floor(extract(epoch from ${MERCHANT_NOW}) * 1000)::bigint)
  from expired e where o.merchant_id = $1 and o.id = e.order_id`

const NEXT = `
  select greatest(extract(epoch from expires_at - ${MERCHANT_NOW}) * 1000, 0)::bigint as "inMs"
  from payments.charge where merchant_id = $1 and expires_at is not null and state = 'authorized' and pending_action is null
  order by expires_at limit 1`

export class ExpiryStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Authorizations past their time, of one merchant or all. */
  async overdue(merchantId?: string): Promise<ChargeName[]> {
    const { rows } = await this.#database.query<ChargeName & Record<string, unknown>>(OVERDUE, [merchantId ?? null])
    return rows
  }

  /** Takes the charge, and writes the attempt that gives its authorization back. @returns false when it is not free */
  async begin({ merchantId, id }: ChargeName, attemptId: string): Promise<boolean> {
    return (await this.#database.query(BEGIN, [merchantId, id, attemptId])).rowCount === 1
  }

  /** Attempt, charge and order together. */
  async complete({ merchantId, id }: ChargeName, attemptId: string): Promise<void> {
    await this.#database.query(COMPLETE, [merchantId, id, attemptId])
  }

  /** Milliseconds until the merchant's next authorization ends; undefined when there is none. */
  async nextInMs(merchantId: string): Promise<number | undefined> {
    const { rows } = await this.#database.query<{ inMs: number }>(NEXT, [merchantId])
    return rows[0]?.inMs
  }
}
