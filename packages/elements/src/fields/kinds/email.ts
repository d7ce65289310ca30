/** The e-mail address, in the form that HTML asks of `input type=email` (contract 7.2). */
import { INCOMPLETE, INVALID, VALID } from './kind.ts'
import { freeText } from './texts.ts'

const LONGEST = 254
const LABEL = '[a-zA-Z\\d](?:[a-zA-Z\\d-]{0,61}[a-zA-Z\\d])?'
const EMAIL = new RegExp(`^[\\w.!#$%&'*+/=?^\`{|}~-]+@${LABEL}(?:\\.${LABEL})*$`)

export const email = freeText('email', 'email', text => {
  if (text.length > LONGEST || /\s|@.*@|^@/.test(text)) return INVALID
  return EMAIL.test(text) ? VALID : INCOMPLETE
})
