import type { DatabaseLog } from './log.ts'
import type { Queryable } from './transaction.ts'

const REFRESH_MS = 1_000

/**
 * The database's time without a query (expiry of cards and tokens): its distance from this process's monotonic clock,
 * measured every second. The wall clock of this machine, which may be wrong or jump, is never read.
 */
export class DatabaseClock {
  readonly #database: Queryable
  readonly #log: DatabaseLog
  #offsetMs = 0
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

  /** The database's time now, in milliseconds since 1970; off by at most half a round trip. */
  nowMs(): number {
    return Math.round(performance.now() + this.#offsetMs)
  }

  /** Measures now. */
  async refresh(): Promise<void> {
    const askedMs = performance.now()
    const { rows } = await this.#database.query<{ now_ms: number }>({
      name: 'clock',
      text: 'select (extract(epoch from now()) * 1000)::float8 as now_ms',
    })
    const answeredMs = performance.now()
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
