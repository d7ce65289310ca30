/** SQL of charges that wait for their shopper. */
import type { Database } from '../../database/index.ts'
import { MERCHANT_NOW } from '../../database/index.ts'
import type { Charge } from '../charges/charge.ts'
import type { ChargeOutcome } from '../charges/charge-outcome.ts'
import type { AnsweredThreeds, Threeds } from './threeds.ts'
import { THREEDS_MINUTES } from './threeds.ts'

export interface ChargeName {
  readonly merchantId: string
  readonly id: string
}

/** A pending step, by the id of its authentication. */
export interface PendingStep extends ChargeName {
  readonly result: AnsweredThreeds['result']
  readonly amount: number
  readonly currency: string
}

/** Most that one look finds; the next one finds the rest. */
const MOST = 500

const LIFE = `interval '${THREEDS_MINUTES} minutes'`

// The attempts that wait are few and have an index of their own; charges would need one that slows down every capture.
const OVERDUE = `
  select c.merchant_id as "merchantId", c.id
  from payments.attempt a
  join payments.charge c on c.merchant_id = a.merchant_id and c.id = a.charge_id and c.state = 'requires_action'
  left join sandbox.merchant_clock m on m.merchant_id = a.merchant_id
  where a.state = 'waiting' and ($1::text is null or a.merchant_id = $1)
    and c.created_at <= now() + coalesce(m.offset_ms, 0) * interval '1 millisecond' - ${LIFE}
  limit ${MOST}`

const NEXT = `
  select greatest(extract(epoch from c.created_at + ${LIFE} - ${MERCHANT_NOW}) * 1000, 0)::bigint as "inMs"
  from payments.attempt a
  join payments.charge c on c.merchant_id = a.merchant_id and c.id = a.charge_id and c.state = 'requires_action'
  where a.merchant_id = $1 and a.state = 'waiting'
  order by c.created_at limit 1`

const IS_OVERDUE = `
  select created_at <= ${MERCHANT_NOW} - ${LIFE} as "isOverdue"
  from payments.charge where merchant_id = $1 and id = $2`

// Whoever takes the attempt from `waiting` goes on with the charge; everybody else comes too late.
const BEGIN = `
  update payments.attempt
  set state = 'prepared', due_at = now() + $5 * interval '1 millisecond', key_hash = decode($4, 'hex'),
    facts = facts || jsonb_build_object('threeds', $3::jsonb)
  where merchant_id = $1 and id = $2 and state = 'waiting'`

const WAIT_AGAIN = `
  update payments.attempt set state = 'waiting'
  where merchant_id = $1 and id = $2 and state = 'prepared'`

// Of two calls that both finalize the same step, one takes it.
const ADVANCE = `
  update payments.charge c set threeds = $3
  where merchant_id = $1 and id = $2 and state = 'requires_action' and (threeds ->> 'stepsOver')::int = $4
    and exists (select from payments.attempt where merchant_id = $1 and id = $2 and state = 'waiting')`

const END = `
  with attempt as (
    update payments.attempt set state = 'declined', decided_at = now()
    where merchant_id = $1 and id = $2 and state = 'waiting' returning id
  )
  update payments.charge set state = $3, failure_code = $4, outcome = $5, threeds = $6
  where merchant_id = $1 and id = $2 and state = 'requires_action' and exists (select from attempt)`

const FIND_STEP = `
  select merchant_id as "merchantId", id, threeds ->> 'result' as result, amount + tip as amount, currency
  from payments.charge where threeds ->> 'serverTransactionId' = $1 and state = 'requires_action'`

const OVERRULE = `
  update payments.charge set threeds = threeds || jsonb_build_object('stepResult', $2::text)
  where threeds ->> 'serverTransactionId' = $1 and state = 'requires_action' and ($3::text is null or merchant_id = $3)`

export class ThreedsStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Charges whose shopper has not come in time, of one merchant or all. */
  async overdue(merchantId?: string): Promise<ChargeName[]> {
    const { rows } = await this.#database.query<ChargeName & Record<string, unknown>>(OVERDUE, [merchantId ?? null])
    return rows
  }

  /** Milliseconds until the merchant's next charge runs out of its time; undefined when none waits. */
  async nextInMs(merchantId: string): Promise<number | undefined> {
    const { rows } = await this.#database.query<{ inMs: number }>(NEXT, [merchantId])
    return rows[0]?.inMs
  }

  /** By the database's time, moved by the merchant's clock. */
  async isOverdue({ merchantId, id }: ChargeName): Promise<boolean> {
    const { rows } = await this.#database.query<{ isOverdue: boolean }>(IS_OVERDUE, [merchantId, id])
    return rows[0]?.isOverdue === true
  }

  /**
   * Takes a waiting charge for its authorization, which from now on is finished or undone whatever happens.
   * @param graceMs how long whoever begins it is left alone with it
   * @returns false when somebody else has taken it
   */
  async begin(
    { merchantId, id }: ChargeName,
    threeds: Threeds,
    { keyHash, graceMs }: { keyHash: string | null; graceMs: number },
  ): Promise<boolean> {
    const values = [merchantId, id, JSON.stringify(threeds), keyHash, graceMs]
    return (await this.#database.query(BEGIN, values)).rowCount === 1
  }

  /** Nothing could be sent. */
  async waitAgain({ merchantId, id }: ChargeName): Promise<void> {
    await this.#database.query(WAIT_AGAIN, [merchantId, id])
  }

  /** Goes on to the next step. @returns false when somebody else has */
  async advance(charge: Charge, threeds: AnsweredThreeds): Promise<boolean> {
    const values = [charge.merchantId, charge.id, JSON.stringify(threeds), charge.threeds!.stepsOver]
    return (await this.#database.query(ADVANCE, values)).rowCount === 1
  }

  /** Ends a charge of which nothing was sent. @returns false when somebody else has gone on with it */
  async end(
    { merchantId, id }: ChargeName,
    end: {
      readonly state: 'declined' | 'failed'
      readonly failureCode: string
      readonly outcome: ChargeOutcome
      readonly threeds: AnsweredThreeds
    },
  ): Promise<boolean> {
    const { state, failureCode, outcome, threeds } = end
    const values = [merchantId, id, state, failureCode, JSON.stringify(outcome), JSON.stringify(threeds)]
    return (await this.#database.query(END, values)).rowCount === 1
  }

  async findStep(serverTransactionId: string): Promise<PendingStep | undefined> {
    const { rows } = await this.#database.query<PendingStep & Record<string, unknown>>(FIND_STEP, [serverTransactionId])
    return rows[0]
  }

  /**
   * Says how the pending step ends; the last word counts.
   * @param merchantId whose it must be; anybody's when absent
   * @returns false when there is no such step
   */
  async overrule(serverTransactionId: string, result: 'success' | 'failure', merchantId?: string): Promise<boolean> {
    const { rowCount } = await this.#database.query(OVERRULE, [serverTransactionId, result, merchantId ?? null])
    return (rowCount ?? 0) > 0
  }
}
