/**
 * The way of a capture: the charge is taken and the attempt durable, the vault sends, attempt, charge and order are
 * written together. Every step may be repeated under the attempt's id (contract CHG-28, IDM-11).
 */
import { ApiError } from '../../http/errors.ts'
import { newId } from '../../http/identifiers.ts'
import type { Keyed } from '../../http/idempotency/idempotency.ts'
import { addMinor } from '../../http/money.ts'
import type { Outcome } from '../../vault/index.ts'
import { findAttempt, settleAttempt } from '../attempts/attempt-store.ts'
import type { Attempt } from '../attempts/attempt-store.ts'
import type { PaymentServices } from '../services.ts'
import { afterSending, declined } from './authorize-charge.ts'
import { captureOf, checkCapturable } from './charge.ts'
import type { Capture, Charge } from './charge.ts'
import type { Echo } from './charge-facts.ts'
import { outcomeOf } from './charge-outcome.ts'

/**
 * @param changes members of the charge that the capture replaces
 * @throws ApiError those of `checkCapturable`, `card_declined`, `acquirer_unavailable`, `outcome_unknown`
 */
export async function beginCapture(
  services: PaymentServices,
  charge: Charge,
  capture: Capture,
  changes: Echo,
  keyed: Partial<Keyed>,
): Promise<Charge> {
  const id = keyed.operationId ?? newId()
  const { graceMs } = services
  const attempt = { id, amount: capture.amount, changes, keyHash: keyed.keyHash ?? null, graceMs }
  if (!(await services.charges.beginCapture(charge, attempt))) {
    // Another capture was faster; how far it has come decides what this one is told.
    checkCapturable(await services.charges.find(charge.merchantId, charge.id))
    throw new ApiError('charge_pending', { charge: charge.id })
  }
  return carryOutCapture(services, charge, { id, amount: capture.amount })
}

/**
 * Sends a capture, for the first time or again, and writes what came of it.
 * @throws ApiError `card_declined`, `acquirer_unavailable`, `outcome_unknown`
 */
export async function carryOutCapture(
  services: PaymentServices,
  charge: Charge,
  attempt: Pick<Attempt, 'id' | 'amount'>,
): Promise<Charge> {
  try {
    const outcome = await services.vault.capture({
      merchantId: charge.merchantId,
      attemptId: attempt.id,
      connector: services.connector,
      originalAttemptId: charge.id,
      amountMinor: addMinor(attempt.amount, charge.tip),
      tipMinor: charge.tip,
      currency: charge.currency,
    })
    return await finish(services, charge, attempt.id, captureOf(charge, attempt.amount), outcome)
  } catch (error) {
    throw afterSending(error)
  }
}

/** Goes on with a capture that was begun. @returns undefined when nothing of it is on record */
export async function resumeCapture(
  services: PaymentServices,
  charge: Charge,
  attemptId: string,
): Promise<Charge | undefined> {
  const attempt = await findAttempt(services.database, charge.merchantId, attemptId)
  return attempt && carryOutCapture(services, charge, attempt)
}

/** What became of a capture that was answered 504. @throws ApiError `outcome_unknown`, `card_declined` */
export async function recallCapture(services: PaymentServices, charge: Charge, attemptId: string): Promise<Charge> {
  const attempt = await findAttempt(services.database, charge.merchantId, attemptId)
  // The vault knows the answer of a decided attempt and sends nothing.
  if (attempt?.state === 'declined') return carryOutCapture(services, charge, attempt)
  if (attempt?.state === 'approved') return services.charges.find(charge.merchantId, charge.id)
  throw new ApiError('outcome_unknown', { charge: charge.id })
}

async function finish(
  services: PaymentServices,
  charge: Charge,
  attemptId: string,
  capture: Capture,
  outcome: Outcome,
): Promise<Charge> {
  switch (outcome.kind) {
    case 'approved':
      return services.charges.completeCapture(charge, attemptId, capture)
    case 'declined':
      await services.charges.endCapture(charge, attemptId, 'declined')
      throw declined({ id: charge.id, outcome: outcomeOf(outcome) })
    case 'not_sent':
      await services.charges.endCapture(charge, attemptId, 'not_sent')
      throw new ApiError('acquirer_unavailable', { charge: charge.id })
    case 'unknown':
      await settleAttempt(services.database, charge.merchantId, attemptId, 'unknown')
      services.noteUndecided(charge.merchantId, attemptId)
      throw new ApiError('outcome_unknown', { charge: charge.id })
  }
}
