/**
 * Finds card numbers where none belong (contract GEN-20): a maximal run of digits, single spaces or hyphens between
 * them allowed, of 13 to 19 digits that passes Luhn and fits a brand by its leading digits and length (TOK-6).
 */
import { isLuhnValid } from './luhn.ts'

const RUN = /[0-9](?:[ -]?[0-9]){12,}/g

/** Leading digits (inclusive ranges of equal length) and the lengths a number with them has (contract TOK-6). */
const BRANDS: readonly (readonly [from: string, to: string, lengths: readonly number[]])[] = [
  ['34', '34', [15]],
  ['37', '37', [15]],
  ['300', '305', [14, 16, 19]],
  ['36', '36', [14, 16, 19]],
  ['38', '39', [14, 16, 19]],
  ['3528', '3589', [16, 17, 18, 19]],
  ['1800', '1800', [16, 17, 18, 19]],
  ['2131', '2131', [16, 17, 18, 19]],
  ['4', '4', [16, 18, 19]],
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  ['6011', '6011', [16, 19]],
  ['644', '649', [16, 19]],
  ['65', '65', [16, 19]],
  ['620', '620', [14, 15, 16, 17, 18, 19]],
  ['622126', '622925', [14, 15, 16, 17, 18, 19]],
  ['624', '626', [14, 15, 16, 17, 18, 19]],
  ['6282', '6289', [14, 15, 16, 17, 18, 19]],
  ['810', '816', [14, 15, 16, 17, 18, 19]],
]

function isCardNumber(digits: string): boolean {
  if (digits.length > 19 || !isLuhnValid(digits)) return false
  return BRANDS.some(([from, to, lengths]) => {
    const lead = digits.slice(0, from.length)
    return lead >= from && lead <= to && lengths.includes(digits.length)
  })
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
