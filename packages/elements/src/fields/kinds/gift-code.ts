/** The security code of a gift card (contract 7.2). */
import { asciiDigits } from './digits.ts'
import { INCOMPLETE, VALID } from './kind.ts'
import type { Kind } from './kind.ts'

const SHORTEST = 4
const LONGEST = 8

export const giftCode: Kind = {
  autocomplete: 'off',
  inputmode: () => 'text',
  digits: true,
  significant: /[a-z\d]/i,
  format: text =>
    asciiDigits(text)
      .replace(/[^a-z\d]/gi, '')
      .slice(0, LONGEST),
  judge: text => (text.length < SHORTEST ? INCOMPLETE : VALID),
  value: text => text,
}
