/** What a tester does to the sandbox: moves a merchant's time, settles, starts over, reads the acquirer's books. */
import type { AcquirerControl } from '../acquirers/index.ts'
import type { Databases } from '../database/index.ts'
import type { Payments } from '../payments/index.ts'
import { ClockStore } from './clock-store.ts'
import type { ClockReading } from './clock-store.ts'
import { resetMerchant } from './reset.ts'

export interface SandboxControlOptions {
  readonly databases: Databases
  readonly acquirer: AcquirerControl
  readonly payments: Pick<Payments, 'resolver'>
}

const DAY_MS = 86_400_000
/**
 * Stops on the way of one advance: an acquirer that never answers would otherwise be asked at each of the many times
 * that pass. What is left is done once at the end.
 */
const MOST_STOPS = 20

export class SandboxControl {
  readonly #options: SandboxControlOptions
  readonly #clocks: ClockStore

  constructor(options: SandboxControlOptions) {
    this.#options = options
    this.#clocks = new ClockStore(options.databases.services)
  }

  readClock(merchantId: string): Promise<ClockReading> {
    return this.#clocks.read(merchantId)
  }

  /**
   * Moves the clock, and on the way does what falls due, in the order and at the time it does (contract 19.7).
   * @returns the clock when everything due by then has run
   */
  async advanceClock(merchantId: string, ms: number): Promise<ClockReading> {
    const { resolver } = this.#options.payments
    await resolver.runDue(merchantId)
    let leftMs = ms
    for (let stops = 0; leftMs > 0; stops++) {
      const { nowMs } = await this.#clocks.read(merchantId)
      const untilMidnightMs = DAY_MS - (nowMs % DAY_MS)
      const dueInMs = (await resolver.nextDueInMs(merchantId)) ?? leftMs
      const isLast = stops >= MOST_STOPS
      // A moment more, so that what is due then is past and not just now.
      const stepMs = isLast ? leftMs : Math.min(leftMs, dueInMs + 1, untilMidnightMs)
      await this.#clocks.advance(merchantId, stepMs)
      await resolver.hasten(merchantId, stepMs)
      await this.#options.databases.clock.refresh()
      if (stepMs >= untilMidnightMs) await this.#settle(merchantId)
      await resolver.runDue(merchantId)
      leftMs -= stepMs
    }
    return this.#clocks.read(merchantId)
  }

  /** Settles what a merchant has open. @returns how many transactions settled */
  async settle(merchantId: string): Promise<number> {
    const count = await this.#settle(merchantId)
    await this.#options.databases.clock.refresh()
    return count
  }

  /** Removes what a merchant has made; keys and settings stay. */
  async reset(merchantId: string): Promise<void> {
    await resetMerchant(this.#options.databases, merchantId)
    await this.#options.acquirer.clear(merchantId)
    await this.#clocks.clear(merchantId)
    await this.#options.databases.clock.refresh()
  }

  transactions(merchantId: string): ReturnType<AcquirerControl['transactions']> {
    return this.#options.acquirer.transactions(merchantId)
  }

  /** Settles at 00:00 UTC by the clock of each merchant (contract SBX-7); to be called every minute. */
  async settleAtMidnight(): Promise<void> {
    const merchants = await this.#clocks.merchants()
    await this.#options.acquirer.settleDay(merchants.map(({ merchantId }) => merchantId))
    for (const { merchantId, isPastMidnight } of merchants) if (isPastMidnight) await this.#settle(merchantId)
  }

  async #settle(merchantId: string): Promise<number> {
    const count = await this.#options.acquirer.settle(merchantId)
    await this.#clocks.settle(merchantId)
    return count
  }
}
