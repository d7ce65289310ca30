/** `GET /v3/merchants/{mId}/ecomm_payment_configs` (contract 6.10): public, for pages that have no credential yet. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { hasBrokenText } from '../../http/text.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchant } from './get-merchant.ts'

const Supported = Type.Object({ supported: Type.Boolean() })

const PaymentConfigs = Type.Object({
  softDescriptors: Supported,
  purchase_card: Supported,
  surcharging: Type.Object({ supported: Type.Literal(false), rate: Type.Literal(0) }),
})

/** The settings are read for each answer, so that it is never older than they are (contract CHG-40). */
export function paymentConfigsRoute(app: FastifyInstance, context: PlatformContext): void {
  const schema = { summary: 'What a merchant supports', tags: ['Merchants'], response: { 200: PaymentConfigs } }
  app.get<{ Params: { mId: string } }>('/v3/merchants/:mId/ecomm_payment_configs', { schema }, async request => {
    const { mId } = request.params
    if (hasBrokenText(mId)) throw new ApiError('resource_missing')
    const { features } = (await requireMerchant(context, mId)).settings
    return {
      softDescriptors: { supported: features.soft_descriptor },
      purchase_card: { supported: features.purchase_card },
      // Surcharges are not offered (contract CHG-32).
      surcharging: { supported: false, rate: 0 },
    }
  })
}
