/**
 * The body of `POST /v1/tokens` as the API reference shows it. It is read by `readInstrument` and `readCard`, in the
 * order of TOK-8, which is not the order of a table.
 */
import { Type } from 'typebox'
import { custom, optional } from '../../http/fields.ts'
import { BRANDS } from '../cards/brand.ts'
import { CardholderFields } from '../cards/cardholder.ts'

const documented = (schema: object) => optional(custom<unknown>(schema, value => value))
const number = { type: ['string', 'integer'] }

const CARD = {
  type: 'object',
  properties: {
    number: { type: 'string', description: '12 to 19 digits; spaces and hyphens are removed.' },
    brand: { type: 'string', enum: BRANDS, description: 'Used only when the number does not tell.' },
    exp_month: number,
    exp_year: { ...number, description: '2 or 4 digits.' },
    cvv: { type: 'string', description: '3 digits, AMEX 4.' },
    number_jwe: { type: 'string', description: 'With `elements`, in place of `number`: a compact JWE.' },
    cvv_jwe: { type: 'string', description: 'With `elements`, in place of `cvv`: a compact JWE.' },
    ...CardholderFields.properties,
  },
  required: ['exp_month', 'exp_year'],
}

const GIFT_CARD = {
  type: 'object',
  properties: {
    number: { type: 'string', description: '6, 13, 16 or 19 digits.' },
    card_number: { type: 'string', description: 'Another name for `number`.' },
    security_code: { type: 'string', description: '4 to 8 letters or digits.' },
    number_jwe: { type: 'string', description: 'With `elements`, in place of `number`: a compact JWE.' },
    security_code_jwe: { type: 'string', description: 'With `elements`, in place of `security_code`: a compact JWE.' },
  },
}

const ELEMENTS = {
  type: 'object',
  description: 'Sent by the hosted fields, whose values are sealed in the browser.',
  properties: { session: { type: 'string' }, attempt: { type: 'string' }, sdk: { type: 'string' } },
  required: ['session', 'attempt'],
}

export const CreateTokenBody = Type.Object({
  card: documented(CARD),
  gift_card: documented(GIFT_CARD),
  elements: documented(ELEMENTS),
  multipay: documented({ type: 'boolean', description: 'The token may be charged more than once.' }),
})
