/** Digits of any script, and the numbers that must not stand in a field that is sent in the clear. */
import luhn10 from 'card-validator/dist/luhn-10.js'

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!
  let zero = code
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  // Blocks of decimal digits are ten long, and so is each of those that touch.
  return String((code - zero) % 10)
}

/** Full-width, Arabic-Indic and all other decimal digits become ASCII ones (FLD-15). */
export const asciiDigits = (text: string): string => text.replace(/(?!\d)\p{Nd}/gu, asciiDigit)

export const onlyDigits = (text: string): string => asciiDigits(text).replace(/\D/g, '')

/** Puts a gap before each of the given places, where a digit follows. */
export const grouped = (digits: string, gaps: readonly number[]): string =>
  Array.from(digits, (digit, at) => (gaps.includes(at) ? ` ${digit}` : digit)).join('')

const RUN = /\d(?:[\s\p{P}\p{Cf}\p{S}]*\d){12,}/gu
const LONGEST = 19

/** Whether 13 to 19 digits in a row, separators ignored, pass Luhn (FLD-11). */
export function containsCardNumber(text: string): boolean {
  for (const [run] of asciiDigits(text).matchAll(RUN)) {
    const digits = run.replace(/\D/g, '')
    for (let from = 0; from < digits.length; from++) {
      for (let to = from + 13; to <= Math.min(from + LONGEST, digits.length); to++) {
        if (luhn10(digits.slice(from, to))) return true
      }
    }
  }
  return false
}
