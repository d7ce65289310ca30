/** The verification code (contract 7.2, EVT-15). */
import { onlyDigits } from './digits.ts'
import { INCOMPLETE, INVALID, VALID } from './kind.ts'
import type { Kind } from './kind.ts'

const LONGEST = 4

export const code: Kind = {
  autocomplete: 'cc-csc',
  inputmode: () => 'numeric',
  digits: true,
  significant: /\d/,
  format: text => onlyDigits(text).slice(0, LONGEST),
  judge(text, { brand }) {
    const known = brand !== undefined && brand !== 'UNKNOWN'
    const shortest = brand === 'AMEX' ? 4 : 3
    const longest = known ? shortest : LONGEST
    if (text.length < shortest) return INCOMPLETE
    return text.length > longest ? INVALID : VALID
  },
  value: onlyDigits,
}
