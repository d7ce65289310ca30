/** Soft descriptor and purchase card fields (contract CHG-37 to CHG-39), and the warnings they lead to. */
import type { Merchant } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import { custom, integer, isObject, object, optional, string } from '../../http/fields.ts'

export const SOFT_DESCRIPTOR = object({
  dba_name: optional(string({ pattern: /^[A-Za-z0-9 ]{0,38}$/ })),
  street: optional(string({ maxLength: 255 })),
  city: optional(string({ maxLength: 255 })),
  region: optional(string({ pattern: /^[A-Za-z]{2}$/ })),
  postal_code: optional(string({ maxLength: 10 })),
  country_code: optional(string({ pattern: /^[0-9]{3}$/ })),
  merchant_contact_info: optional(string({ maxLength: 13 })),
})

const shortText = () => optional(string({ maxLength: 64 }))
const count = (maximum?: number) => optional(integer({ minimum: 0, maximum }))

export const LEVEL2 = object({
  tax_amount: count(),
  tax_indicator: count(9),
  discount_amount: count(),
  freight_amount: count(),
  duty_amount: count(),
  pc_order_number: shortText(),
  destination_postal_code: shortText(),
  shipping_from_postal_code: shortText(),
  destination_country_code: shortText(),
  product_description: shortText(),
  merchant_tax_id: shortText(),
})

/** Any object; sent only to a connection that declares it. */
export const LEVEL3 = custom<Readonly<Record<string, unknown>>>({ type: 'object' }, (value, param) => {
  if (!isObject(value) || [...JSON.stringify(value)].length > 8192) throw new ApiError('invalid_request', { param })
  return value
})

/** What of a request is not used, in words that clients compare. */
export function purchaseWarnings(
  request: { soft_descriptor?: object; level2?: object },
  merchant: Merchant,
  capabilities: { softDescriptor: boolean; level2: boolean },
): string[] {
  const warnings: string[] = []
  const { features } = merchant.settings
  if (request.soft_descriptor && !(features.soft_descriptor && capabilities.softDescriptor)) {
    warnings.push('Soft descriptor disregarded, merchant account does not support soft descriptors')
  }
  if (request.level2 && !features.purchase_card) {
    warnings.push('Purchase card Level2 Data disregarded, merchant account does not support purchase cards')
  } else if (request.level2 && !capabilities.level2) {
    warnings.push('Purchase card Level2 Data disregarded, purchase card support is currently unavailable')
  }
  return warnings
}
