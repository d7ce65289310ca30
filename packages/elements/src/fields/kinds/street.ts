/** The first line of the billing address (contract 7.2). */
import { INVALID, VALID } from './kind.ts'
import { freeText } from './texts.ts'

const LONGEST = 100

export const street = freeText('billing address-line1', 'text', text =>
  text.length > LONGEST || /\p{Cc}/u.test(text) ? INVALID : VALID,
)
