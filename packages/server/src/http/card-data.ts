/**
 * Finds card numbers where none belong (contract GEN-20): a maximal run of digits, single spaces or hyphens between
 * them allowed, of 13 to 19 digits that passes Luhn and fits a brand by its leading digits and length (TOK-6).
 */
import { isLuhnValid } from './luhn.ts'

export interface ContractBrand {
  readonly brand: 'AMEX' | 'DINERS_CLUB' | 'JCB' | 'VISA' | 'MC' | 'DISCOVER' | 'UNIONPAY'
  /** Leading digits: a number, or two of equal length with all between them. */
  readonly prefixes: readonly (number | readonly [from: number, to: number])[]
  /** Permitted numbers of digits. */
  readonly lengths: readonly number[]
}

/** The brands that every merchant accepts, as the contract tells them apart (TOK-6). */
// prettier-ignore
export const CONTRACT_BRANDS: readonly ContractBrand[] = [
  { brand: 'AMEX', prefixes: [34, 37], lengths: [15] },
  { brand: 'DINERS_CLUB', prefixes: [[300, 305], 36, 38, 39], lengths: [14, 16, 19] },
  { brand: 'JCB', prefixes: [[3528, 3589], 1800, 2131], lengths: [16, 17, 18, 19] },
  { brand: 'VISA', prefixes: [4], lengths: [16, 18, 19] },
  { brand: 'MC', prefixes: [[51, 55], [2221, 2720]], lengths: [16] },
  { brand: 'DISCOVER', prefixes: [6011, [644, 649], 65], lengths: [16, 19] },
  { brand: 'UNIONPAY', prefixes: [620, [622126, 622925], [624, 626], [6282, 6289], [810, 816]], lengths: [14, 15, 16, 17, 18, 19] },
]

const RUN = /[0-9](?:[ -]?[0-9]){12,}/g

function fits(digits: string, { prefixes, lengths }: ContractBrand): boolean {
  if (!lengths.includes(digits.length)) return false
  return prefixes.some(prefix => {
    const [from, to] = typeof prefix === 'number' ? [prefix, prefix] : prefix
    const lead = Number(digits.slice(0, String(from).length))
    return lead >= from && lead <= to
  })
}

function isCardNumber(digits: string): boolean {
  return digits.length <= 19 && isLuhnValid(digits) && CONTRACT_BRANDS.some(brand => fits(digits, brand))
}

export function containsCardNumber(text: string): boolean {
  if (text.length < 13) return false
  for (const [run] of text.matchAll(RUN)) {
    if (isCardNumber(run.replace(/[ -]/g, ''))) return true
  }
  return false
}

/** Puts asterisks in place of every card number; the last guard in front of a log line (contract GEN-19). */
export function maskCardNumbers(text: string): string {
  return text.replace(RUN, run => (isCardNumber(run.replace(/[ -]/g, '')) ? '*'.repeat(run.length) : run))
}
