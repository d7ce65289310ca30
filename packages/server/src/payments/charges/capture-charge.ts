/** `POST /v1/charges/{chargeId}/capture` (contract 6.4). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { integer, optional, string } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import { newId } from '../../http/identifiers.ts'
import { addMinor } from '../../http/money.ts'
import type { AmountMinor } from '../../http/money.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { Outcome } from '../../vault/index.ts'
import type { PaymentServices } from '../services.ts'
import { afterSending, declined } from './authorize-charge.ts'
import { checkCapturable, decideCapture } from './charge.ts'
import type { Capture, Charge } from './charge.ts'
import type { ChargeFacts } from './charge-facts.ts'
import { ChargeObject } from './charge-object.ts'
import { outcomeOf } from './charge-outcome.ts'
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
    async handle(call, { subject, body, query }) {
      shopperAddressOf(call)
      const charge = subject as Charge
      const capture = decideCapture(
        charge,
        body.amount as AmountMinor | undefined,
        body.tip_amount as AmountMinor | undefined,
      )
      const captured = await capturing(services, charge, capture, factsAfter(charge.facts, body))
      return showCharge(services, captured, expansions(query.expand))
    },
  })

/** The members that a capture replaces. */
function factsAfter(facts: ChargeFacts, body: Static<typeof CaptureBody>): ChargeFacts {
  const { receipt_email, description, metadata, level2 } = body
  const changes = Object.entries({ receipt_email, description, metadata, level2 }).filter(
    ([, value]) => value !== undefined,
  )
  return { ...facts, echo: { ...facts.echo, ...Object.fromEntries(changes) } }
}

async function capturing(
  services: PaymentServices,
  charge: Charge,
  capture: Capture,
  facts: ChargeFacts,
): Promise<Charge> {
  const attemptId = newId()
  if (!(await services.charges.beginCapture(charge, attemptId, capture))) {
    // Another capture was faster; how far it has come decides what this one is told.
    checkCapturable(await services.charges.find(charge.merchantId, charge.id))
    throw new ApiError('charge_pending', { charge: charge.id })
  }
  try {
    const outcome = await services.vault.capture({
      merchantId: charge.merchantId,
      attemptId,
      connector: services.connector,
      originalAttemptId: charge.id,
      amountMinor: addMinor(capture.amount, charge.tip),
      tipMinor: charge.tip,
      currency: charge.currency,
    })
    return await finish(services, charge, attemptId, capture, facts, outcome)
  } catch (error) {
    throw afterSending(error)
  }
}

async function finish(
  services: PaymentServices,
  charge: Charge,
  attemptId: string,
  capture: Capture,
  facts: ChargeFacts,
  outcome: Outcome,
): Promise<Charge> {
  switch (outcome.kind) {
    case 'approved':
      return services.charges.completeCapture(charge, attemptId, capture, facts)
    case 'declined':
      await services.charges.endCapture(charge, attemptId, 'declined')
      throw declined({ id: charge.id, outcome: outcomeOf(outcome) })
    case 'not_sent':
      await services.charges.endCapture(charge, attemptId, 'not_sent')
      throw new ApiError('acquirer_unavailable', { charge: charge.id })
    case 'unknown':
      await services.charges.markCaptureUnknown(charge, attemptId)
      throw new ApiError('outcome_unknown', { charge: charge.id })
  }
}
