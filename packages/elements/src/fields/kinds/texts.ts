/** What name, street and e-mail have in common: they are shown as typed, and no card number may stand in them. */
import { containsCardNumber } from './digits.ts'
import type { Kind, Verdict } from './kind.ts'

export const freeText = (autocomplete: string, inputmode: string, judge: (trimmed: string) => Verdict): Kind => ({
  autocomplete,
  inputmode: () => inputmode,
  digits: false,
  significant: /[^]/,
  format: text => text,
  judge: text => (containsCardNumber(text) ? { code: 'contains_card_number', hopeless: true } : judge(text.trim())),
  value: text => text.trim(),
})
