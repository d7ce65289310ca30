import type { Outcome } from '../../vault/index.ts'
import { settleAttempt } from '../attempts/attempt-store.ts'
import type { PaymentServices } from '../services.ts'
import { refundOutcomeOf } from './refund.ts'
import type { RefundOutcome } from './refund.ts'
import type { RefundAttempt } from './refund-attempts.ts'

/**
 * Goes on with a refund, a void or the cancel of a refund from wherever it stands (contract REF-9): the vault repeats it
 * under the same id, or tells what had come of it, and the result is written once it is final. It may be called at any
 * time and any number of times.
 * @param attemptId id of the refund or, for a cancel, of the `void_on_refund`
 * @returns `undecided` also when the acquirer is out of reach: what has begun is not given up
 */
export async function pressOnRefund(
  services: PaymentServices,
  merchantId: string,
  attemptId: string,
): Promise<'decided' | 'undecided'> {
  const attempt = await services.refundAttempts.find(merchantId, attemptId)
  // One that is gone had not been sent: there is nothing left to decide.
  if (!attempt || attempt.state === 'approved' || attempt.state === 'declined') return 'decided'
  const outcome = await sendRefund(services, attempt)
  return outcome.kind === 'unknown' || outcome.kind === 'not_sent' ? 'undecided' : 'decided'
}

/** Nobody had to be asked: an alternate tender never went through an acquirer (contract REF-3). */
interface Booked {
  readonly kind: 'booked'
}

/** Has the vault send it, or send it again, and writes what came of it, unless nothing was sent. */
export async function sendRefund(services: PaymentServices, attempt: RefundAttempt): Promise<Outcome | Booked> {
  if (attempt.isTender) {
    await services.refundAttempts.succeed(attempt, {})
    return { kind: 'booked' }
  }
  const outcome = await ask(services, attempt)
  switch (outcome.kind) {
    case 'approved':
      await services.refundAttempts.succeed(attempt, withCodeOfCharge(attempt, refundOutcomeOf(outcome)))
      break
    case 'declined':
      await services.refundAttempts.fail(attempt, refundOutcomeOf(outcome))
      break
    case 'unknown':
      await settleAttempt(services.database, attempt.merchantId, attempt.id, 'unknown')
      services.noteUndecided(attempt.merchantId, attempt.id)
      break
    case 'not_sent':
      break
  }
  return outcome
}

function ask({ vault, connector }: PaymentServices, attempt: RefundAttempt): Promise<Outcome> {
  const { merchantId, id: attemptId, chargeId, refundId, amount, tip, currency } = attempt
  const message = { merchantId, attemptId, connector }
  switch (attempt.kind) {
    case 'refund': {
      const amountMinor = amount + tip
      return vault.refund({ ...message, originalAttemptId: chargeId, amountMinor, tipMinor: tip, currency })
    }
    case 'void':
      return vault.void({ ...message, originalAttemptId: chargeId })
    case 'refund_void':
      return vault.voidRefund({ ...message, originalAttemptId: refundId })
  }
}

/** A void has no authorization of its own: it shows the code of the one that it undoes. */
function withCodeOfCharge({ kind, chargeAuthCode }: RefundAttempt, outcome: RefundOutcome): RefundOutcome {
  return kind === 'void' && chargeAuthCode !== null ? { ...outcome, authCode: chargeAuthCode } : outcome
}
