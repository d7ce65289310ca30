/**
 * The brand of a card, told by its leading digits (contract TOK-5, TOK-6).
 *
 * The seven brands that every merchant accepts are the contract's own table; the others, and further ranges of
 * UnionPay, come from the package `credit-card-type`. All ranges are laid out once as bounds over the first eight
 * digits, found through the first four, so that a look-up costs one array access and one or two comparisons.
 */
import creditCardType from 'credit-card-type'
import { CONTRACT_BRANDS } from '../../http/card-data.ts'

/** Brands that every merchant accepts unless its setting `brands` says otherwise. */
export const DEFAULT_BRANDS = ['VISA', 'MC', 'AMEX', 'DISCOVER', 'DINERS_CLUB', 'JCB', 'UNIONPAY'] as const
const SHIPPED_BRANDS = ['INTERAC', 'MAESTRO', 'ELO', 'MIR', 'TROY', 'VERVE', 'NARANJA', 'HIPER', 'HIPERCARD'] as const

export type Brand = (typeof DEFAULT_BRANDS)[number] | (typeof SHIPPED_BRANDS)[number]

/** Every brand of TOK-5, as it is written in answers. */
export const BRANDS: readonly Brand[] = [...DEFAULT_BRANDS, ...SHIPPED_BRANDS]

export interface BrandRange {
  readonly brand: Brand
  /** Permitted lengths of the whole number, as a bit set: bit n stands for n digits. */
  readonly lengths: number
  /** Bounds of the first eight digits, both included. */
  readonly from: number
  readonly to: number
  readonly prefixDigits: number
}

type Prefix = number | readonly [from: number, to: number]

/** Names of the package's brands that add to the contract's table, in the package's own order; it has no Interac. */
const SHIPPED_TABLE = {
  troy: 'TROY',
  unionpay: 'UNIONPAY',
  naranja: 'NARANJA',
  verve: 'VERVE',
  maestro: 'MAESTRO',
  elo: 'ELO',
  mir: 'MIR',
  hiper: 'HIPER',
  hipercard: 'HIPERCARD',
} as const satisfies Record<string, Brand>

function toRange(brand: Brand, prefix: Prefix, lengths: readonly number[]): BrandRange {
  const [first, last] = typeof prefix === 'number' ? [prefix, prefix] : prefix
  return {
    brand,
    lengths: lengths.reduce((bits, length) => bits | (1 << length), 0),
    from: Number(String(first).padEnd(8, '0')),
    to: Number(String(last).padEnd(8, '9')),
    prefixDigits: String(first).length,
  }
}

function allRanges(): BrandRange[] {
  const ranges = CONTRACT_BRANDS.flatMap(({ brand, prefixes, lengths }) =>
    prefixes.map(prefix => toRange(brand, prefix, lengths)),
  )
  for (const [type, brand] of Object.entries(SHIPPED_TABLE)) {
    const { patterns, lengths } = creditCardType.getTypeInfo(type)
    for (const prefix of patterns) ranges.push(toRange(brand, prefix as Prefix, lengths))
  }
  // The longest prefix wins; among equals the order of the tables decides, since the sort is stable.
  return ranges.sort((a, b) => b.prefixDigits - a.prefixDigits)
}

/** Ranges that hold numbers with these first four digits, longest prefix first. */
const RANGES_BY_FIRST_FOUR: readonly (readonly BrandRange[])[] = (() => {
  const ranges = allRanges()
  return Array.from({ length: 10_000 }, (_, firstFour) => {
    const low = firstFour * 10_000
    return ranges.filter(range => range.from <= low + 9_999 && range.to >= low)
  })
})()

function leadingNumber(digits: string, count: number): number {
  let number = 0
  for (let index = 0; index < count; index++) number = number * 10 + digits.charCodeAt(index) - 48
  return number
}

/** @param digits at least eight digits and nothing else */
export function detectBrand(digits: string): BrandRange | undefined {
  const candidates = RANGES_BY_FIRST_FOUR[leadingNumber(digits, 4)]!
  const lead = leadingNumber(digits, 8)
  for (const range of candidates) {
    if (lead >= range.from && lead <= range.to) return range
  }
  return undefined
}

export function permitsLength(range: BrandRange, length: number): boolean {
  return (range.lengths & (1 << length)) !== 0
}

const GIVEN_BRANDS: ReadonlyMap<string, Brand> = new Map<string, Brand>([
  ...BRANDS.map(brand => [brand, brand] as const),
  ['MASTERCARD', 'MC'],
  ['DINERS', 'DINERS_CLUB'],
])

/** A brand as a caller writes it, in any letter case and with its aliases; undefined when it is not in the list. */
export function readBrand(value: unknown): Brand | undefined {
  return typeof value === 'string' ? GIVEN_BRANDS.get(value.toUpperCase()) : undefined
}

/** Digits of the brand's verification code. */
export function verificationCodeLength(brand: Brand): 3 | 4 {
  return brand === 'AMEX' ? 4 : 3
}
