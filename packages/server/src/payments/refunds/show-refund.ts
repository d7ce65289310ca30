import type { PaymentServices } from '../services.ts'
import { expandField } from '../charges/expand.ts'
import { showCharge } from '../charges/show-charge.ts'
import type { Refund } from './refund.ts'
import { presentRefund } from './refund-object.ts'

/** Contract 8.1, LST-6. */
export const EXPAND_REFUND = expandField(['charge'])

/** A refund as the wire shows it, with its charge read beside it when `expand` asks for that. */
export async function showRefund(services: PaymentServices, refund: Refund, expand: ReadonlySet<'charge'>) {
  if (!expand.has('charge')) return presentRefund(refund)
  const charge = await services.charges.find(refund.merchantId, refund.chargeId)
  return presentRefund(refund, await showCharge(services, charge, new Set()))
}
