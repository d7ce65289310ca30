/** What a charge was asked with and shows again: the card as far as it may be shown, and the members it echoes. */
import type { Static } from '../../http/fields.ts'
import type { Token } from '../../vault/index.ts'
import type { CreateChargeBody } from './create-charge-body.ts'

/** The card of a token as far as a charge shows it. */
export interface ShownCard {
  readonly brand: string
  /** Two digits. */
  readonly expMonth: string
  /** Four digits. */
  readonly expYear: string
  readonly first6: string
  readonly last4: string
  readonly name?: string
  /** Members `address_line1` to `country`, as sent. */
  readonly address: Readonly<Record<string, string>>
}

/** E-mail and phone stay with the token. */
export function shownCard({ brand, first6, last4, expiryMonth, expiryYear, cardholder }: Token): ShownCard {
  const { name, email: _email, phone: _phone, ...address } = cardholder ?? {}
  const expMonth = String(expiryMonth).padStart(2, '0')
  return { brand, first6, last4, name, address, expMonth, expYear: String(expiryYear) }
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
] as const

export type Echo = Partial<Pick<Static<typeof CreateChargeBody>, (typeof ECHOED)[number]>>

/** What is known of a charge before its card is. */
export interface RequestFacts {
  readonly echo: Echo
  readonly warnings?: readonly string[]
  /** The shopper's address as the shop told it (contract GEN-9). */
  readonly shopperAddress?: string
}

export interface ChargeFacts extends RequestFacts {
  readonly card: ShownCard
}
