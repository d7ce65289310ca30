/** Who is calling, and what that caller may do. The platform finds credentials; this room only asks for them. */
import type { Permission } from './permissions.ts'

/** A merchant as every service needs to know it. Settings are those of contract 1.6. */
export interface Merchant {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly defaultCurrency: string
  readonly settings: MerchantSettings
}

export interface MerchantSettings {
  readonly authorization_ttl_days: number
  readonly cvc_fail_declines: boolean
  readonly zip_fail_declines: boolean
  readonly line1_fail_declines: boolean
  readonly require_shopper_ip: boolean
  readonly refund_max_amount: number | null
  /** ISO 4217, lower case; holds the default currency. */
  readonly currencies: readonly string[]
  readonly features: Readonly<Record<Feature, boolean>>
  readonly brands: readonly string[]
  readonly postal_code: 'optional' | 'required'
  /** Rates that charges and orders may name; none when absent. */
  readonly tax_rates?: readonly TaxRate[]
  /** Ways to pay without a card; none when absent. */
  readonly tenders?: readonly Tender[]
  /** Whether payment pages report their scripts (contract TOK-39); `off` when absent. */
  readonly page_guard?: 'off' | 'report'
}

/** A tax rate that charges and orders may name (contract ORD-6); `rate` is percent × 100000 (GEN-29). */
export interface TaxRate {
  readonly id: string
  readonly name: string
  readonly rate: number
}

/** A way to pay without a card (contract CHG-8). */
export interface Tender {
  readonly id: string
  readonly label_key: string
  readonly label: string
}

export const FEATURES = [
  'multi_pay',
  'gift_cards',
  'ach',
  'apple_pay',
  'google_pay',
  'threeds',
  'soft_descriptor',
  'purchase_card',
] as const
export type Feature = (typeof FEATURES)[number]

export interface Credential {
  readonly kind: 'access_token' | 'private_key' | 'public_key'
  readonly merchant: Merchant
  /** False when the app is uninstalled: 403 `merchant_inactive`, like a suspended merchant. */
  readonly installed: boolean
  /** Absent for merchant key pairs. */
  readonly appId?: string
  /** Id of the API key, for key pairs and public keys. */
  readonly keyId?: string
  /** Only keys of a merchant pair (contract 3.4). */
  readonly integrationType?: 'IFRAME_API' | 'API' | 'HOSTED_CHECKOUT'
  readonly permissions: ReadonlySet<Permission>
  /** IP addresses or CIDR blocks; empty allows all (contract KEY-9). */
  readonly allowedAddresses: readonly string[]
  /** Only API keys: rules for the origins of pages that may show the hosted fields (contract TOK-39). */
  readonly allowedOrigins?: readonly string[]
  /** Only public keys: may make multi-pay tokens (contract TOK-31). */
  readonly multipay?: boolean
}

export interface ManagementCredential {
  readonly kind: 'management_token'
  readonly role: 'operator' | 'merchant_admin'
  /** The one merchant of a merchant administrator. */
  readonly merchantId?: string
}

/**
 * Finds credentials. Each answer is at most half a second old, so that a revocation reaches every process within one
 * second (contract OAUTH-19, KEY-8, PAK-7).
 *
 * All of them throw ApiError `unauthorized`, `access_token_expired`, `api_key_inactive` or `api_key_expired`.
 */
export interface Authenticator {
  /** OAuth access token or merchant private key. */
  bearer(secret: string): Promise<Credential>
  /** PAKMS `apiAccessKey` or a merchant's public key. */
  publicKey(key: string): Promise<Credential>
  management(token: string): Promise<ManagementCredential>
}
