/** Which instrument a token request brings (contract 5.1: TOK-1, TOK-31, TOK-41). */
import { ApiError } from '../../http/errors.ts'
import { isObject } from '../../http/fields.ts'

const INSTRUMENTS = ['card', 'encrypted_card', 'encryptedWallet', 'external_token', 'gift_card', 'ach'] as const

type InstrumentName = (typeof INSTRUMENTS)[number]

/** The instruments that are built. */
export interface Instrument {
  readonly name: 'card' | 'external_token' | 'gift_card'
  readonly fields: Record<string, unknown>
  /** The member `elements`: the sensitive fields are sealed (contract TOK-41). */
  readonly elements: unknown
}

const isPresent = (value: unknown) => value !== undefined && value !== null

/**
 * Whether the request asks for a multi-pay token, as far as it can be told before any field is checked: the
 * permission for it comes first (contract ERR-6 step 4).
 */
export function asksForMultipay(body: Record<string, unknown>): boolean {
  return (body.multipay === true || body.multipay === 'true') && !isPresent(body.external_token)
}

/** @throws ApiError `invalid_request`, `feature_not_enabled` */
export function readInstrument(body: Record<string, unknown>): Instrument {
  let name: InstrumentName | undefined
  for (const each of INSTRUMENTS) {
    if (!isPresent(body[each])) continue
    if (name !== undefined) throw new ApiError('invalid_request')
    name = each
  }
  if (name === undefined) throw new ApiError('invalid_request')
  const fields = body[name]
  const hasForm = name === 'encrypted_card' ? typeof fields === 'string' : isObject(fields)
  if (!hasForm) throw new ApiError('invalid_request', { param: name })
  if (asksForMultipay(body) && name !== 'card' && name !== 'encrypted_card') {
    throw new ApiError('invalid_request', { param: 'multipay' })
  }
  if ((name !== 'card' && name !== 'external_token' && name !== 'gift_card') || !isObject(fields)) {
    throw new ApiError('feature_not_enabled', { param: name })
  }
  const elements = body.elements ?? undefined
  // The hosted fields have none for it.
  if (name === 'external_token' && elements !== undefined) throw new ApiError('invalid_request', { param: 'elements' })
  checkSealing(name, fields, elements !== undefined)
  return { name, fields, elements }
}

/** Fields that come in the clear without `elements`, and those that come with it. */
const CLEAR = {
  card: ['number', 'encrypted_pan', 'cvv'],
  external_token: [],
  gift_card: ['number', 'card_number', 'security_code'],
} as const
const SEALED = {
  card: ['number_jwe', 'cvv_jwe'],
  external_token: [],
  gift_card: ['number_jwe', 'security_code_jwe'],
} as const

/** Clear fields never come beside `elements`, and sealed ones never without it (contract TOK-41). */
function checkSealing(name: Instrument['name'], fields: Record<string, unknown>, isSealed: boolean): void {
  for (const field of (isSealed ? CLEAR : SEALED)[name]) {
    if (isPresent(fields[field])) throw new ApiError('invalid_request', { param: `${name}.${field}` })
  }
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
