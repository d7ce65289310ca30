import type { MerchantCall } from '../../http/call.ts'
import { ApiError } from '../../http/errors.ts'

/**
 * The shopper's address as the shop told it; some merchants insist on it (contract GEN-9).
 * @throws ApiError `parameter_missing`
 */
export function shopperAddressOf(call: MerchantCall): string | undefined {
  if (call.merchant.settings.require_shopper_ip && call.shopperAddress === undefined) {
    throw new ApiError('parameter_missing', { param: 'x-forwarded-for' })
  }
  return call.shopperAddress
}
