/** `POST /v1/charges/{chargeId}/capture` (contract 6.4). */
import { Type } from 'typebox'
import type { MerchantCall } from '../../http/call.ts'
import { integer, optional, string } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import type { AmountMinor } from '../../http/money.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { rehearse } from '../rehearsal.ts'
import type { PaymentServices } from '../services.ts'
import { beginCapture, recallCapture, resumeCapture } from './carry-out-capture.ts'
import { decideCapture } from './charge.ts'
import type { Charge } from './charge.ts'
import type { Echo } from './charge-facts.ts'
import { ChargeObject } from './charge-object.ts'
import { EMAIL, METADATA } from './create-charge-body.ts'
import { EXPAND, expansions } from './expand.ts'
import { LEVEL2 } from './purchase-fields.ts'
import { shopperAddressOf } from './shopper-address.ts'
import { showCharge } from './show-charge.ts'

const CaptureBody = Type.Object({
  amount: optional(
    integer({ minimum: 1, code: 'invalid_charge_amount', description: 'All that was authorized when absent.' }),
  ),
  tip_amount: optional(
    integer({ minimum: 0, code: 'invalid_tip_amount', description: 'Must equal the tip of the charge.' }),
  ),
  receipt_email: optional(EMAIL),
  description: optional(string({ maxLength: 255 })),
  metadata: optional(METADATA),
  level2: optional(LEVEL2),
})

export const captureCharge = (services: PaymentServices): Operation =>
  operation({
    method: 'POST',
    url: '/v1/charges/:chargeId/capture',
    caller: 'bearer',
    permissions: ['PAYMENTS_R', 'PAYMENTS_W', 'ONLINE_PAYMENTS'],
    summary: 'Capture an authorized charge, whole or in part',
    tag: 'Charges',
    body: CaptureBody,
    query: Type.Object({ expand: optional(EXPAND) }),
    response: ChargeObject,
    find: call => services.charges.find(call.merchant.id, call.params.chargeId ?? ''),
    keepsAnswer: '30 days',
    async handle(call, { subject, body, query }) {
      shopperAddressOf(call)
      const charge = subject as Charge
      const captured =
        (call.isResumed && (await resumeCapture(services, charge, call.operationId!))) ||
        (await begunCapture(services, charge, call, body))
      return showCharge(services, captured, expansions(query.expand))
    },
    async recall(call, { subject, query }) {
      const captured = await recallCapture(services, subject as Charge, call.operationId)
      return showCharge(services, captured, expansions(query.expand))
    },
  })

function begunCapture(
  services: PaymentServices,
  charge: Charge,
  call: MerchantCall,
  body: Static<typeof CaptureBody>,
): Promise<Charge> {
  const { receipt_email, description, metadata, level2 } = body
  const amount = body.amount as AmountMinor | undefined
  const capture = decideCapture(charge, amount, body.tip_amount as AmountMinor | undefined)
  const replaced = Object.entries({ receipt_email, description, metadata, level2 }).filter(
    ([, value]) => value !== undefined,
  )
  const rehearsed = rehearse(services, call, capture.amount)
  return beginCapture(rehearsed, charge, capture, Object.fromEntries(replaced) as Echo, call)
}
