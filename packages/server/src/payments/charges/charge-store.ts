/** The charges' SQL, and nothing but. */
import type { Database } from '../../database/index.ts'
import { MERCHANT_NOW, MERCHANT_NOW_MS, MerchantBatches } from '../../database/index.ts'
import { ApiError } from '../../http/errors.ts'
import type { AmountMinor } from '../../http/money.ts'
import type { PageRequest } from '../../http/lists.ts'
import { accounts, LEDGER_COLUMNS } from '../ledger/ledger.ts'
import type { NewOrder, Order } from '../orders/order.ts'
import type { ThreedsResult } from '../threeds/threeds.ts'
import type { Echo } from './charge-facts.ts'
import type { ChargeOutcome } from './charge-outcome.ts'
import { STATE_ROWS } from './charge.ts'
import type { Capture, Charge, ChargeState, ChargeStatus } from './charge.ts'

export const CHARGE_COLUMNS = `
  merchant_id as "merchantId", id, (extract(epoch from created_at) * 1000)::bigint as created, state, amount, tip, tax,
  currency, amount_captured as "amountCaptured", amount_refunded as "amountRefunded", token_id as "tokenId",
  order_id as "orderId", outcome, facts, threeds, failure_code as "failureCode", pending_action as "pendingAction",
  (extract(epoch from pending_since) * 1000)::bigint as "pendingSince"`

/** What became of an authorization, ready to be written. */
export interface DecidedCharge {
  readonly charge: Charge
  readonly order?: NewOrder
  /** `waiting`: for the shopper; nothing was sent. */
  readonly attemptState: 'waiting' | 'approved' | 'declined' | 'unknown'
  /** Attempt that gives back what was approved, prepared together with the charge. */
  readonly reversalId?: string
  /** How long what is only authorized may be captured (contract CHG-30). */
  readonly ttlDays: number
}

/**
 * Attempt, charge and order in one statement: there is no moment in which one of them is written and another is not.
 * An attempt that was decided before is left alone, and with it all the rest.
 */
const DECIDE = `
  with decided as materialized (
    select * from json_to_recordset($2) as row
      (id text, "attemptState" text, state text, "amountCaptured" bigint, "orderId" text, outcome jsonb, card jsonb,
       warnings jsonb, threeds jsonb, "failureCode" text, "order" jsonb, "reversalId" text, "ttlDays" integer)
  ), attempt as (
    update payments.attempt a
    set state = d."attemptState",
      decided_at = case when d."attemptState" in ('unknown', 'waiting') then null else now() end,
      due_at = case when d."attemptState" = 'unknown' then now() else a.due_at end
    from decided d
    -- One that is unknown has its pending charge, which can no longer succeed: it is ended by endPending() alone.
    where a.merchant_id = $1 and a.id = d.id and a.state = 'prepared'
      -- Says the same once more, so that a plan made while the table was empty still uses the whole key.
      and a.id = any (array(select id from decided))
    returning a.*
  ), charge as (
    -- One that has waited for its shopper is there already; what it echoes may have been changed meanwhile.
    insert into payments.charge as waiting (merchant_id, id, created_at, state, amount, tip, tax, currency, amount_captured,
      token_id, order_id, outcome, facts, threeds, external_reference_id, failure_code, pending_since, expires_at)
    select a.merchant_id, a.charge_id, a.created_at, d.state, a.amount, a.tip, a.tax, a.currency, d."amountCaptured",
      a.token_id, d."orderId", d.outcome, a.facts - 'threeds'
        || jsonb_strip_nulls(jsonb_build_object('card', d.card, 'warnings', d.warnings)), d.threeds,
      a.facts -> 'echo' ->> 'external_reference_id', d."failureCode", case when d.state = 'pending' then ${MERCHANT_NOW} end,
      case when d.state = 'authorized' then a.created_at + d."ttlDays" * interval '1 day' end
    from attempt a join decided d on d.id = a.id
    on conflict (merchant_id, id) do update
    set state = excluded.state, amount_captured = excluded.amount_captured, order_id = excluded.order_id,
      outcome = excluded.outcome,
      facts = waiting.facts || jsonb_strip_nulls(jsonb_build_object('warnings', excluded.facts -> 'warnings')),
      threeds = excluded.threeds, failure_code = excluded.failure_code, pending_since = excluded.pending_since, expires_at = excluded.expires_at
    where waiting.state = 'requires_action'
    returning id, created_at, order_id, (extract(epoch from pending_since) * 1000)::bigint as pending_since
  ), paid_order as (
    insert into payments."order" (merchant_id, id, created_at, status, currency, amount, amount_paid, tip, items,
      status_transitions)
    select $1, c.order_id, c.created_at, o.status, o.currency, o.amount, o."amountPaid", o.tip, o.items,
      case when o.status = 'paid'
        then jsonb_build_object('paid', (extract(epoch from c.created_at) * 1000)::bigint) else '{}' end
    from charge c
    join decided d on d.id = c.id,
    jsonb_to_record(d."order") as o (status text, currency text, amount bigint, "amountPaid" bigint, tip bigint, items jsonb)
    where c.order_id is not null
  ), moved as (
    insert into payments.ledger_transfer (${LEDGER_COLUMNS})
    select $1, a.id, a.charge_id, 'sale', ${accounts('to merchant')}, a.amount + a.tip, a.currency
    from attempt a join decided d on d.id = a.id
    where d.state = 'captured'
  ), reversal as (
    insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, amount, tip, currency)
    select $1, d."reversalId", a.charge_id, 'reversal', 'prepared', ${MERCHANT_NOW_MS}, a.amount, a.tip, a.currency
    from attempt a join decided d on d.id = a.id
    where d."reversalId" is not null
  )
  select id, pending_since as "pendingSince" from charge`

// A type and not an interface, since rows are records by name.
type Written = { readonly id: string; readonly pendingSince: number | null }

export class ChargeStore {
  readonly #database: Database
  readonly #decisions: MerchantBatches<DecidedCharge, Written | undefined>

  constructor(database: Database) {
    this.#database = database
    this.#decisions = new MerchantBatches((merchantId, decisions) => this.#decide(merchantId, decisions))
  }

  /**
   * Writes the result of an authorization.
   * @returns the charge as it now stands; undefined when the attempt was decided, or dropped, by somebody else before
   */
  async decide(decision: DecidedCharge): Promise<Charge | undefined> {
    const written = await this.#decisions.add(decision.charge.merchantId, decision)
    return written && { ...decision.charge, pendingSince: written.pendingSince }
  }

  async #decide(merchantId: string, decisions: readonly DecidedCharge[]): Promise<(Written | undefined)[]> {
    const rows = decisions.map(({ charge, order, attemptState, reversalId, ttlDays }) => ({
      id: charge.id,
      attemptState,
      state: charge.state,
      amountCaptured: charge.amountCaptured,
      orderId: charge.orderId,
      outcome: charge.outcome,
      card: charge.facts.card,
      warnings: charge.facts.warnings,
      threeds: charge.threeds ?? undefined,
      failureCode: charge.failureCode,
      order,
      reversalId,
      ttlDays,
    }))
    const result = await this.#database.query<Written>({
      name: 'decide-charges',
      text: DECIDE,
      values: [merchantId, JSON.stringify(rows)],
    })
    const written = new Map(result.rows.map(row => [row.id, row]))
    return decisions.map(({ charge }) => written.get(charge.id))
  }

  /** @throws ApiError `resource_missing`, for another merchant's charge too (contract GEN-23) */
  async find(merchantId: string, id: string): Promise<Charge> {
    const charge = await this.lookUp(merchantId, id)
    if (!charge) throw new ApiError('resource_missing')
    return charge
  }

  async lookUp(merchantId: string, id: string): Promise<Charge | undefined> {
    const { rows } = await this.#database.query<Charge>({
      name: 'find-charge',
      text: `select ${CHARGE_COLUMNS} from payments.charge where merchant_id = $1 and id = $2`,
      values: [merchantId, id],
    })
    return rows[0]
  }

  /** Changes members that the charge shows again, in one statement, whatever its state (contract CHG-16). */
  async update({ merchantId, id }: Charge, { set, removed }: ChargeChanges): Promise<Charge> {
    const { rows } = await this.#database.query<Charge>(
      `update payments.charge set facts = jsonb_set(facts, '{echo}', (facts -> 'echo' || $3::jsonb) - $4::text[])
       where merchant_id = $1 and id = $2 returning ${CHARGE_COLUMNS}`,
      [merchantId, id, JSON.stringify(set), removed],
    )
    if (!rows[0]) throw new ApiError('resource_missing')
    return rows[0]
  }

  /** Ends a charge whose outcome was unknown, together with its attempt (contract CHG-25). */
  async endPending(
    charge: Charge,
    state: 'declined' | 'failed',
    failureCode: string,
    outcome: ChargeOutcome,
  ): Promise<void> {
    await this.#database.query(
      `with attempt as (
         update payments.attempt set state = 'declined', decided_at = now()
         where merchant_id = $1 and id = $2 and state = 'unknown'
         returning id
       )
       update payments.charge set state = $3, failure_code = $4, outcome = $5, pending_since = null
       where merchant_id = $1 and id = $2 and state = 'pending' and exists (select from attempt)`,
      [charge.merchantId, charge.id, state, failureCode, JSON.stringify(outcome)],
    )
  }

  /**
   * Takes the charge for a capture and writes the attempt, in one statement: of two captures one finds the charge
   * taken (contract CHG-18).
   * @returns false when the charge is not free any more
   */
  async beginCapture(charge: Charge, attempt: CaptureAttempt): Promise<boolean> {
    const { rowCount } = await this.#database.query(
      `with taken as (
         update payments.charge set pending_action = 'capture', pending_since = ${MERCHANT_NOW}
         where merchant_id = $1 and id = $2 and state = 'authorized' and pending_action is null
         returning *
       )
       insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, due_at, amount, tip, currency,
         token_id, facts, key_hash)
       select merchant_id, $3, id, 'capture', 'prepared', ${MERCHANT_NOW_MS}, now() + $5 * interval '1 millisecond', $4, tip, currency,
         token_id, $6, decode($7, 'hex')
       from taken`,
      [
        charge.merchantId,
        charge.id,
        attempt.id,
        attempt.amount,
        attempt.graceMs,
        JSON.stringify({ echo: attempt.changes }),
        attempt.keyHash,
      ],
    )
    return rowCount === 1
  }

  /** Gives the charge free again: nothing was sent, or the acquirer refused. */
  async endCapture(charge: Charge, attemptId: string, attemptState: 'declined' | 'not_sent'): Promise<void> {
    const decideAttempt =
      attemptState === 'not_sent'
        ? `delete from payments.attempt where merchant_id = $1 and id = $3 and state = 'prepared' returning id`
        : `update payments.attempt set state = 'declined', decided_at = now()
           where merchant_id = $1 and id = $3 and state in ('prepared', 'unknown') returning id`
    await this.#database.query(
      `with attempt as (${decideAttempt})
       update payments.charge set pending_action = null, pending_since = null
       where merchant_id = $1 and id = $2 and exists (select from attempt)`,
      [charge.merchantId, charge.id, attemptId],
    )
  }

  /** Attempt, charge and order together. @returns the captured charge */
  async completeCapture(charge: Charge, attemptId: string, capture: Capture): Promise<Charge> {
    const { rows } = await this.#database.query<Charge>(
      `with attempt as (
         update payments.attempt set state = 'approved', decided_at = now()
         where merchant_id = $1 and id = $3 and state in ('prepared', 'unknown') returning *
       ), captured as (
         update payments.charge c
         set state = $4, amount_captured = $5, expires_at = null, pending_action = null, pending_since = null, captured_at = a.created_at,
           facts = jsonb_set(c.facts, '{echo}', c.facts -> 'echo' || coalesce(a.facts -> 'echo', '{}'))
         from attempt a
         where c.merchant_id = $1 and c.id = $2
         returning c.*
       ), moved as (
         insert into payments.ledger_transfer (${LEDGER_COLUMNS})
         select merchant_id, $3, id, 'capture', ${accounts('to merchant')}, amount_captured + tip, currency
         from captured
       ), paid as (
         update payments."order" o
         set status = 'paid', amount_paid = c.amount_captured, status_transitions = status_transitions ||
           jsonb_build_object('paid', floor(extract(epoch from ${MERCHANT_NOW}) * 1000)::bigint)
         from captured c where o.merchant_id = c.merchant_id and o.id = c.order_id
       )
       select ${CHARGE_COLUMNS} from captured`,
      [charge.merchantId, charge.id, attemptId, capture.stateAfter, capture.amount],
    )
    // No row: another process completed this capture; what it wrote is the truth.
    return rows[0] ?? this.find(charge.merchantId, charge.id)
  }

  async findOrder(merchantId: string, id: string): Promise<Order | undefined> {
    const { rows } = await this.#database.query<Order>({
      name: 'find-order',
      text: `select id, (extract(epoch from created_at) * 1000)::bigint as created, status, currency, amount,
               amount_paid as "amountPaid", tip, items, status_transitions as "statusTransitions"
             from payments."order" where merchant_id = $1 and id = $2`,
      values: [merchantId, id],
    })
    return rows[0]
  }

  /**
   * One row more than the page holds, so that the caller knows whether more exists.
   * @throws ApiError `resource_missing` for a cursor that is unknown or of another merchant (contract LST-2)
   */
  async list(merchantId: string, page: PageRequest, filter: ChargeFilter): Promise<Charge[]> {
    const values: unknown[] = [merchantId]
    const value = (given: unknown) => `$${values.push(given)}`
    const conditions = ['merchant_id = $1']
    for (const { operator, timeMs } of page.created) {
      conditions.push(`created_at ${operator} to_timestamp(${value(timeMs)}::double precision / 1000)`)
    }
    if (filter.states) conditions.push(`state = any(${value(filter.states)})`)
    if (filter.order !== undefined) conditions.push(`order_id = ${value(filter.order)}`)
    if (filter.externalReferenceId !== undefined) {
      conditions.push(`external_reference_id = ${value(filter.externalReferenceId)}`)
    }
    if (filter.isThreeds !== undefined) conditions.push(`threeds is ${filter.isThreeds ? 'not null' : 'null'}`)
    if (filter.threedsResult !== undefined) {
      conditions.push(`threeds is not null and threeds ->> 'result' = ${value(filter.threedsResult)}`)
    }
    if (page.cursor !== undefined) {
      const cursor = await this.#cursor(merchantId, page)
      conditions.push(
        `(created_at, id) ${page.backwards ? '>' : '<'} (${value(cursor)}::timestamptz, ${value(page.cursor)})`,
      )
    }
    const direction = page.backwards ? 'asc' : 'desc'
    const { rows } = await this.#database.query<Charge>(
      `select ${CHARGE_COLUMNS} from payments.charge where ${conditions.join(' and ')}
       order by created_at ${direction}, id ${direction} limit ${value(page.limit + 1)}`,
      values,
    )
    return rows
  }

  async #cursor(merchantId: string, page: PageRequest): Promise<string> {
    const { rows } = await this.#database.query<{ at: string }>(
      'select created_at::text as at from payments.charge where merchant_id = $1 and id = $2',
      [merchantId, page.cursor],
    )
    if (!rows[0]) throw new ApiError('resource_missing', { param: page.cursorParam })
    return rows[0].at
  }
}

/** A capture about to be sent. */
export interface CaptureAttempt {
  readonly id: string
  /** What is captured of the charge's amount. */
  readonly amount: AmountMinor
  /** Members of the charge that the capture replaces. */
  readonly changes: Echo
  /** Hex, of the idempotency key of the request. */
  readonly keyHash: string | null
  /** How long whoever begins it is left alone with it. */
  readonly graceMs: number
}

/** Members that an update gives a new value, and those that it takes away. */
export interface ChargeChanges {
  readonly set: Echo
  readonly removed: readonly string[]
}

export interface ChargeFilter {
  readonly states?: readonly ChargeState[]
  readonly order?: string
  readonly externalReferenceId?: string
  /** Whether it has `threeds` (contract CHG-15). */
  readonly isThreeds?: boolean
  readonly threedsResult?: ThreedsResult
}

/** The states that a `status` or a `state` of the wire stands for; both together are their intersection. */
export function statesOf(
  status: ChargeStatus | undefined,
  state: ChargeState | undefined,
): readonly ChargeState[] | undefined {
  if (status === undefined && state === undefined) return undefined
  return (Object.keys(STATE_ROWS) as ChargeState[]).filter(
    name => (state === undefined || name === state) && (status === undefined || STATE_ROWS[name].status === status),
  )
}
