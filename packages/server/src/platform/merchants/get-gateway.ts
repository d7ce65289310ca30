import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { operation } from '../../http/operation.ts'

const Gateway = Type.Object({
  /** What clients of this name expect is what is served here. */
  paymentGatewayApi: Type.Literal('fdcrcip'),
  supportsMultiPayToken: Type.Boolean(),
})

/** `GET /v3/merchants/{mId}/gateway` (contract 6.10); the caller's merchant is at most half a second old (CHG-40). */
export const getGateway = () =>
  operation({
    method: 'GET',
    url: '/v3/merchants/:mId/gateway',
    caller: 'bearer',
    permissions: ['MERCHANT_R'],
    summary: 'Read which kind of gateway a merchant has',
    tag: 'Merchants',
    response: Gateway,
    async find({ params, merchant }) {
      if (params['mId'] !== merchant.id) throw new ApiError('resource_missing')
      return merchant
    },
    async handle(_call, { subject }) {
      return { paymentGatewayApi: 'fdcrcip', supportsMultiPayToken: subject.settings.features.multi_pay }
    },
  })
