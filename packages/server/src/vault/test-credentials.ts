/** Credentials for tests of operations, found by the secret that is sent. */
import type { Authenticator, Credential, Merchant, MerchantSettings } from '../http/credentials.ts'
import { ApiError } from '../http/errors.ts'
import { DEFAULT_BRANDS } from './cards/brand.ts'

export const DEFAULT_SETTINGS: MerchantSettings = {
  authorization_ttl_days: 7,
  cvc_fail_declines: false,
  zip_fail_declines: false,
  line1_fail_declines: false,
  require_shopper_ip: false,
  refund_max_amount: null,
  currencies: ['usd'],
  features: {
    multi_pay: true,
    gift_cards: true,
    ach: true,
    apple_pay: true,
    google_pay: true,
    threeds: true,
    soft_descriptor: true,
    purchase_card: true,
  },
  brands: DEFAULT_BRANDS,
  postal_code: 'optional',
}

export function authenticatorOf(merchant: Merchant, credentials: Record<string, Partial<Credential>>): Authenticator {
  const find = (kind: Credential['kind']) => async (secret: string) => {
    const credential = credentials[secret]
    if (!credential) throw new ApiError('unauthorized')
    const permissions: Credential['permissions'] = new Set(['ONLINE_PAYMENTS'])
    return {
      kind,
      merchant,
      installed: true,
      appId: 'JT97KB6CQ643D',
      keyId: '4F5V37E3S3E28',
      permissions,
      allowedAddresses: [],
      ...credential,
    }
  }
  const nobody = async () => {
    throw new ApiError('unauthorized')
  }
  return { bearer: find('access_token'), publicKey: find('public_key'), management: nobody }
}
