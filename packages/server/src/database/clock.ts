import type { DatabaseLog } from './log.ts'
import type { Queryable } from './transaction.ts'

const REFRESH_MS = 1_000

/** What the sandbox has moved of a merchant's time (contract SBX-6, SBX-7). */
interface MerchantTime {
  readonly merchantId: string
  readonly offsetMs: number
  readonly settledMs: number | null
}

/**
 * The database's time without a query (expiry of cards and tokens): its distance from this process's monotonic clock,
 * measured every second. The wall clock of this machine, which may be wrong or jump, is never read.
 */
export class DatabaseClock {
  readonly #database: Queryable
  readonly #log: DatabaseLog
  #offsetMs = 0
  #merchants: ReadonlyMap<string, MerchantTime> = new Map()
  #timer: NodeJS.Timeout | undefined

  private constructor(database: Queryable, log: DatabaseLog) {
    this.#database = database
    this.#log = log
  }

  /** Measures once, and from then on every second until `stop()`. */
  static async start(database: Queryable, log: DatabaseLog): Promise<DatabaseClock> {
    const clock = new DatabaseClock(database, log)
    await clock.refresh()
    clock.#schedule()
    return clock
  }

  /**
   * The database's time now, in milliseconds since 1970; off by at most half a round trip.
   * @param merchantId by this merchant's clock, which the sandbox may have moved, as it was at most a second ago
   */
  nowMs(merchantId?: string): number {
    const offsetMs = merchantId === undefined ? 0 : (this.#merchants.get(merchantId)?.offsetMs ?? 0)
    return Math.round(performance.now() + this.#offsetMs) + offsetMs
  }

  /** What moved until then has settled at the merchant's wish, by the merchant's clock. */
  settledMs(merchantId: string): number {
    return this.#merchants.get(merchantId)?.settledMs ?? 0
  }

  /** Measures now. */
  async refresh(): Promise<void> {
    const askedMs = performance.now()
    const { rows } = await this.#database.query<{ now_ms: number; merchants?: MerchantTime[] | null }>({
      name: 'clock',
      text: `
        select (extract(epoch from now()) * 1000)::float8 as now_ms,
          (select json_agg(json_build_object('merchantId', merchant_id, 'offsetMs', offset_ms,
             'settledMs', extract(epoch from settled_at) * 1000)) from sandbox.merchant_clock) as merchants`,
    })
    const answeredMs = performance.now()
    this.#merchants = new Map((rows[0]!.merchants ?? []).map(time => [time.merchantId, time]))
    this.#offsetMs = rows[0]!.now_ms - (askedMs + answeredMs) / 2
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.refresh()
        // The last distance still holds while the database is away.
        .catch((error: unknown) => this.#log.debug({ err: error }, 'the database time could not be read'))
        .finally(() => {
          if (this.#timer) this.#schedule()
        })
    }, REFRESH_MS)
    this.#timer.unref()
  }
}
