/** Name and address of a card (contract 5.2, step 15 of TOK-8), read and kept as sent. */
import { containsCardNumber } from '../../http/card-data.ts'
import { ApiError } from '../../http/errors.ts'
import { compile, optional, string } from '../../http/fields.ts'
import { Type } from 'typebox'
import type { Static } from 'typebox'

/** In the order of the request table; the members have the names of the wire, in which they are stored. */
export const CardholderFields = Type.Object({
  name: optional(string({ maxLength: 127 })),
  address_line1: optional(string({ maxLength: 255 })),
  address_line2: optional(string({ maxLength: 255 })),
  address_city: optional(string({ maxLength: 255 })),
  address_state: optional(string({ maxLength: 255 })),
  address_zip: optional(string({ maxLength: 16 })),
  address_country: optional(string({ maxLength: 3 })),
  country: optional(string({ maxLength: 3 })),
  email: optional(string({ maxLength: 254 })),
  phone: optional(string({ maxLength: 30 })),
})

export type Cardholder = Static<typeof CardholderFields>

const read = compile(CardholderFields)

/** Long enough to hide a card number in, and searched for one (contract GEN-20). */
const FREE_TEXT = ['name', 'address_line1', 'address_line2', 'address_city', 'address_state', 'address_zip'] as const

/**
 * @returns undefined when no member was sent
 * @throws ApiError `invalid_request`, `card_data_not_allowed`
 */
export function readCardholder(
  fields: Record<string, unknown>,
  rejectCardDataInText: boolean,
  path: string,
): Cardholder | undefined {
  const cardholder = read(fields, `${path}.`)
  if (rejectCardDataInText) {
    for (const member of FREE_TEXT) {
      const text = cardholder[member]
      if (text !== undefined && containsCardNumber(text)) {
        throw new ApiError('card_data_not_allowed', { param: `${path}.${member}` })
      }
    }
  }
  for (const _ in cardholder) return cardholder
  return undefined
}
