/** The number of a gift card (contract 7.2). */
import { grouped, onlyDigits } from './digits.ts'
import { INCOMPLETE, VALID } from './kind.ts'
import type { Kind } from './kind.ts'

const LENGTHS = [6, 13, 16, 19]
const LONGEST = 19

export const giftNumber: Kind = {
  autocomplete: 'off',
  inputmode: () => 'numeric',
  digits: true,
  significant: /\d/,
  format: text => grouped(onlyDigits(text).slice(0, LONGEST), [4, 8, 12, 16]),
  judge: text => (LENGTHS.includes(onlyDigits(text).length) ? VALID : INCOMPLETE),
  value: onlyDigits,
}
