/** Brings what was left undecided to an end, however long that takes (contract CHG-24 to CHG-29). */
import type { Jobs, Task } from '../../database/index.ts'
import type { Merchant } from '../../http/credentials.ts'
import { newId } from '../../http/identifiers.ts'
import type { PaymentServices } from '../services.ts'
import { expireThreeds } from '../threeds/expire-threeds.ts'
import { DueAttempts } from './due-attempts.ts'
import type { DueAttempt } from './due-attempts.ts'
import { pressOn } from './press-on.ts'
import { ALARM_AFTER_HOURS, delayAfter } from './schedule.ts'

export interface ResolverLog {
  warn(details: object, message: string): void
  fatal(details: object, message: string): void
}

export interface ResolverOptions {
  readonly services: PaymentServices
  readonly jobs: Pick<Jobs, 'add'>
  readonly findMerchant: (merchantId: string) => Promise<Merchant | undefined>
  readonly log: ResolverLog
}

const PRESS_ON = 'payments-press-on'
const LOOK_AROUND = 'payments-look-around'
/** A look each minute finds all that is due before the next one. */
const HORIZON_MS = 60_000

export class Resolver {
  readonly #options: ResolverOptions
  readonly #due: DueAttempts

  constructor(options: ResolverOptions) {
    this.#options = options
    this.#due = new DueAttempts(options.services.database)
  }

  /** What the worker of the jobs can do; the row of an attempt, not the job, tells whether and when. */
  get tasks(): Readonly<Record<string, Task>> {
    return {
      [PRESS_ON]: payload => this.#pressOn(payload as DueAttempt),
      [LOOK_AROUND]: () => this.#lookAround(),
    }
  }

  readonly everyMinute = [LOOK_AROUND]

  /** An attempt is undecided and due at once. A hint: one that is lost is found by the next look around. */
  note(merchantId: string, id: string): void {
    this.#schedule({ merchantId, id, dueInMs: 0 }).catch((error: unknown) => {
      this.#options.log.warn({ err: error, merchantId, attemptId: id }, 'no job for an undecided attempt')
    })
  }

  /** Does everything that is due now, of one merchant or all, one after another. */
  async runDue(merchantId?: string): Promise<void> {
    await this.#beginExpiries(merchantId)
    for (const attempt of await this.#due.within(0, merchantId)) await this.#pressOn(attempt)
  }

  /** Milliseconds until something of the merchant is due; undefined when nothing waits. */
  async nextDueInMs(merchantId: string): Promise<number | undefined> {
    const [attempt] = await this.#due.within(Number.MAX_SAFE_INTEGER / 1_000, merchantId)
    const { expiries, threeds } = this.#options.services
    const expiryInMs = await expiries.nextInMs(merchantId)
    const threedsInMs = await threeds.nextInMs(merchantId)
    const times = [attempt?.dueInMs, expiryInMs, threedsInMs].filter(time => time !== undefined)
    return times.length > 0 ? Math.min(...times) : undefined
  }

  /** The merchant's clock was moved by so much. */
  hasten(merchantId: string, ms: number): Promise<void> {
    return this.#due.hasten(merchantId, ms)
  }

  async #beginExpiries(merchantId?: string): Promise<void> {
    const { expiries } = this.#options.services
    for (const charge of await expiries.overdue(merchantId)) await expiries.begin(charge, newId())
    await expireThreeds(this.#options.services, this.#options.log, merchantId)
  }

  async #lookAround(): Promise<void> {
    await this.#beginExpiries()
    for (const attempt of await this.#due.within(HORIZON_MS)) await this.#schedule(attempt)
  }

  #schedule({ merchantId, id, dueInMs }: DueAttempt): Promise<void> {
    return this.#options.jobs.add(PRESS_ON, { merchantId, id }, { key: `${merchantId}:${id}`, afterMs: dueInMs })
  }

  async #pressOn({ merchantId, id }: Pick<DueAttempt, 'merchantId' | 'id'>): Promise<void> {
    const { services, findMerchant, log } = this.#options
    const attempt = await this.#due.take(merchantId, id, services.graceMs)
    if (!attempt) return
    const merchant = await findMerchant(merchantId)
    try {
      if (merchant) await pressOn(services, merchant, attempt)
    } catch (error) {
      log.warn({ err: error, merchantId, attemptId: id }, 'an undecided attempt could not be taken further')
    }
    const dueInMs = delayAfter(attempt.tries)
    if (!(await this.#due.postpone(merchantId, id, dueInMs))) return
    if (await this.#due.alarm(merchantId, id)) {
      const details = { merchantId, attemptId: id, chargeId: attempt.chargeId, kind: attempt.kind }
      log.fatal(details, `undecided for ${ALARM_AFTER_HOURS} hours: ask the acquirer what became of this`)
    }
    await this.#schedule({ merchantId, id, dueInMs })
  }
}
