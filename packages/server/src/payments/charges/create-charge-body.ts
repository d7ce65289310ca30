/** The request table of `POST /v1/charges` (contract 6.1), row by row in its order. */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import {
  boolean,
  checked,
  custom,
  integer,
  isObject,
  object,
  oneOf,
  optional,
  readField,
  readInteger,
  string,
} from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import { LARGEST_AMOUNT } from '../../http/money.ts'
import { isEmailAddress } from '../../http/text.ts'
import { THREEDS } from '../threeds/threeds-fields.ts'
import { EXPAND } from './expand.ts'
import { LEVEL2, LEVEL3, SOFT_DESCRIPTOR } from './purchase-fields.ts'
import { ALTERNATE_TENDER, TENDER } from './tender.ts'

const AMOUNT = integer({
  minimum: 1,
  maximum: LARGEST_AMOUNT,
  code: 'invalid_charge_amount',
  aboveCode: 'amount_too_large',
  description: 'Minor units of the currency (cents); includes tax, not the tip.',
  examples: [1100],
})

/** Contract GEN-26: any letter case in, lower case from here on. */
const CURRENCY = custom<string>(
  { type: 'string', pattern: '^[A-Za-z]{3}$' },
  (value, param) => {
    if (typeof value !== 'string' || !/^[A-Za-z]{3}$/.test(value)) throw new ApiError('invalid_currency', { param })
    return value.toLowerCase()
  },
  { examples: ['usd'] },
)

/** Cash cannot be held back for later (contract CHG-8). */
const CAPTURE = checked(
  boolean({ description: 'false authorizes only; default true.' }),
  (capture, param, { source }) => {
    if (!capture && source === ALTERNATE_TENDER) throw new ApiError('invalid_request', { param })
  },
)

const TIP_AMOUNT = checked(
  integer({ minimum: 0, code: 'invalid_tip_amount', description: 'Added on top of the amount.' }),
  (tip, param, earlier) => {
    if (tip + ((earlier.amount as number | undefined) ?? 0) > LARGEST_AMOUNT)
      throw new ApiError('amount_too_large', { param })
  },
)

const TAX_AMOUNT = checked(
  integer({ minimum: 0, code: 'invalid_tax_amount', description: 'The part of the amount that is tax; not added.' }),
  (tax, param, earlier) => {
    if (tax > (earlier.amount as number)) throw new ApiError('invalid_tax_amount', { param })
  },
)

/** An integer is read as its digits: shop plugins send order numbers. */
export const EXTERNAL_REFERENCE_ID = custom<string>({ type: 'string', minLength: 1, maxLength: 12 }, (value, param) => {
  const text = typeof value === 'number' ? readInteger(value)?.toString() : value
  if (typeof text !== 'string' || !/^(?! )[A-Za-z0-9 ]{1,12}(?<! )$/.test(text))
    throw new ApiError('invalid_request', { param })
  return text
})

export const EMAIL = custom<string>({ type: 'string', format: 'email' }, (value, param) => {
  if (typeof value !== 'string' || !isEmailAddress(value)) throw new ApiError('email_invalid', { param })
  return value
})

type MetadataValue = string | number | boolean | null
type Metadata = string | Readonly<Record<string, MetadataValue>>

/** Contract CHG-9: flat, small, returned as sent. */
export const METADATA = custom<Metadata>(
  {
    anyOf: [{ type: 'object' }, { type: 'string' }],
    description: 'A flat object or a text of at most 500 characters.',
  },
  (value, param) => {
    const size = typeof value === 'string' ? [...value].length : [...JSON.stringify(value)].length
    if (size > 500 || !(typeof value === 'string' || isFlat(value))) throw new ApiError('invalid_request', { param })
    return value as Metadata
  },
)

function isFlat(value: unknown): boolean {
  if (!isObject(value)) return false
  return Object.entries(value).every(
    ([name, member]) =>
      name.length >= 1 &&
      [...name].length <= 40 &&
      (member === null || ['string', 'number', 'boolean'].includes(typeof member) || member instanceof Number),
  )
}

/** An object that is stored and echoed, bounded by its size as JSON. */
const echoedObject = (maxLength: number) =>
  custom<Readonly<Record<string, unknown>>>({ type: 'object' }, (value, param) => {
    if (!isObject(value) || [...JSON.stringify(value)].length > maxLength)
      throw new ApiError('invalid_request', { param })
    return value
  })

/** Contract CHG-10. */
const STORED_CREDENTIALS = object({
  sequence: oneOf(['FIRST', 'SUBSEQUENT']),
  initiator: oneOf(['MERCHANT', 'CARDHOLDER']),
  is_scheduled: optional(boolean()),
  installment_info: optional(
    object({
      bill_pay_indicator: optional(oneOf(['INSTALLMENT', 'RECURRING'])),
      invoice_number: optional(string({ maxLength: 255 })),
      description: optional(string({ maxLength: 255 })),
      total_count: optional(integer({ minimum: 0 })),
      total_amount: optional(integer({ minimum: 0 })),
      sequence_number: optional(integer({ minimum: 0 })),
      amount_type: optional(string({ maxLength: 255 })),
      interval: optional(string({ maxLength: 255 })),
      interval_count: optional(integer({ minimum: 0 })),
    }),
  ),
})

const CUSTOMER_ID = string()

const CUSTOMER_DETAILS = object({
  first_name: optional(string({ maxLength: 255 })),
  last_name: optional(string({ maxLength: 255 })),
  phone: optional(string({ maxLength: 255 })),
  email: optional(string({ maxLength: 255 })),
})

/** Contract CHG-7: an id labels the charge; an object is kept as billing details. */
const CUSTOMER = custom<string | Static<typeof CUSTOMER_DETAILS>>(
  { anyOf: [{ type: 'string' }, CUSTOMER_DETAILS] },
  (value, param) =>
    typeof value === 'string' ? readField(CUSTOMER_ID, value, param) : readField(CUSTOMER_DETAILS, value, param),
)

export const CreateChargeBody = Type.Object({
  amount: AMOUNT,
  currency: CURRENCY,
  source: string({ description: 'A token, such as clv_1TSTS…, or alternate_tender.' }),
  capture: optional(CAPTURE),
  tip_amount: optional(TIP_AMOUNT),
  tax_amount: optional(TAX_AMOUNT),
  tax_rate_uuid: optional(string({ description: 'Id of a tax rate of the merchant; recorded, not added.' })),
  description: optional(string({ maxLength: 255 })),
  ecomind: optional(oneOf(['ecom', 'moto', 'retail'])),
  external_reference_id: optional(EXTERNAL_REFERENCE_ID),
  external_customer_reference: optional(string({ maxLength: 64 })),
  receipt_email: optional(EMAIL),
  metadata: optional(METADATA),
  soft_descriptor: optional(SOFT_DESCRIPTOR),
  stored_credentials: optional(STORED_CREDENTIALS),
  level2: optional(LEVEL2),
  level3: optional(LEVEL3),
  threeds: optional(THREEDS),
  tender: optional(TENDER),
  customer: optional(CUSTOMER),
  shipping: optional(echoedObject(2048)),
  billing_details: optional(echoedObject(2048)),
  partial_redemption: optional(boolean()),
  return_gateway_response: optional(boolean()),
  site_url: optional(string({ pattern: /^[A-Za-z0-9.-]{4,13}$/ })),
  expand: optional(EXPAND),
})
