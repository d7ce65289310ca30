/** `POST /v1/refunds/{refundId}/cancel` (contract 8.2). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { oneOf, optional } from '../../http/fields.ts'
import { newId } from '../../http/identifiers.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { afterSending } from '../charges/authorize-charge.ts'
import type { PaymentServices } from '../services.ts'
import { REFUND_PERMISSIONS } from './create-refund.ts'
import { sendRefund } from './press-on-refund.ts'
import { checkCancelable, refundDeclined, refundOutcomeOf } from './refund.ts'
import type { Refund } from './refund.ts'
import type { RefundAttempt } from './refund-attempts.ts'

const REASONS = [
  'USER_CANCEL',
  'TRANSPORT_ERROR',
  'REJECT_SIGNATURE',
  'REJECT_PARTIAL_AUTH',
  'NOT_APPROVED',
  'FAILED',
  'AUTH_CLOSED_NEW_CARD',
  'DEVELOPER_PAY_PARTIAL_AUTH',
  'REJECT_DUPLICATE',
  'REJECT_OFFLINE',
  'GIFTCARD_LOAD_FAILED',
  'USER_GIFTCARD_LOAD_CANCEL',
  'DEVELOPER_PAY_TIP_ADJUST_FAILED',
  'USER_CUSTOMER_CANCEL',
  'FRAUD',
  'REJECT_GREATER_APPROVED_AMOUNT',
  'TIMEOUT',
] as const

const VoidOnRefundObject = Type.Object({
  id: Type.String(),
  object: Type.Literal('void_on_refund'),
  charge: Type.String(),
  refund: Type.String(),
  amount: Type.Integer(),
  created: Type.Integer(),
  status: Type.Literal('succeeded'),
  metadata: Type.Object({ refundType: Type.Literal('VOID') }),
})

export const cancelRefund = (services: PaymentServices): Operation =>
  operation({
    method: 'POST',
    url: '/v1/refunds/:refundId/cancel',
    caller: 'bearer',
    permissions: REFUND_PERMISSIONS,
    keepsAnswer: '30 days',
    summary: 'Cancel a refund that has not settled',
    tag: 'Refunds',
    body: Type.Object({ reason: optional(oneOf(REASONS, { description: 'USER_CANCEL when absent.' })) }),
    response: VoidOnRefundObject,
    find: call => services.refunds.find(call.merchant.id, call.params.refundId ?? ''),
    async handle({ operationId, isResumed }, { subject, body }) {
      const refund = subject as Refund
      const id = operationId ?? newId()
      const isOnRecord = isResumed && (await services.refundAttempts.find(refund.merchantId, id)) !== undefined
      if (!isOnRecord) await begin(services, refund, id, body.reason ?? 'USER_CANCEL')
      return finishCancel(services, refund, id)
    },
    async recall({ operationId }, { subject }) {
      const { merchantId, chargeId } = subject as Refund
      const attempt = await services.refundAttempts.find(merchantId, operationId)
      if (attempt?.state === 'approved' || attempt?.state === 'declined') {
        return finishCancel(services, subject as Refund, operationId)
      }
      throw new ApiError('outcome_unknown', { charge: chargeId })
    },
  })

/** @throws ApiError `refund_not_cancelable` */
async function begin(services: PaymentServices, refund: Refund, id: string, reason: string): Promise<void> {
  checkCancelable(refund, services.clock.nowMs(refund.merchantId), services.clock.settledMs(refund.merchantId))
  const { merchantId, chargeId } = refund
  const isBegun = await services.refundAttempts.beginCancel(refund, id, reason).catch(async (error: unknown) => {
    // An error may hide that the statement had been carried out: what is on record under the id decides.
    if (await services.refundAttempts.find(merchantId, id)) return true
    throw error
  })
  if (!isBegun) throw new ApiError('refund_not_cancelable', { charge: chargeId })
}

/**
 * Goes on with a cancel from where it stands. One that was decided is not sent again: the vault tells how.
 * @throws ApiError `refund_declined`, `acquirer_unavailable`, `outcome_unknown`
 */
async function finishCancel(services: PaymentServices, refund: Refund, id: string) {
  const details = { charge: refund.chargeId }
  try {
    const attempt = await services.refundAttempts.find(refund.merchantId, id)
    if (!attempt) throw new ApiError('acquirer_unavailable', details)
    const outcome = await sendRefund(services, attempt)
    switch (outcome.kind) {
      case 'approved':
      case 'booked':
        return present(attempt)
      case 'declined':
        throw refundDeclined(refund, refundOutcomeOf(outcome))
      case 'not_sent':
        await services.refundAttempts.forget(attempt)
        throw new ApiError('acquirer_unavailable', details)
      case 'unknown':
        throw new ApiError('outcome_unknown', details)
    }
  } catch (error) {
    throw afterSending(error)
  }
}

function present({ id, chargeId, refundId, amount, created }: RefundAttempt) {
  return {
    id,
    object: 'void_on_refund',
    charge: chargeId,
    refund: refundId,
    amount,
    created,
    status: 'succeeded',
    metadata: { refundType: 'VOID' },
  }
}
