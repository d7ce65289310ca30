/** `GET /v1/charges/{chargeId}` and `GET /v1/charges` (contract 6.2). */
import { Type } from 'typebox'
import { boolean, oneOf, optional, string } from '../../http/fields.ts'
import { LIST_QUERY, listOf, presentList, readPage } from '../../http/lists.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { PaymentServices } from '../services.ts'
import { THREEDS_RESULTS } from '../threeds/threeds.ts'
import { CHARGE_STATES } from './charge.ts'
import type { Charge } from './charge.ts'
import { ChargeObject } from './charge-object.ts'
import { statesOf } from './charge-store.ts'
import { EXPAND, expansions } from './expand.ts'
import { showCharge } from './show-charge.ts'

export const readCharge = (services: PaymentServices): Operation =>
  operation({
    method: 'GET',
    url: '/v1/charges/:chargeId',
    caller: 'bearer',
    permissions: ['PAYMENTS_R'],
    openToHostedCheckout: true,
    summary: 'Read a charge',
    tag: 'Charges',
    query: Type.Object({ expand: optional(EXPAND) }),
    response: ChargeObject,
    find: call => services.charges.find(call.merchant.id, call.params.chargeId ?? ''),
    handle: (_call, { subject, query }) => showCharge(services, subject as Charge, expansions(query.expand)),
  })

export const listCharges = (services: PaymentServices): Operation =>
  operation({
    method: 'GET',
    url: '/v1/charges',
    caller: 'bearer',
    permissions: ['PAYMENTS_R'],
    openToHostedCheckout: true,
    summary: 'List charges, newest first',
    tag: 'Charges',
    query: Type.Object({
      ...LIST_QUERY,
      customer: optional(string()),
      is_threeds: optional(boolean()),
      threeds_validation_result: optional(oneOf(THREEDS_RESULTS)),
      status: optional(oneOf(['succeeded', 'pending', 'failed'])),
      state: optional(oneOf(CHARGE_STATES)),
      order: optional(string()),
      external_reference_id: optional(string()),
      expand: optional(EXPAND),
    }),
    response: listOf(ChargeObject),
    async handle(call, { query }) {
      const page = readPage(query)
      // No charge here has a customer, so that a filter for one finds nothing (contract LST-5).
      const isNowhere = query.customer !== undefined
      const rows = await services.charges.list(call.merchant.id, page, {
        states: isNowhere ? [] : statesOf(query.status, query.state),
        order: query.order,
        externalReferenceId: query.external_reference_id,
        isThreeds: query.is_threeds,
        threedsResult: query.threeds_validation_result,
      })
      const expand = expansions(query.expand)
      const list = presentList('/v1/charges', rows, page, charge => showCharge(services, charge, expand))
      return { ...list, data: await Promise.all(list.data) }
    },
  })
