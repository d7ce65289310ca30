/**
 * The way of a finalize call (contract 6.5): the pending step is over, so who pays is asked again. What comes of that is
 * another step, a decline, or the authorization of the very attempt that holds the token.
 */
import type { MerchantCall } from '../../http/call.ts'
import { ApiError } from '../../http/errors.ts'
import { findAttempt } from '../attempts/attempt-store.ts'
import type { Attempt } from '../attempts/attempt-store.ts'
import { carryOutCharge, preparedOf } from '../charges/authorize-charge.ts'
import type { Charge } from '../charges/charge.ts'
import { NOT_AUTHENTICATED } from '../charges/charge-outcome.ts'
import type { PaymentServices } from '../services.ts'
import { ask } from './ask.ts'
import { expire } from './expire-threeds.ts'
import { letGo } from './let-go.ts'
import { isPassed, isStep } from './threeds.ts'
import type { AnsweredThreeds, Threeds } from './threeds.ts'

/**
 * Finalizes the pending step of a charge.
 * @param flowStatus what the caller says of the step; kept, and never believed
 * @returns the charge, whatever became of it
 * @throws ApiError `threeds_not_pending`, `threeds_expired`, `acquirer_unavailable`
 */
export async function finalizeCharge(
  services: PaymentServices,
  call: MerchantCall,
  charge: Charge,
  flowStatus: string,
): Promise<Charge> {
  const attempt = await findAttempt(services.database, charge.merchantId, charge.id)
  const resumed = call.isResumed && (await resume(services, call, charge, attempt))
  if (resumed) return resumed
  if (charge.state === 'failed' && charge.failureCode === 'threeds_expired') throw expired(charge)
  if (charge.state !== 'requires_action' || !charge.threeds || attempt?.state !== 'waiting') throw notPending(charge)
  if (await services.threeds.isOverdue(charge)) {
    if (await expire(services, charge)) throw expired(charge)
    // Somebody went on with it in time.
    throw notPending(charge)
  }
  const over = stepOver(charge.threeds, attempt, flowStatus, call.keyHash)
  const asked = await ask(services, call.merchant, preparedOf(attempt), over)
  if (asked.kind === 'refused') throw new Error(`The token of a charge that waits was refused: ${asked.code}`)
  return goOn(services, call, { charge, attempt, threeds: asked.threeds })
}

/** What is known before asking: one step more is over. The browser stands in the attempt only. */
function stepOver(threeds: AnsweredThreeds, attempt: Attempt, flowStatus: string, keyHash?: string): Threeds {
  return {
    ...threeds,
    browser: attempt.facts?.threeds?.browser,
    stepsOver: threeds.stepsOver + 1,
    flowStatuses: [...(threeds.flowStatuses ?? []), flowStatus],
    finalizedBy: keyHash,
  }
}

interface Finalization {
  readonly charge: Charge
  readonly attempt: Attempt
  readonly threeds: AnsweredThreeds
}

async function goOn(
  services: PaymentServices,
  call: MerchantCall,
  { charge, attempt, threeds }: Finalization,
): Promise<Charge> {
  if (isPassed(threeds.result)) {
    const by = { keyHash: call.keyHash ?? null, graceMs: services.graceMs }
    if (!(await services.threeds.begin(charge, threeds, by))) throw notPending(charge)
    const prepared = preparedOf(attempt)
    await carryOutCharge(services, call.merchant, { ...prepared, facts: { ...prepared.facts, threeds } })
  } else if (isStep(threeds.result)) {
    if (!(await services.threeds.advance(charge, { ...threeds, browser: undefined }))) {
      const current = await services.charges.find(charge.merchantId, charge.id)
      // Somebody finalized the same step at the same time: the next one is the same, too.
      if (current.state !== 'requires_action') throw notPending(charge)
    }
  } else if (!(await decline(services, charge, threeds))) throw notPending(charge)
  // Members that the charge echoes may have been changed since it was made.
  return services.charges.find(charge.merchantId, charge.id)
}

/** Who pays is somebody else: nothing is sent, and the token is free. @returns false when the charge waits no longer */
async function decline(services: PaymentServices, charge: Charge, threeds: AnsweredThreeds): Promise<boolean> {
  if (!(await letGo(services, charge))) return false
  const failureCode = 'card_declined'
  const end = { state: 'declined', failureCode, outcome: NOT_AUTHENTICATED } as const
  return services.threeds.end(charge, { ...end, threeds: { ...threeds, browser: undefined } })
}

/** Goes on with what this very request had begun (contract IDM-11). @returns undefined when that is nothing */
async function resume(
  services: PaymentServices,
  { merchant, keyHash }: MerchantCall,
  charge: Charge,
  attempt: Attempt | undefined,
): Promise<Charge | undefined> {
  if (charge.threeds?.finalizedBy === keyHash) return charge
  if (attempt?.state !== 'prepared' || attempt.keyHash !== keyHash) return undefined
  await carryOutCharge(services, merchant, preparedOf(attempt))
  return services.charges.find(charge.merchantId, charge.id)
}

const about = ({ id }: Charge) => ({ param: 'charge_id', charge: id })
const notPending = (charge: Charge) => new ApiError('threeds_not_pending', about(charge))
const expired = (charge: Charge) => new ApiError('threeds_expired', about(charge))
