/** The postal code (contract FLD-22). */
import { asciiDigits, containsCardNumber } from './digits.ts'
import { INCOMPLETE, INVALID, VALID } from './kind.ts'
import type { Kind, Verdict } from './kind.ts'

const US = /^\d{5}(-\d{4})?$/
const US_BEGUN = /^\d{0,5}$|^\d{5}-\d{0,4}$/
const CA_LETTER = '[ABCEGHJ-NPRSTV-Z]'
const CA = new RegExp(`^[ABCEGHJ-NPRSTVXY]\\d${CA_LETTER} \\d${CA_LETTER}\\d$`)
/** Completes what has been typed, to see whether anything can. */
const CA_EXAMPLE = 'A1A 1A1'
const ANY = /^[A-Z\d][A-Z\d -]{1,8}[A-Z\d]$/
const ANY_BEGUN = /^[A-Z\d][A-Z\d -]{0,9}$/

function judgeForm(text: string, country: string | undefined): Verdict {
  switch (country) {
    case 'US':
      return US.test(text) ? VALID : US_BEGUN.test(text) ? INCOMPLETE : INVALID
    case 'CA':
      if (CA.test(text)) return VALID
      return CA.test(text + CA_EXAMPLE.slice(text.length)) ? INCOMPLETE : INVALID
    default:
      return ANY.test(text) ? VALID : ANY_BEGUN.test(text) ? INCOMPLETE : INVALID
  }
}

export const postal: Kind = {
  autocomplete: 'billing postal-code',
  inputmode: ({ country }) => (country === 'US' ? 'numeric' : 'text'),
  digits: false,
  significant: /[A-Z\d]/i,
  format(text, { country }) {
    const upper = asciiDigits(text)
      .toUpperCase()
      .replace(/[^A-Z\d -]/g, '')
      .replace(/^ +/, '')
    const bare = upper.replace(/[ -]/g, '')
    if (country === 'US') return bare.length > 5 ? `${bare.slice(0, 5)}-${bare.slice(5)}` : bare
    if (country === 'CA') return bare.length > 3 ? `${bare.slice(0, 3)} ${bare.slice(3)}` : bare
    // Ten digits are no ZIP code, but there are countries with so many.
    const plain = upper.replace(/^(\d{5})-(\d{5,})$/, '$1$2')
    return plain.replace(/^(\d{5})(\d{4})$/, '$1-$2').replace(/^([A-Z]\d[A-Z])(\d[A-Z]\d)$/, '$1 $2')
  },
  judge(text, { country }) {
    if (containsCardNumber(text)) return { code: 'contains_card_number', hopeless: true }
    return judgeForm(text.trim(), country)
  },
  value: text => text.trim(),
}
