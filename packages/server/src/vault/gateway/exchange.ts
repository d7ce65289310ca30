/**
 * One message to the acquirer, whose send is on record: sent, asked after when it was not answered, and its outcome
 * recorded before the caller hears of it (contract CHG-24 to CHG-28).
 */
import type { Connector, InquiryOutcome, LateAnswer, Outcome } from '../../acquirers/index.ts'
import { maskCardNumbers } from '../../http/card-data.ts'
import { inquireWithin } from './inquiry.ts'
import type { Decision, StoredOutcome } from './send.ts'
import type { SendStore } from './send-store.ts'

/** A message on record. */
export interface Attempt {
  readonly merchantId: string
  readonly attemptId: string
  readonly tokenId: string | undefined
  /** Of the token; undefined when it is not known. */
  readonly isMultipay?: boolean
  /** When nothing could be sent, it goes on holding its token. */
  readonly keepsHold?: boolean
  readonly connector: Connector
}

export interface ExchangeOptions {
  readonly store: SendStore
  readonly inquiryBudgetMs: number
  readonly log: { error(details: object, message: string): void }
}

export class Exchange {
  readonly #options: ExchangeOptions

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  /**
   * Sends a message and records what came of it.
   * @param isFirst false when it had been sent before, so that an acquirer out of reach now proves nothing
   */
  async send(attempt: Attempt, message: () => Promise<Outcome>, isFirst: boolean): Promise<Outcome> {
    const outcome = await this.#guard(message)
    if (outcome.kind === 'unknown') return this.resume(attempt)
    if (outcome.kind !== 'not_sent') return this.#record(attempt, outcome)
    if (!isFirst) return { kind: 'unknown', reason: 'timeout' }
    await this.recordNotSent(attempt)
    return outcome
  }

  /** Nothing of a message left that was recorded as sent. */
  async recordNotSent(attempt: Attempt): Promise<void> {
    const { store } = this.#options
    if (attempt.keepsHold) return store.holdAgain(attempt.merchantId, attempt.attemptId)
    await store.conclude(attempt.merchantId, { kind: 'not_sent', ...idsOf(attempt) })
  }

  /** What came of a message that was sent: what an inquiry finds in time, or `unknown`. */
  async resume(attempt: Attempt): Promise<Outcome> {
    const answer = await this.ask(attempt)
    if (answer.kind === 'approved' || answer.kind === 'declined') return answer
    // Timed out counts as answered for the verification code (contract TOK-37).
    const stored = await this.#options.store.conclude(attempt.merchantId, { kind: 'unknown', ...idsOf(attempt) })
    return answered(stored) ?? { kind: 'unknown', reason: answer.kind === 'unknown' ? answer.reason : 'timeout' }
  }

  /** Asks the acquirer, and records the answer when it is final. */
  async ask(attempt: Attempt, budgetMs = this.#options.inquiryBudgetMs): Promise<InquiryOutcome> {
    const { merchantId, attemptId, connector } = attempt
    const answer = await this.#guard(() => inquireWithin(connector, { merchantId, reference: attemptId }, budgetMs))
    if (answer.kind === 'approved' || answer.kind === 'declined') return this.#record(attempt, answer)
    if (answer.kind === 'reversed')
      await this.#options.store.conclude(merchantId, { kind: 'decided', outcome: answer, ...idsOf(attempt) })
    return answer
  }

  /**
   * Records an answer that came after its message had been given up. Whoever inquires or presses on next finds it; by
   * itself it changes nothing (contract CHG-25).
   */
  async recordLate({ merchantId, reference: attemptId, outcome }: LateAnswer): Promise<void> {
    try {
      const record = await this.#options.store.read(merchantId, attemptId)
      if (!record || record.outcome) return
      const decided = { kind: 'decided', outcome: withoutCardNumbers(outcome) } as const
      await this.#options.store.conclude(merchantId, { ...decided, attemptId, tokenId: record.tokenId })
    } catch (error) {
      // The acquirer can be asked again.
      this.#options.log.error({ err: error, attemptId }, 'a late answer of the acquirer could not be recorded')
    }
  }

  /** @returns the outcome that counts: another process may have found one first */
  async #record(attempt: Attempt, decision: Decision): Promise<Outcome> {
    const stored = await this.#options.store.conclude(attempt.merchantId, {
      kind: 'decided',
      outcome: withoutCardNumbers(decision),
      ...idsOf(attempt),
    })
    if (!stored) throw new Error('The record of a message that was sent is gone.')
    return answered(stored) ?? UNKNOWN
  }

  /** A connector that throws has broken its contract; whether anything left is not known then. */
  async #guard<Answer>(ask: () => Promise<Answer>): Promise<Answer | { kind: 'unknown'; reason: 'unreadable' }> {
    try {
      return await ask()
    } catch (error) {
      // Only its class is logged: its text may hold what was sent.
      this.#options.log.error(
        { error: error instanceof Error ? error.name : typeof error },
        'an acquirer connector threw instead of answering',
      )
      return { kind: 'unknown', reason: 'unreadable' }
    }
  }
}

const UNKNOWN: Outcome = { kind: 'unknown', reason: 'timeout' }

/** What a repeat is answered with. Of a message that was reversed since, its caller knows no more than that it failed. */
export function answered(stored: StoredOutcome | undefined): Outcome | undefined {
  return stored?.kind === 'reversed' ? UNKNOWN : stored
}

/** The acquirer's words are not ours to trust: a card number in them goes no further (contract GEN-19). */
function withoutCardNumbers(decision: Decision): Decision {
  return { ...decision, text: maskCardNumbers(decision.text) }
}

const idsOf = ({ attemptId, tokenId, isMultipay }: Attempt) => ({ attemptId, tokenId, isMultipay })
