/** `POST /v1/refunds` (contract 8.1). */
import { Type } from 'typebox'
import type { MerchantCall } from '../../http/call.ts'
import { ApiError } from '../../http/errors.ts'
import { custom, integer, isObject, optional, readField, string } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import { newId } from '../../http/identifiers.ts'
import type { AmountMinor } from '../../http/money.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { EXTERNAL_REFERENCE_ID, METADATA } from '../charges/create-charge-body.ts'
import { expansions } from '../charges/expand.ts'
import { rehearse } from '../rehearsal.ts'
import type { PaymentServices } from '../services.ts'
import { refundable } from './refund.ts'
import { finishRefund, reserveRefund } from './refunding.ts'
import { RefundObject } from './refund-object.ts'
import { EXPAND_REFUND, showRefund } from './show-refund.ts'

/** As for charges, in object form only. */
const REFUND_METADATA = custom<Readonly<Record<string, unknown>>>({ type: 'object' }, (value, param) => {
  if (!isObject(value)) throw new ApiError('invalid_request', { param })
  return readField(METADATA, value, param) as Readonly<Record<string, unknown>>
})

const RefundBody = Type.Object({
  charge: string({ description: 'Id of the charge.' }),
  amount: optional(
    integer({ minimum: 1, code: 'invalid_charge_amount', description: 'All that is left when absent.' }),
  ),
  reason: optional(string({ maxLength: 255, examples: ['requested_by_customer'] })),
  metadata: optional(REFUND_METADATA),
  external_reference_id: optional(EXTERNAL_REFERENCE_ID),
  expand: optional(EXPAND_REFUND),
})

/** In the order of contract 3.5. */
export const REFUND_PERMISSIONS = ['CUSTOMERS_R', 'MERCHANT_R', 'ORDERS_R', 'PAYMENTS_R', 'ONLINE_PAYMENTS'] as const

export const createRefund = (services: PaymentServices): Operation =>
  operation({
    method: 'POST',
    url: '/v1/refunds',
    caller: 'bearer',
    permissions: REFUND_PERMISSIONS,
    openToHostedCheckout: true,
    keepsAnswer: '30 days',
    summary: 'Refund a charge, whole or in part, or release an authorization',
    tag: 'Refunds',
    body: RefundBody,
    query: Type.Object({ expand: optional(EXPAND_REFUND) }),
    response: RefundObject,
    async handle(call, { body, query }) {
      const rehearsed = rehearse(services, call, await rehearsedAmount(services, call, body))
      const refund = await finishRefund(rehearsed, await beginRefund(services, call, body))
      return showRefund(services, refund, expansions(query.expand, body.expand))
    },
  })

/**
 * The amount, or what a refund without one stands for; only the sandbox looks at it, and never at that of an alternate
 * tender (contract SBX-4).
 * @throws ApiError `resource_missing`
 */
async function rehearsedAmount(
  services: PaymentServices,
  { merchant }: MerchantCall,
  { charge: chargeId, amount }: Static<typeof RefundBody>,
): Promise<number> {
  if (services.livemode) return 0
  const charge = await services.refunds.findCharge(merchant.id, chargeId)
  return charge.facts.tender ? 0 : (amount ?? refundable(charge) - charge.tip)
}

/** What was reserved for this request before is not reserved again. */
async function beginRefund(services: PaymentServices, call: MerchantCall, body: Static<typeof RefundBody>) {
  const { merchant, operationId, isResumed } = call
  const earlier = isResumed && operationId ? await services.refunds.look(merchant.id, operationId) : undefined
  if (earlier) return earlier
  return reserveRefund(services, merchant, {
    id: operationId ?? newId(),
    chargeId: body.charge,
    amount: body.amount as AmountMinor | undefined,
    reason: body.reason,
    metadata: body.metadata,
    externalReferenceId: body.external_reference_id,
  })
}
