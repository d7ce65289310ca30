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

const EXTERNAL_TOKEN = {
  type: 'object',
  description: 'A token that another provider issued for a card; multi-pay from birth.',
  properties: {
    token_value: { type: 'string', minLength: 1, maxLength: 64 },
    token_type: { type: 'string', default: 'TransArmor' },
    transarmor_token_attribute: {
      type: 'object',
      properties: {
        exp_month: number,
        exp_year: { ...number, description: '2 or 4 digits.' },
        brand: { type: 'string', enum: BRANDS, description: 'Told by first6 when absent.' },
        first6: number,
        last4: number,
        transactionId: { type: 'string', description: "The network's original transaction." },
        ...CardholderFields.properties,
      },
      required: ['exp_month', 'exp_year'],
    },
  },
  required: ['token_value', 'transarmor_token_attribute'],
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
  external_token: documented(EXTERNAL_TOKEN),
  gift_card: documented(GIFT_CARD),
  elements: documented(ELEMENTS),
  multipay: documented({ type: 'boolean', description: 'The token may be charged more than once.' }),
})
