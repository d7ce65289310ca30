/**
 * Reads the member `card` of a token request (contract 5.2), in the exact order of TOK-8.
 *
 * Pure: no I/O, no clock. A card number leaves this file only inside the returned card, never in an error.
 */
import { ApiError } from '../../http/errors.ts'
import { isLuhnValid } from '../../http/luhn.ts'
import { detectBrand, permitsLength, readBrand, verificationCodeLength } from './brand.ts'
import type { Brand } from './brand.ts'
import { readCardholder } from './cardholder.ts'
import type { Cardholder } from './cardholder.ts'
import { readExpiry } from './expiry.ts'

export interface Card {
  /** Primary account number, digits only. */
  readonly number: string
  readonly brand: Brand
  /** 1 to 12. */
  readonly expiryMonth: number
  /** Four digits. */
  readonly expiryYear: number
  readonly verificationCode: string | undefined
  /** Undefined when neither name, address, e-mail nor phone was sent. */
  readonly cardholder: Cardholder | undefined
}

/** What decides about a card apart from the card itself. */
export interface CardRules {
  readonly mode: 'sandbox' | 'live'
  /** The merchant's setting `brands`. */
  readonly acceptedBrands: readonly string[]
  /** Whether a number is a test number of contract 19.1 (TOK-13, SBX-1). */
  readonly isTestNumber: (digits: string) => boolean
  /** The deployment's setting `reject_card_data_in_text` (GEN-20). */
  readonly rejectCardDataInText: boolean
  /** Database time, Unix milliseconds. */
  readonly nowMs: number
}

/**
 * @param path what `param` of an error begins with
 * @throws ApiError with the codes of contract 5.2
 * @see contract TOK-8
 */
export function readCard(fields: Record<string, unknown>, rules: CardRules, path = 'card'): Card {
  const digits = readNumber(fields, path)
  const brand = decideBrand(digits, fields.brand ?? undefined, rules, path)
  checkMode(digits, rules, path)
  const { expiryMonth, expiryYear } = readExpiry(fields, rules.nowMs, path)
  const verificationCode = readVerificationCode(fields.cvv, brand, path)
  const cardholder = readCardholder(fields, rules.rejectCardDataInText, path)
  return { number: digits, brand, expiryMonth, expiryYear, verificationCode, cardholder }
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== ''
const NOT_A_DIGIT = /[^0-9]/
const SPACES_AND_HYPHENS = /[ -]/g

/** Steps 2 to 4 of TOK-8. */
function readNumber(fields: Record<string, unknown>, path: string): string {
  const { number, encrypted_pan: encryptedNumber } = fields
  if (isGiven(number) === isGiven(encryptedNumber)) throw new ApiError('invalid_request', { param: `${path}.number` })
  if (isGiven(encryptedNumber)) throw new ApiError('feature_not_enabled', { param: `${path}.encrypted_pan` })
  if (typeof number !== 'string') throw new ApiError('invalid_number', { param: `${path}.number` })
  const digits = NOT_A_DIGIT.test(number) ? number.replace(SPACES_AND_HYPHENS, '') : number
  if (digits.length < 12 || digits.length > 19 || NOT_A_DIGIT.test(digits)) {
    throw new ApiError('invalid_number', { param: `${path}.number` })
  }
  return digits
}

/** Steps 5 to 8 of TOK-8; a detected brand wins over a given one (TOK-10). */
function decideBrand(digits: string, given: unknown, rules: CardRules, path: string): Brand {
  const givenBrand = readBrand(given)
  if (given !== undefined && givenBrand === undefined)
    throw new ApiError('invalid_card_type', { param: `${path}.brand` })
  const detected = detectBrand(digits)
  const brand = detected?.brand ?? givenBrand
  // A given brand permits 12 to 19 digits, which the form of the number has settled already.
  const isWrong =
    (detected && !permitsLength(detected, digits.length)) || (brand !== 'UNIONPAY' && !isLuhnValid(digits))
  if (isWrong) throw new ApiError('incorrect_number', { param: `${path}.number` })
  if (brand === undefined || !rules.acceptedBrands.includes(brand)) {
    throw new ApiError('invalid_card_type', { param: `${path}.number` })
  }
  return brand
}

/** Step 9 of TOK-8. */
function checkMode(digits: string, rules: CardRules, path: string): void {
  const isTest = rules.isTestNumber(digits)
  if (rules.mode === 'sandbox' && !isTest) throw new ApiError('live_data_in_sandbox', { param: `${path}.number` })
  if (rules.mode === 'live' && isTest) throw new ApiError('test_data_in_live', { param: `${path}.number` })
}

const VERIFICATION_CODE = /^[0-9]{3,4}$/

/** Steps 13 and 14 of TOK-8. */
function readVerificationCode(value: unknown, brand: Brand, path: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || !VERIFICATION_CODE.test(value)) {
    throw new ApiError('invalid_cvc', { param: `${path}.cvv` })
  }
  if (value.length !== verificationCodeLength(brand)) throw new ApiError('incorrect_cvc', { param: `${path}.cvv` })
  return value
}
