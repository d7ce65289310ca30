/** The card number (contract 7.2, FLD-8, FLD-14). */
import { cardNumber } from 'card-validator/dist/card-number.js'
import { possibleBrands } from './brands.ts'
import { grouped, onlyDigits } from './digits.ts'
import { INCOMPLETE, INVALID, VALID } from './kind.ts'
import type { Kind } from './kind.ts'

const LONGEST = 19
const GAPS = [4, 8, 12, 16]

export const number: Kind = {
  autocomplete: 'cc-number',
  inputmode: () => 'numeric',
  digits: true,
  significant: /\d/,
  format(text) {
    const digits = onlyDigits(text)
    const brands = possibleBrands(digits)
    const longest = brands.length ? Math.max(...brands.flatMap(({ lengths }) => lengths)) : LONGEST
    const kept = digits.slice(0, longest)
    const own = brands.length === 1 ? brands[0]! : undefined
    // The gaps of Diners are those of its short numbers.
    const short = own && (own.brand === 'AMEX' || (own.brand === 'DINERS_CLUB' && kept.length <= 14))
    return grouped(kept, short ? own.gaps : GAPS)
  },
  judge(text, { accepted }) {
    const digits = onlyDigits(text)
    const brands = possibleBrands(digits)
    if (brands.length && accepted && !brands.some(({ brand }) => accepted.includes(brand))) {
      return { code: 'unsupported_brand', hopeless: true }
    }
    const { isValid, isPotentiallyValid } = cardNumber(digits)
    if (isValid) return VALID
    if (!isPotentiallyValid) return INVALID
    // A wrong check digit at a length that the brand has is more than unfinished, although longer numbers exist.
    return brands.length === 1 && brands[0]!.lengths.includes(digits.length) ? { code: 'invalid' } : INCOMPLETE
  },
  value: onlyDigits,
}
