import { Type } from 'typebox'
import { FEATURES } from '../../http/credentials.ts'
import type { PlatformMerchant } from './merchant.ts'

export const MerchantResponse = Type.Object({
  id: Type.String({ examples: ['M9S346Q3D25VT'] }),
  object: Type.Literal('merchant'),
  name: Type.String(),
  active: Type.Boolean(),
  default_currency: Type.String({ examples: ['usd'] }),
  authorization_ttl_days: Type.Integer(),
  cvc_fail_declines: Type.Boolean(),
  zip_fail_declines: Type.Boolean(),
  line1_fail_declines: Type.Boolean(),
  require_shopper_ip: Type.Boolean(),
  refund_max_amount: Type.Union([Type.Integer(), Type.Null()]),
  currencies: Type.Array(Type.String()),
  tax_rates: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), rate: Type.Integer() })),
  tenders: Type.Array(Type.Object({ id: Type.String(), label_key: Type.String(), label: Type.String() })),
  features: Type.Object(Object.fromEntries(FEATURES.map(feature => [feature, Type.Boolean()]))),
  brands: Type.Array(Type.String()),
  postal_code: Type.String(),
  page_guard: Type.Optional(Type.String()),
  createdTime: Type.Integer(),
  modifiedTime: Type.Integer(),
})

export function presentMerchant(merchant: PlatformMerchant) {
  return {
    id: merchant.id,
    object: 'merchant',
    name: merchant.name,
    active: merchant.active,
    default_currency: merchant.defaultCurrency,
    ...merchant.settings,
    createdTime: merchant.createdAt.getTime(),
    modifiedTime: merchant.modifiedAt.getTime(),
  }
}
