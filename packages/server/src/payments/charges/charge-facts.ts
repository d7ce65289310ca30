/** What a charge was asked with and shows again: the card as far as it may be shown, and the members it echoes. */
import type { Tender } from '../../http/credentials.ts'
import type { Static } from '../../http/fields.ts'
import type { Token } from '../../vault/index.ts'
import type { Threeds } from '../threeds/threeds.ts'
import type { CreateChargeBody } from './create-charge-body.ts'

/** The card of a token as far as a charge shows it. */
export interface ShownCard {
  /** This and the digits are always known, but of an external token. */
  readonly brand?: string
  /** Two digits. */
  readonly expMonth: string
  /** Four digits. */
  readonly expYear: string
  readonly first6?: string
  readonly last4?: string
  readonly name?: string
  /** Members `address_line1` to `country`, as sent. */
  readonly address: Readonly<Record<string, string>>
  /** Another provider's token stands for the card; no more than this is seen of it. */
  readonly external?: { readonly type: string; readonly shown: string }
}

/** E-mail and phone stay with the token. */
export function shownCard(token: Token): ShownCard {
  const { brand, first6, last4, expiryMonth, expiryYear } = token
  const { name, email: _email, phone: _phone, ...address } = token.cardholder ?? {}
  const external = token.external && { type: token.external.type, shown: token.external.shown }
  const expMonth = String(expiryMonth).padStart(2, '0')
  return { brand, first6, last4, name, address, expMonth, expYear: String(expiryYear), external }
}

/** Members of the request that are echoed as they were sent (contract 6.7). */
export const ECHOED = [
  'description',
  'receipt_email',
  'external_reference_id',
  'external_customer_reference',
  'metadata',
  'shipping',
  'billing_details',
  'site_url',
  'soft_descriptor',
  'stored_credentials',
  'level2',
  'level3',
  'ecomind',
  'tax_rate_uuid',
] as const

export type Echo = Partial<Pick<Static<typeof CreateChargeBody>, (typeof ECHOED)[number]>>

/** What is known of a charge before its card is. */
export interface RequestFacts {
  readonly echo: Echo
  readonly warnings?: readonly string[]
  /** The shopper's address as the shop told it (contract GEN-9). */
  readonly shopperAddress?: string
  /** What is paid with, when it is no card (contract CHG-8). */
  readonly tender?: Tender
  /** Of an attempt; a charge has a place of its own for it. */
  readonly threeds?: Threeds
}

export interface ChargeFacts extends RequestFacts {
  /** Absent with an alternate tender. */
  readonly card?: ShownCard
}
