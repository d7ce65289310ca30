/** `GET /v1/refunds/{refundId}` and `GET /v1/refunds` (contract 8.2). */
import { Type } from 'typebox'
import { optional, string } from '../../http/fields.ts'
import { LIST_QUERY, listOf, presentList, readPage } from '../../http/lists.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { expansions } from '../charges/expand.ts'
import type { PaymentServices } from '../services.ts'
import type { Refund } from './refund.ts'
import { RefundObject } from './refund-object.ts'
import { EXPAND_REFUND, showRefund } from './show-refund.ts'

export const readRefund = (services: PaymentServices): Operation =>
  operation({
    method: 'GET',
    url: '/v1/refunds/:refundId',
    caller: 'bearer',
    permissions: ['PAYMENTS_R'],
    openToHostedCheckout: true,
    summary: 'Read a refund',
    tag: 'Refunds',
    query: Type.Object({ expand: optional(EXPAND_REFUND) }),
    response: RefundObject,
    find: call => services.refunds.find(call.merchant.id, call.params.refundId ?? ''),
    handle: (_call, { subject, query }) => showRefund(services, subject as Refund, expansions(query.expand)),
  })

export const listRefunds = (services: PaymentServices): Operation =>
  operation({
    method: 'GET',
    url: '/v1/refunds',
    caller: 'bearer',
    permissions: ['PAYMENTS_R'],
    openToHostedCheckout: true,
    summary: 'List refunds, newest first',
    tag: 'Refunds',
    query: Type.Object({ ...LIST_QUERY, charge: optional(string()), expand: optional(EXPAND_REFUND) }),
    response: listOf(RefundObject),
    async handle(call, { query }) {
      const page = readPage(query)
      const rows = await services.refunds.list(call.merchant.id, page, { charge: query.charge })
      const expand = expansions(query.expand)
      const list = presentList('/v1/refunds', rows, page, refund => showRefund(services, refund, expand))
      return { ...list, data: await Promise.all(list.data) }
    },
  })
