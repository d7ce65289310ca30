/** The name on the card (contract 7.2). */
import { INCOMPLETE, INVALID, VALID } from './kind.ts'
import { freeText } from './texts.ts'

const LONGEST = 100

export const name = freeText('cc-name', 'text', text => {
  if (!/^[\p{L}\p{M} '’\-.,]*$/u.test(text) || text.length > LONGEST) return INVALID
  return /\p{L}/u.test(text) ? VALID : INCOMPLETE
})
