/**
 * The SQL of what moves money back: taking it from a charge before anything is sent, and writing what came of it.
 *
 * Each step is one statement over attempt, refund and charge, so that there is no moment in which one of them is written
 * and another is not. An attempt that was decided before is left alone, and with it all the rest.
 */
import type { Database } from '../../database/index.ts'
import { MERCHANT_NOW_MS } from '../../database/index.ts'
import type { AmountMinor } from '../../http/money.ts'
import { accounts, LEDGER_COLUMNS, receivableOf } from '../ledger/ledger.ts'
import type { Refund, RefundableCharge, RefundDecision, RefundOutcome } from './refund.ts'
import { REFUND_COLUMNS } from './refund-store.ts'

export type RefundAttemptKind = 'refund' | 'void' | 'refund_void'

export interface RefundAttempt {
  readonly merchantId: string
  /** Of a refund or void: the refund's own id. Of the cancel of a refund: that of the `void_on_refund`. */
  readonly id: string
  /** Unix milliseconds, the database's. */
  readonly created: number
  readonly chargeId: string
  readonly refundId: string
  readonly kind: RefundAttemptKind
  readonly state: 'prepared' | 'approved' | 'declined' | 'unknown'
  /** Without the tip. */
  readonly amount: AmountMinor
  readonly tip: AmountMinor
  readonly currency: string
  /** Authorization code of the charge. */
  readonly chargeAuthCode: string | null
  /** The charge was an alternate tender, of which no acquirer knows (contract REF-3). */
  readonly isTender: boolean
}

/** A refund about to be written. */
export interface NewRefund extends RefundDecision {
  readonly id: string
  readonly reason?: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly externalReferenceId?: string
}

// What is left is asked of the very row that is written: of refunds at once, each finds what the one before has left
// (contract REF-5). A void is for the whole and stands alone.
const RESERVE = `
  with taken as (
    update payments.charge
    set refund_reserved = refund_reserved + $4::bigint, pending_since = coalesce(pending_since, now()),
      pending_action = case $5::text when 'VOID' then 'void' else 'refund' end
    where merchant_id = $1 and id = $2 and case $5::text
      when 'VOID' then pending_action is null and amount_refunded = 0
        and state in ('authorized', 'captured', 'partially_captured')
        and $4::bigint = case state when 'authorized' then amount else amount_captured end + tip
      else (pending_action is null or pending_action = 'refund')
        and state in ('captured', 'partially_captured', 'partially_refunded')
        and $4::bigint <= amount_captured + tip - amount_refunded - refund_reserved
      end
    returning merchant_id, id, currency
  ), attempt as (
    insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, due_at, amount, tip, currency)
    select merchant_id, $3, id, case $5::text when 'VOID' then 'void' else 'refund' end, 'prepared',
      ${MERCHANT_NOW_MS}, now() + $10 * interval '1 millisecond', $4::bigint - $6::bigint, $6::bigint,
      currency
    from taken
  )
  insert into payments.refund (merchant_id, id, created_at, charge_id, amount, currency, status, type, reason, metadata,
    external_reference_id)
  select merchant_id, $3, ${MERCHANT_NOW_MS}, id, $4::bigint, currency, 'pending', $5::text, $7, $8, $9
  from taken
  returning ${REFUND_COLUMNS}`

// Of two cancels one finds the refund taken.
const BEGIN_CANCEL = `
  with taken as (
    update payments.refund set cancel_id = $3, cancel_reason = $4
    where merchant_id = $1 and id = $2 and status = 'succeeded' and type = 'REFUND' and cancel_id is null
    returning merchant_id, id, charge_id, amount, currency
  )
  insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, due_at, amount, currency, target_id)
  select merchant_id, $3, charge_id, 'refund_void', 'prepared', ${MERCHANT_NOW_MS},
    now() + $5 * interval '1 millisecond', amount, currency, id
  from taken`

const FIND = `
  select a.merchant_id as "merchantId", a.id, (extract(epoch from a.created_at) * 1000)::bigint as created,
    a.charge_id as "chargeId", coalesce(a.target_id, a.id) as "refundId", a.kind, a.state, a.amount, a.tip, a.currency,
    c.outcome ->> 'authCode' as "chargeAuthCode", coalesce(c.facts ? 'tender', false) as "isTender"
  from payments.attempt a
  left join payments.charge c on c.merchant_id = a.merchant_id and c.id = a.charge_id
  where a.merchant_id = $1 and a.id = $2 and a.kind in ('refund', 'void', 'refund_void')`

const decided = (state: 'approved' | 'declined') => `
  update payments.attempt set state = '${state}', decided_at = now()
  where merchant_id = $1 and id = $2 and state in ('prepared', 'unknown') returning target_id, kind`

const FORGOTTEN = `
  delete from payments.attempt where merchant_id = $1 and id = $2 and state = 'prepared' returning target_id`

/** What is reserved is given free; other refunds of the charge may still be under way. */
const FREED = `
  refund_reserved = c.refund_reserved - r.amount,
  pending_action = case when c.refund_reserved > r.amount then c.pending_action end,
  pending_since = case when c.refund_reserved > r.amount then c.pending_since end`

const SUCCEED = `
  with attempt as (${decided('approved')}), refund as (
    update payments.refund set status = 'succeeded', outcome = $3
    where merchant_id = $1 and id = $2 and exists (select from attempt)
    returning charge_id, amount
  ), charge as (
    update payments.charge c
    set amount_refunded = c.amount_refunded + r.amount, expires_at = null,
      state = case when c.state = 'authorized' then 'voided'
        when c.amount_refunded + r.amount >= c.amount_captured + c.tip then 'refunded'
        else 'partially_refunded' end, ${FREED}
    from refund r where c.merchant_id = $1 and c.id = r.charge_id
    returning c.id, c.order_id, c.state, c.currency, c.facts, r.amount as given_back
  ), moved as (
    insert into payments.ledger_transfer (${LEDGER_COLUMNS})
    select $1, $2, c.id, a.kind, ${accounts('from merchant', receivableOf('c.facts'))}, c.given_back, c.currency
    from charge c, attempt a
    -- What was only authorized had not moved.
    where c.state <> 'voided'
  )
  -- Releasing an authorization cancels its order; giving money back does not change it (contract CHG-3, REF-6).
  update payments."order" o
  set status = 'canceled', status_transitions = o.status_transitions ||
    jsonb_build_object('canceled', floor(extract(epoch from now()) * 1000)::bigint)
  from charge c where c.state = 'voided' and o.merchant_id = $1 and o.id = c.order_id`

const FAIL = `
  with attempt as (${decided('declined')}), refund as (
    update payments.refund set status = 'failed', outcome = $3
    where merchant_id = $1 and id = $2 and exists (select from attempt)
    returning charge_id, amount
  )
  update payments.charge c set ${FREED} from refund r where c.merchant_id = $1 and c.id = r.charge_id`

const FORGET = `
  with attempt as (${FORGOTTEN}), refund as (
    delete from payments.refund
    where merchant_id = $1 and id = $2 and exists (select from attempt)
    returning charge_id, amount
  )
  update payments.charge c set ${FREED} from refund r where c.merchant_id = $1 and c.id = r.charge_id`

const SUCCEED_CANCEL = `
  with attempt as (${decided('approved')}), refund as (
    update payments.refund set status = 'canceled'
    where merchant_id = $1 and id = (select target_id from attempt)
    returning charge_id, amount, currency
  ), moved as (
    insert into payments.ledger_transfer (${LEDGER_COLUMNS})
    select $1, $2, c.id, 'refund_void', ${accounts('to merchant', receivableOf('c.facts'))}, r.amount, r.currency
    from refund r join payments.charge c on c.merchant_id = $1 and c.id = r.charge_id
  )
  update payments.charge c
  set amount_refunded = c.amount_refunded - r.amount,
    state = case when c.amount_refunded > r.amount then 'partially_refunded'
      when c.amount_captured < c.amount then 'partially_captured'
      else 'captured' end
  from refund r where c.merchant_id = $1 and c.id = r.charge_id`

/** The refund may be canceled by another attempt. */
const freeOfCancel = (attempt: string) => `
  with attempt as (${attempt})
  update payments.refund set cancel_id = null, cancel_reason = null
  where merchant_id = $1 and id = (select target_id from attempt)`

export class RefundAttempts {
  readonly #database: Database
  readonly #graceMs: number

  /** @param graceMs how long whoever begins an attempt is left alone with it */
  constructor(database: Database, graceMs: number) {
    this.#database = database
    this.#graceMs = graceMs
  }

  /**
   * Takes the amount from the charge, and writes refund and attempt.
   * @returns undefined when the charge does not have it any more
   */
  async reserve(charge: RefundableCharge, refund: NewRefund): Promise<Refund | undefined> {
    const { id, amount, type, tip, reason, metadata, externalReferenceId } = refund
    const { rows } = await this.#database.query<Refund>(RESERVE, [
      charge.merchantId,
      charge.id,
      id,
      amount,
      type,
      tip,
      reason ?? null,
      metadata ? JSON.stringify(metadata) : null,
      externalReferenceId ?? null,
      this.#graceMs,
    ])
    return rows[0]
  }

  /**
   * Takes a refund for a cancel, and writes the attempt.
   * @returns false when the refund is not there to be canceled any more
   */
  async beginCancel(refund: Refund, attemptId: string, reason: string): Promise<boolean> {
    const values = [refund.merchantId, refund.id, attemptId, reason, this.#graceMs]
    return (await this.#database.query(BEGIN_CANCEL, values)).rowCount === 1
  }

  async find(merchantId: string, id: string): Promise<RefundAttempt | undefined> {
    return (await this.#database.query<RefundAttempt>(FIND, [merchantId, id])).rows[0]
  }

  /** The acquirer has done it. */
  async succeed({ merchantId, id, kind }: RefundAttempt, outcome: RefundOutcome): Promise<void> {
    if (kind === 'refund_void') await this.#database.query(SUCCEED_CANCEL, [merchantId, id])
    else await this.#database.query(SUCCEED, [merchantId, id, JSON.stringify(outcome)])
  }

  /** The acquirer has refused it. */
  async fail({ merchantId, id, kind }: RefundAttempt, outcome: RefundOutcome): Promise<void> {
    if (kind === 'refund_void') await this.#database.query(freeOfCancel(decided('declined')), [merchantId, id])
    else await this.#database.query(FAIL, [merchantId, id, JSON.stringify(outcome)])
  }

  /** Forgets an attempt of which it is certain that nothing was sent, and with it the refund. */
  async forget({ merchantId, id, kind }: RefundAttempt): Promise<void> {
    await this.#database.query(kind === 'refund_void' ? freeOfCancel(FORGOTTEN) : FORGET, [merchantId, id])
  }
}
