/** SQL of the merchants' clocks (contract SBX-6). */
import type { Database } from '../database/index.ts'
import { MERCHANT_NOW } from '../database/index.ts'

export interface ClockReading {
  /** By the merchant's clock, Unix milliseconds. */
  readonly nowMs: number
  readonly offsetMs: number
}

export class ClockStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async read(merchantId: string): Promise<ClockReading> {
    const { rows } = await this.#database.query<{ nowMs: number; offsetMs: number }>(
      `select floor(extract(epoch from ${MERCHANT_NOW}) * 1000)::bigint as "nowMs",
         coalesce((select offset_ms from sandbox.merchant_clock where merchant_id = $1), 0)::bigint as "offsetMs"`,
      [merchantId],
    )
    return rows[0]!
  }

  async advance(merchantId: string, ms: number): Promise<void> {
    await this.#database.query(
      `insert into sandbox.merchant_clock (merchant_id, offset_ms) values ($1, $2)
       on conflict (merchant_id) do update set offset_ms = merchant_clock.offset_ms + excluded.offset_ms`,
      [merchantId, ms],
    )
  }

  /** What moved until now has settled. */
  async settle(merchantId: string): Promise<void> {
    await this.#database.query(
      `insert into sandbox.merchant_clock (merchant_id, settled_at) values ($1, ${MERCHANT_NOW})
       on conflict (merchant_id) do update set settled_at = excluded.settled_at`,
      [merchantId],
    )
  }

  /** Merchants with a clock of their own, and those of them whose midnight has passed since they last settled. */
  async merchants(): Promise<{ readonly merchantId: string; readonly isPastMidnight: boolean }[]> {
    const { rows } = await this.#database.query<{ merchantId: string; isPastMidnight: boolean }>(
      `select merchant_id as "merchantId", coalesce(settled_at, 'epoch') <
         date_trunc('day', now() + offset_ms * interval '1 millisecond', 'UTC') as "isPastMidnight"
       from sandbox.merchant_clock`,
    )
    return rows
  }

  async clear(merchantId: string): Promise<void> {
    await this.#database.query('delete from sandbox.merchant_clock where merchant_id = $1', [merchantId])
  }
}
