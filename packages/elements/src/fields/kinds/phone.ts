/** The phone number (contract 7.2, 4.3): a mask is for the eye only. */
import { asciiDigits, containsCardNumber, onlyDigits } from './digits.ts'
import { INCOMPLETE, INVALID, VALID } from './kind.ts'
import type { Kind } from './kind.ts'

const SHORTEST = 7
const LONGEST = 15

/** `9` stands for a digit. What does not fit in is shown as it is, since nothing may be cut (FLD-12). */
function masked(text: string, mask: string): string {
  const digits = onlyDigits(text)
  const places = mask.split('9').length - 1
  if (text.includes('+') || digits.length > places) return text.includes('+') ? text : digits
  let used = 0
  let shown = ''
  for (const sign of mask) {
    if (used === digits.length) break
    shown += sign === '9' ? digits[used++]! : sign
  }
  return shown
}

export const phone: Kind = {
  autocomplete: 'billing tel',
  inputmode: () => 'tel',
  digits: true,
  significant: /[\d+]/,
  format(text, { phoneMask }) {
    const ascii = asciiDigits(text)
    return phoneMask && /^[\d\s().+-]*$/.test(ascii) ? masked(ascii, phoneMask) : ascii
  },
  judge(text) {
    if (containsCardNumber(text)) return { code: 'contains_card_number', hopeless: true }
    const digits = onlyDigits(text).length
    if (!/^[\d\s().+-]*$/.test(text) || digits > LONGEST) return INVALID
    return digits < SHORTEST ? INCOMPLETE : VALID
  },
  value: (text, { phoneMask }) => (phoneMask && !text.includes('+') ? onlyDigits(text) : text.trim()),
}
