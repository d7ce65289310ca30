/** The way of a refund (architecture §3): reserved and durable, the vault sends, result durable. */
import type { Merchant } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import type { AmountMinor } from '../../http/money.ts'
import { afterSending } from '../charges/authorize-charge.ts'
import type { PaymentServices } from '../services.ts'
import { sendRefund } from './press-on-refund.ts'
import { decideRefund, refundDeclined } from './refund.ts'
import type { Refund, RefundableCharge } from './refund.ts'
import type { NewRefund } from './refund-attempts.ts'

/** What a refund asks for. */
export interface RefundRequest {
  readonly id: string
  readonly chargeId: string
  /** All that is left when absent. */
  readonly amount?: AmountMinor
  readonly reason?: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly externalReferenceId?: string
}

/** Each of those that were faster has changed what the next look sees; more than these would be a fault of ours. */
const TRIES = 5

/**
 * Takes what is to be refunded from the charge, before anything is sent (contract REF-5).
 * @throws ApiError `resource_missing` and those of {@link decideRefund}
 */
export async function reserveRefund(
  services: PaymentServices,
  merchant: Merchant,
  request: RefundRequest,
): Promise<Refund> {
  const { id, chargeId, amount, reason, metadata, externalReferenceId } = request
  for (let tries = 0; tries < TRIES; tries++) {
    const charge = await services.refunds.findCharge(merchant.id, chargeId)
    const decision = decideRefund(charge, amount, {
      nowMs: services.clock.nowMs(merchant.id),
      settledMs: services.clock.settledMs(merchant.id),
      maxAmount: merchant.settings.refund_max_amount,
      wholeOnly: await isWholeOnly(services, charge),
    })
    const refund = await reserveOrRead(services, charge, { ...decision, id, reason, metadata, externalReferenceId })
    if (refund) return refund
    // Another refund, a capture or a void was faster: what it has left decides again.
  }
  throw new ApiError('charge_pending', { charge: chargeId })
}

/** An error may hide that the statement had been carried out: what is on record under the id decides. */
async function reserveOrRead(services: PaymentServices, charge: RefundableCharge, refund: NewRefund) {
  try {
    return await services.refundAttempts.reserve(charge, refund)
  } catch (error) {
    const earlier = await services.refunds.look(charge.merchantId, refund.id).catch((cause: unknown) => {
      throw new ApiError('processing_error', { cause })
    })
    if (earlier) return earlier
    throw error
  }
}

/** Contract REF-7. */
async function isWholeOnly(services: PaymentServices, charge: RefundableCharge): Promise<boolean> {
  if (!services.partialRefundLimits) return false
  if (charge.tip > 0 || (charge.tax ?? 0) > 0) return true
  const order =
    charge.orderId === null ? undefined : await services.charges.findOrder(charge.merchantId, charge.orderId)
  return (order?.items ?? []).filter(({ type }) => type === 'sku').length > 1
}

/**
 * Goes on with a refund from where it stands, to its end or until no answer comes in time (contract REF-9).
 * @throws ApiError `refund_declined`, `acquirer_unavailable`
 */
export async function finishRefund(services: PaymentServices, refund: Refund): Promise<Refund> {
  try {
    const finished = refund.status === 'pending' ? await send(services, refund) : refund
    if (finished.status === 'failed') throw refundDeclined(finished, finished.outcome)
    return finished
  } catch (error) {
    throw afterSending(error)
  }
}

async function send(services: PaymentServices, { merchantId, id, chargeId }: Refund): Promise<Refund> {
  const attempt = await services.refundAttempts.find(merchantId, id)
  if (!attempt) throw new ApiError('acquirer_unavailable', { charge: chargeId })
  const outcome = await sendRefund(services, attempt)
  if (outcome.kind === 'not_sent') {
    await services.refundAttempts.forget(attempt)
    throw new ApiError('acquirer_unavailable', { charge: chargeId })
  }
  return services.refunds.find(merchantId, id)
}
