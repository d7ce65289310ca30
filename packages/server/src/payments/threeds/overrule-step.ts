/** `POST /trefoil/v1/sandbox/threeds/{threeds_server_transaction_id}`: a tester says how a step ends (contract 19.7). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { oneOf } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { PaymentServices } from '../services.ts'

export const overruleStep = (services: PaymentServices): Operation =>
  operation({
    method: 'POST',
    url: '/trefoil/v1/sandbox/threeds/:transactionId',
    caller: 'management',
    summary: 'Say how a pending 3-D Secure step ends',
    tag: 'Sandbox',
    body: Type.Object({ result: oneOf(['success', 'failure']) }),
    response: Type.Object({}),
    async handle({ params, management }, { body }) {
      const scope = management.role === 'operator' ? undefined : management.merchantId
      const isFound = await services.threeds.overrule(params.transactionId ?? '', body.result, scope)
      if (!isFound) throw new ApiError('resource_missing')
      return {}
    },
  })
