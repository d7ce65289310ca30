/**
 * Goes on with an attempt that was left undecided, by what was to be done (contract CHG-25, CHG-28, IDM-11, IDM-14).
 *
 * Each step may be repeated, and may run beside the very request that it stands in for: the vault does everything once
 * under its id, and results are written only while the attempt is undecided.
 */
import type { Merchant } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import { dropAttempt, settleAttempt } from '../attempts/attempt-store.ts'
import type { Attempt } from '../attempts/attempt-store.ts'
import { resumeCharge } from '../charges/authorize-charge.ts'
import { carryOutCapture } from '../charges/carry-out-capture.ts'
import type { Charge } from '../charges/charge.ts'
import { outcomeOf } from '../charges/charge-outcome.ts'
import { decideCharge } from '../charges/decide-charge.ts'
import { reverseAuthorization } from '../charges/reverse-authorization.ts'
import { pressOnRefund } from '../refunds/press-on-refund.ts'
import type { PaymentServices } from '../services.ts'
import { isFinalizing } from '../threeds/threeds.ts'
import type { ChargeName } from './expiry-store.ts'

/** @returns once it has done what can be done now; the attempt's state tells whether that decided it */
export async function pressOn(services: PaymentServices, merchant: Merchant, attempt: Attempt): Promise<void> {
  switch (attempt.kind) {
    case 'authorize':
      return pressOnCharge(services, merchant, attempt)
    case 'reversal':
      await reverseAuthorization(services, { merchantId: merchant.id, id: attempt.chargeId }, attempt.id)
      return
    case 'capture': {
      const charge = await services.charges.find(merchant.id, attempt.chargeId)
      return untilAnswered(carryOutCapture(services, charge, attempt))
    }
    case 'expiry':
      return expire(services, { merchantId: merchant.id, id: attempt.chargeId }, attempt.id)
    case 'refund':
    case 'void':
    case 'refund_void':
      await pressOnRefund(services, merchant.id, attempt.id)
  }
}

async function pressOnCharge(services: PaymentServices, merchant: Merchant, attempt: Attempt): Promise<void> {
  if (attempt.state === 'prepared') {
    // Whoever repeats the request with its key finds what became of it.
    if (attempt.keyHash !== null) return untilAnswered(resumeCharge(services, merchant, attempt.id))
    const isWithdrawn = await services.vault.withdraw(merchant.id, attempt.id)
    // What was finalized has a charge already, which then ends without a payment.
    if (isWithdrawn && !isFinalizing(attempt.facts?.threeds)) {
      return dropAttempt(services.database, merchant.id, attempt.id)
    }
  }
  const found = await services.charges.lookUp(merchant.id, attempt.id)
  const isOpen = found === undefined || found.state === 'requires_action'
  const charge = isOpen ? await giveUp(services, merchant, attempt) : found
  if (charge) await endUnknown(services, charge)
}

/** Nobody is left to hear of a success: the charge is pending from now on, and can only end without a payment. */
async function giveUp(services: PaymentServices, merchant: Merchant, attempt: Attempt): Promise<Charge | undefined> {
  const token = await services.vault.readToken(merchant.id, attempt.tokenId!)
  if (!token) throw new Error('The token of an undecided attempt is gone.')
  const prepared = { ...attempt, tokenId: attempt.tokenId!, facts: attempt.facts! }
  return services.charges.decide(decideCharge(merchant, prepared, { kind: 'unknown', reason: 'timeout' }, token))
}

/** Undoes a charge whose outcome is unknown, unless it turns out to have been declined (contract CHG-25). */
async function endUnknown(services: PaymentServices, charge: Charge): Promise<void> {
  if (charge.state !== 'pending') return
  const { merchantId, id } = charge
  const message = { merchantId, connector: services.connector }
  const found = await services.vault.inquire({ ...message, attemptId: id })
  if (found.kind === 'declined') {
    return services.charges.endPending(charge, 'declined', 'card_declined', outcomeOf(found))
  }
  const reversed =
    found.kind === 'reversed' ||
    (await services.vault.reverse({ ...message, attemptId: reversalOf(id), originalAttemptId: id })).kind === 'approved'
  if (!reversed) return
  const outcome = { networkStatus: 'unknown', type: 'reversed' } as const
  await services.charges.endPending(charge, 'failed', 'payment_not_completed', outcome)
}

/** Gives an authorization back that was not captured in time (contract CHG-30). */
async function expire(services: PaymentServices, charge: ChargeName, attemptId: string): Promise<void> {
  const { merchantId, id: originalAttemptId } = charge
  const outcome = await services.vault.reverse({
    merchantId,
    attemptId,
    connector: services.connector,
    originalAttemptId,
  })
  if (outcome.kind === 'approved') await services.expiries.complete(charge, attemptId)
  else await settleAttempt(services.database, merchantId, attemptId, 'unknown')
}

/** Always the same for one charge, so that however often it is repeated it is one message to the acquirer. */
const reversalOf = (chargeId: string): string => `${chargeId}-R`

/** What is an answer to a caller is a result here, or that there is none yet. */
async function untilAnswered(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'processing_error') throw error
  }
}
