/** SQL of the resolver: which attempts are left undecided, and who has taken one up. */
import type { Database } from '../../database/index.ts'
import { MERCHANT_NOW } from '../../database/index.ts'
import { ATTEMPT_COLUMNS } from '../attempts/attempt-store.ts'
import type { Attempt } from '../attempts/attempt-store.ts'
import { ALARM_AFTER_HOURS } from './schedule.ts'

export interface DueAttempt {
  readonly merchantId: string
  readonly id: string
  /** Milliseconds until then; none for one that is due. */
  readonly dueInMs: number
}

/** Most that one look finds; the next one finds the rest. */
const MOST = 1_000

export class DueAttempts {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Undecided attempts that are due within a time, the longest due first; of one merchant or all. */
  async within(ms: number, merchantId?: string): Promise<DueAttempt[]> {
    const { rows } = await this.#database.query<DueAttempt & Record<string, unknown>>(
      `select merchant_id as "merchantId", id,
         ceil(greatest(extract(epoch from due_at - now()) * 1000, 0))::bigint as "dueInMs"
       from payments.attempt
       where state in ('prepared', 'unknown') and due_at <= now() + $1 * interval '1 millisecond'
         and ($2::text is null or merchant_id = $2)
       order by due_at limit ${MOST}`,
      [ms, merchantId ?? null],
    )
    return rows
  }

  /**
   * Takes a due attempt up: until the lease ends it is not due for anybody else.
   * @returns undefined when it is decided, or taken up by another, by now
   */
  async take(merchantId: string, id: string, leaseMs: number): Promise<Attempt | undefined> {
    const { rows } = await this.#database.query<Attempt & Record<string, unknown>>(
      `update payments.attempt set tries = tries + 1, due_at = now() + $3 * interval '1 millisecond'
       where merchant_id = $1 and id = $2 and state in ('prepared', 'unknown') and due_at <= now()
       returning ${ATTEMPT_COLUMNS}`,
      [merchantId, id, leaseMs],
    )
    return rows[0]
  }

  /** The merchant's clock was moved: what waits is due so much earlier (contract SBX-6). */
  async hasten(merchantId: string, ms: number): Promise<void> {
    await this.#database.query(
      `update payments.attempt set due_at = due_at - $2 * interval '1 millisecond'
       where merchant_id = $1 and state in ('prepared', 'unknown')`,
      [merchantId, ms],
    )
  }

  /** It is still undecided, and due again after a while. @returns false when it is decided by now */
  async postpone(merchantId: string, id: string, ms: number): Promise<boolean> {
    const { rowCount } = await this.#database.query(
      `update payments.attempt set due_at = now() + $3 * interval '1 millisecond'
       where merchant_id = $1 and id = $2 and state in ('prepared', 'unknown')`,
      [merchantId, id, ms],
    )
    return rowCount === 1
  }

  /** Notes that the operator is told of an attempt, once. @returns whether it is time to */
  async alarm(merchantId: string, id: string): Promise<boolean> {
    const { rowCount } = await this.#database.query(
      `update payments.attempt set alarmed_at = now()
       where merchant_id = $1 and id = $2 and state in ('prepared', 'unknown') and alarmed_at is null
         and created_at <= ${MERCHANT_NOW} - ${ALARM_AFTER_HOURS} * interval '1 hour'`,
      [merchantId, id],
    )
    return rowCount === 1
  }
}
