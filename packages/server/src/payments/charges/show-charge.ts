import { presentList, readPage } from '../../http/lists.ts'
import { presentRefund } from '../refunds/refund-object.ts'
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
  const refunds = expand.has('refunds') ? await newestRefunds(services, charge) : undefined
  return presentCharge(charge, {
    livemode: services.livemode,
    checkWord: services.checkWord,
    expand,
    order,
    refunds,
    gatewayResponse,
  })
}

/** Contract 6.7: the ten newest. */
async function newestRefunds(services: PaymentServices, charge: Charge) {
  const page = readPage({ limit: 10 })
  const refunds = await services.refunds.list(charge.merchantId, page, { charge: charge.id })
  return presentList('/v1/refunds', refunds, page, refund => presentRefund(refund))
}
