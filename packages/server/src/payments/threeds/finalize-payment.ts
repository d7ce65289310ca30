/** `POST /v1/charges/finalize_payment` (contract 6.5). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { object, oneOf, optional, string } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { succeeded } from '../charges/authorize-charge.ts'
import type { Charge } from '../charges/charge.ts'
import { ChargeObject } from '../charges/charge-object.ts'
import { EXPAND, expansions } from '../charges/expand.ts'
import { showCharge } from '../charges/show-charge.ts'
import type { PaymentServices } from '../services.ts'
import { finalizeCharge } from './finalize-charge.ts'

const FinalizeBody = Type.Object({
  charge_id: string({ description: 'A charge in requires_action.' }),
  threeds: object({
    source: oneOf(['CLOVER']),
    flow_status: string({ maxLength: 64, description: 'What the browser says of the step; kept, and never believed.' }),
  }),
  expand: optional(EXPAND),
})

export const finalizePayment = (services: PaymentServices): Operation =>
  operation({
    method: 'POST',
    url: '/v1/charges/finalize_payment',
    caller: 'bearer',
    permissions: ['ONLINE_PAYMENTS'],
    summary: 'Go on with a charge whose 3-D Secure step is over',
    tag: 'Charges',
    body: FinalizeBody,
    query: Type.Object({ expand: optional(EXPAND) }),
    response: ChargeObject,
    keepsAnswer: '30 days',
    async handle(call, { body, query }) {
      const charge = await find(services, call.merchant.id, body.charge_id)
      const finalized = await finalizeCharge(services, call, charge, body.threeds.flow_status)
      return showCharge(services, succeeded(finalized), expansions(query.expand, body.expand))
    },
    async recall(call, { body, query }) {
      const charge = await find(services, call.merchant.id, body.charge_id)
      return showCharge(services, succeeded(charge), expansions(query.expand, body.expand))
    },
  })

/** @throws ApiError `resource_missing` */
async function find(services: PaymentServices, merchantId: string, id: string): Promise<Charge> {
  const charge = await services.charges.lookUp(merchantId, id)
  if (!charge) throw new ApiError('resource_missing', { param: 'charge_id' })
  return charge
}
