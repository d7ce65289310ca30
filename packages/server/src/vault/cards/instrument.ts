/** Which instrument a token request brings (contract 5.1: TOK-1, TOK-31, TOK-41). */
import { ApiError } from '../../http/errors.ts'
import { isObject } from '../../http/fields.ts'

const INSTRUMENTS = ['card', 'encrypted_card', 'encryptedWallet', 'external_token', 'gift_card', 'ach'] as const

export type Instrument = (typeof INSTRUMENTS)[number]

const isPresent = (value: unknown) => value !== undefined && value !== null

/**
 * Whether the request asks for a multi-pay token, as far as it can be told before any field is checked: the
 * permission for it comes first (contract ERR-6 step 4).
 */
export function asksForMultipay(body: Record<string, unknown>): boolean {
  return (body.multipay === true || body.multipay === 'true') && !isPresent(body.external_token)
}

/**
 * @returns the fields of the member `card`, the one instrument that is built
 * @throws ApiError `invalid_request`, `feature_not_enabled`
 */
export function readInstrument(body: Record<string, unknown>): Record<string, unknown> {
  let instrument: Instrument | undefined
  for (const name of INSTRUMENTS) {
    if (!isPresent(body[name])) continue
    if (instrument !== undefined) throw new ApiError('invalid_request')
    instrument = name
  }
  if (instrument === undefined) throw new ApiError('invalid_request')
  const fields = body[instrument]
  const hasForm = instrument === 'encrypted_card' ? typeof fields === 'string' : isObject(fields)
  if (!hasForm) throw new ApiError('invalid_request', { param: instrument })
  if (asksForMultipay(body) && instrument !== 'card' && instrument !== 'encrypted_card') {
    throw new ApiError('invalid_request', { param: 'multipay' })
  }
  if (instrument !== 'card' || !isObject(fields)) throw new ApiError('feature_not_enabled', { param: instrument })
  if (isPresent(body.elements)) refuseElements(fields)
  return fields
}

/** Clear fields never come beside `elements` (contract TOK-41); sealed ones are not offered. */
function refuseElements(card: Record<string, unknown>): never {
  for (const name of ['number', 'cvv']) {
    if (isPresent(card[name])) throw new ApiError('invalid_request', { param: `card.${name}` })
  }
  throw new ApiError('feature_not_enabled', { param: 'elements' })
}

/**
 * The member `multipay` of a request whose instrument is a card.
 * @throws ApiError `invalid_request`
 */
export function readMultipay(body: Record<string, unknown>): boolean {
  const { multipay } = body
  if (multipay === true || multipay === 'true') return true
  if (!isPresent(multipay) || multipay === false || multipay === 'false') return false
  throw new ApiError('invalid_request', { param: 'multipay' })
}
