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
    ...CardholderFields.properties,
  },
  required: ['number', 'exp_month', 'exp_year'],
}

export const CreateTokenBody = Type.Object({
  card: documented(CARD),
  multipay: documented({ type: 'boolean', description: 'The token may be charged more than once.' }),
})
