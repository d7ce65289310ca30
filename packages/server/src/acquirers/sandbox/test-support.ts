/** What the tests of the simulated acquirer share: time moved by hand, requests with defaults, a way to run one message. */
import { newId, newTokenId } from '../../http/identifiers.ts'
import { createSandbox } from './sandbox.ts'
import type { Database } from '../../database/index.ts'
import type { AuthorizeRequest, CardToSend, FollowUpRequest, LateAnswer, VerifyRequest } from '../connector.ts'
import type { Schedule } from './schedule.ts'
import type { Sandbox } from './sandbox.ts'

export const TIMEOUT_MS = 1_000

/** A clock that stands still until it is moved. */
export class ManualSchedule implements Schedule {
  #nowMs = 0
  readonly #timers = new Set<{ readonly atMs: number; readonly run: () => void }>()

  nowMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get pending(): number {
    return this.#timers.size
  }

  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs
    for (;;) {
      const [next] = [...this.#timers].filter(timer => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)
      if (next === undefined) break
      this.#timers.delete(next)
      this.#nowMs = next.atMs
      next.run()
    }
    this.#nowMs = untilMs
  }
}

export interface TestSandbox extends Sandbox {
  readonly schedule: ManualSchedule
  readonly lateAnswers: readonly LateAnswer[]
  readonly failures: readonly unknown[]
  /** Waits for the acquirer to do its part, lets the timeout pass, and returns what the connector says. */
  run<Result>(call: Promise<Result>): Promise<Result>
}

export function createTestSandbox(database: Database): TestSandbox {
  const schedule = new ManualSchedule()
  const failures: unknown[] = []
  const lateAnswers: LateAnswer[] = []
  const sandbox = createSandbox({
    database,
    acquirerTimeoutMs: TIMEOUT_MS,
    schedule,
    onFailure: error => failures.push(error),
  })
  sandbox.connector.onLateAnswer(answer => lateAnswers.push(answer))
  return {
    ...sandbox,
    schedule,
    failures,
    lateAnswers,
    async run(call) {
      await sandbox.whenIdle()
      schedule.advance(TIMEOUT_MS)
      return call
    },
  }
}

const VISA: CardToSend = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, brand: 'VISA' }

export function cardWith(members: Partial<CardToSend> = {}): CardToSend {
  return { ...VISA, ...members }
}

type AuthorizeMembers = Partial<Omit<AuthorizeRequest, 'card'>> & { readonly card?: Partial<CardToSend> }

/** A sale of 11.00 on an ordinary card, at a merchant of its own. */
export function sale({ card, ...members }: AuthorizeMembers = {}): AuthorizeRequest & { readonly card: CardToSend } {
  return {
    merchantId: newId(),
    reference: newId(),
    amountMinor: 1_100,
    tipMinor: 0,
    currency: 'usd',
    capture: true,
    instrumentReference: newTokenId('sandbox'),
    ...members,
    card: cardWith(card),
  }
}

export function verification(card: Partial<CardToSend> = {}): VerifyRequest {
  const { merchantId, reference, currency, instrumentReference } = sale()
  return { merchantId, reference, currency, instrumentReference, card: cardWith(card) }
}

/** A capture, refund or void of an authorization. */
export function following(
  original: AuthorizeRequest,
  amountMinor = original.amountMinor,
  tipMinor = original.tipMinor,
): FollowUpRequest {
  return {
    merchantId: original.merchantId,
    reference: newId(),
    originalReference: original.reference,
    amountMinor,
    tipMinor,
    currency: original.currency,
  }
}
