import type { PaymentServices } from '../services.ts'
import type { Charge } from './charge.ts'
import { presentCharge } from './charge-object.ts'
import type { Expansion } from './expand.ts'

/** A charge as the wire shows it, with what `expand` asks for read beside it (contract CHG-34). */
export async function showCharge(
  services: PaymentServices,
  charge: Charge,
  expand: ReadonlySet<Expansion>,
  gatewayResponse = false,
) {
  const order =
    expand.has('order') && charge.orderId !== null
      ? await services.charges.findOrder(charge.merchantId, charge.orderId)
      : undefined
  return presentCharge(charge, {
    livemode: services.livemode,
    checkWord: services.checkWord,
    expand,
    order,
    gatewayResponse,
  })
}
