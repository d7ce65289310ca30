/** Reads the member `external_token` of a token request (contract 5.6). Pure: the token's value is in no error. */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { compile, custom, isObject, optional, string } from '../../http/fields.ts'
import { detectBrand, readBrand } from '../cards/brand.ts'
import type { Brand } from '../cards/brand.ts'
import type { CardRules } from '../cards/card.ts'
import { readCardholder } from '../cards/cardholder.ts'
import type { Cardholder } from '../cards/cardholder.ts'
import { readExpiry } from '../cards/expiry.ts'

/** A card as another provider knows it: its token there, and what came with it. */
export interface ExternalToken {
  readonly type: string
  readonly value: string
  /** 1 to 12. */
  readonly expiryMonth: number
  /** Four digits. */
  readonly expiryYear: number
  readonly brand: Brand | undefined
  readonly first6: string | undefined
  readonly last4: string | undefined
  readonly cardholder: Cardholder | undefined
  /** The network's original transaction, in which the cardholder agreed to later ones. */
  readonly transactionId: string | undefined
}

const PATH = 'external_token'
const ATTRIBUTE_PATH = `${PATH}.transarmor_token_attribute`

const digits = (count: number) =>
  custom<string>({ type: 'string', minLength: count, maxLength: count }, (value, param) => {
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text !== 'string' || !/^[0-9]+$/.test(text) || text.length !== count) {
      throw new ApiError('invalid_request', { param })
    }
    return text
  })

const readValue = compile(
  Type.Object({
    token_value: string({ minLength: 1, maxLength: 64 }),
    token_type: optional(string({ minLength: 1, maxLength: 64 })),
  }),
)
const readShownDigits = compile(Type.Object({ first6: optional(digits(6)), last4: optional(digits(4)) }))
const readTransaction = compile(Type.Object({ transactionId: optional(string({ minLength: 1, maxLength: 255 })) }))

/** @throws ApiError with the codes of contract 5.6 */
export function readExternalToken(fields: Record<string, unknown>, rules: CardRules): ExternalToken {
  const { token_value: value, token_type: type = 'TransArmor' } = readValue(fields, `${PATH}.`)
  const attribute = fields.transarmor_token_attribute ?? {}
  if (!isObject(attribute)) throw new ApiError('invalid_request', { param: ATTRIBUTE_PATH })
  const expiry = readExpiry(attribute, rules.nowMs, ATTRIBUTE_PATH)
  const given = readGivenBrand(attribute.brand)
  const { first6, last4 } = readShownDigits(attribute, `${ATTRIBUTE_PATH}.`)
  const brand = given ?? (first6 === undefined ? undefined : brandOf(first6))
  if (brand !== undefined && !rules.acceptedBrands.includes(brand)) throw invalidBrand()
  const cardholder = readCardholder(attribute, rules.rejectCardDataInText, ATTRIBUTE_PATH)
  const { transactionId } = readTransaction(attribute, `${ATTRIBUTE_PATH}.`)
  return { type, value, ...expiry, brand, first6, last4, cardholder, transactionId }
}

function readGivenBrand(value: unknown): Brand | undefined {
  if (value === undefined || value === null) return undefined
  const brand = readBrand(value)
  if (brand === undefined) throw invalidBrand()
  return brand
}

const invalidBrand = () => new ApiError('invalid_card_type', { param: `${ATTRIBUTE_PATH}.brand` })

/** Brands are told by up to eight digits: six are enough when all numbers that begin with them are of one brand. */
function brandOf(first6: string): Brand | undefined {
  const brands = new Set<Brand | undefined>()
  for (let rest = 0; rest < 100; rest++) brands.add(detectBrand(first6 + String(rest).padStart(2, '0'))?.brand)
  return brands.size === 1 ? [...brands][0] : undefined
}
