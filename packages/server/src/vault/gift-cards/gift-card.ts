/** Reads the member `gift_card` of a token request (contract 5.7). Pure: the number is in no error. */
import { ApiError } from '../../http/errors.ts'

export interface GiftCard {
  /** Digits only. */
  readonly number: string
  readonly securityCode: string | undefined
}

/** A token of a gift card, as far as it is not sealed. It is always single-pay (contract TOK-31). */
export interface GiftCardToken {
  readonly id: string
  readonly merchantId: string
  /** App of the public key that made it; absent for merchant key pairs. */
  readonly appId: string | undefined
  /** Database time, Unix milliseconds. */
  readonly createdMs: number
  readonly last4: string
}

const NUMBER = /^(?:[0-9]{6}|[0-9]{13}|[0-9]{16}|[0-9]{19})$/
const SECURITY_CODE = /^[0-9A-Za-z]{4,8}$/

/** @throws ApiError with the codes of contract 5.7 */
export function readGiftCard(fields: Record<string, unknown>): GiftCard {
  const number = fields.number ?? fields.card_number ?? undefined
  const other = fields.card_number ?? number
  if (number === undefined) throw new ApiError('parameter_missing', { param: 'gift_card.number' })
  if (number !== other) throw new ApiError('invalid_request', { param: 'gift_card.card_number' })
  if (typeof number !== 'string' || !NUMBER.test(number)) {
    throw new ApiError('invalid_number', { param: 'gift_card.number' })
  }
  const code = fields.security_code ?? undefined
  if (code !== undefined && (typeof code !== 'string' || !SECURITY_CODE.test(code))) {
    throw new ApiError('invalid_request', { param: 'gift_card.security_code' })
  }
  return { number, securityCode: code }
}
