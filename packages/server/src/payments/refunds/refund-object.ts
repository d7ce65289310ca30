/** The refund as the wire shows it (contract 8.1). */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { ChargeObject } from '../charges/charge-object.ts'
import type { Refund } from './refund.ts'

export const RefundObject = Type.Object({
  id: Type.String(),
  object: Type.Literal('refund'),
  amount: Type.Integer(),
  charge: Type.Union([Type.String(), ChargeObject]),
  currency: Type.String(),
  created: Type.Integer(),
  status: Type.String(),
  reason: Type.Optional(Type.String()),
  external_reference_id: Type.Optional(Type.String()),
  failure_code: Type.Optional(Type.String()),
  decline_code: Type.Optional(Type.String()),
  metadata: Type.Record(Type.String(), Type.Unknown()),
})

/** @param charge the object in place of the id (`expand`) */
export function presentRefund(refund: Refund, charge?: Static<typeof ChargeObject>): Static<typeof RefundObject> {
  const isFailed = refund.status === 'failed'
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    charge: charge ?? refund.chargeId,
    currency: refund.currency,
    created: refund.created,
    status: refund.status,
    reason: refund.reason ?? undefined,
    external_reference_id: refund.externalReferenceId ?? undefined,
    failure_code: isFailed ? 'refund_declined' : undefined,
    decline_code: isFailed ? refund.outcome?.declineCode : undefined,
    metadata: { ...refund.metadata, ...serverMetadata(refund) },
  }
}

/** The members that the server adds; those without a value are left out (contract REF-4, GEN-17). */
function serverMetadata({ type, outcome }: Refund): Record<string, string> {
  const members = {
    refundType: type,
    authCode: outcome?.authCode,
    refNum: outcome?.refNum,
    gatewayResponseCode: outcome?.networkCode,
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
}
