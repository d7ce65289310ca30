/** What the shop sells, and what an order costs. The page is never asked for a price. */
import { Type } from 'typebox'
import { arrayOf, compile, integer, object, optional, string } from '../../http/fields.ts'
import { ApiError } from '../../http/errors.ts'

/** Minor units of `usd`. */
export const PRODUCTS = [
  { id: 'beans', priceMinor: 1450 },
  { id: 'mug', priceMinor: 1800 },
  { id: 'tote', priceMinor: 2200 },
] as const

const MOST_OF_ONE = 9
const MOST_TIP_MINOR = 99_999

const readBody = compile(
  Type.Object({
    token: string({ maxLength: 64 }),
    items: arrayOf(object({ id: string({ maxLength: 20 }), quantity: integer({ minimum: 1, maximum: MOST_OF_ONE }) })),
    tip: optional(integer({ minimum: 0, maximum: MOST_TIP_MINOR, code: 'invalid_tip_amount' })),
  }),
)

export interface Order {
  readonly token: string
  readonly amountMinor: number
  readonly tipMinor: number
}

/** @throws ApiError `invalid_request`, `parameter_missing`, `invalid_tip_amount` */
export function readOrder(body: Record<string, unknown>): Order {
  const { token, items, tip = 0 } = readBody(body)
  if (items.length === 0 || items.length > PRODUCTS.length) throw new ApiError('invalid_request', { param: 'items' })
  const amountMinor = items.reduce((sum, { id, quantity }, index) => {
    const product = PRODUCTS.find(one => one.id === id)
    if (!product) throw new ApiError('invalid_request', { param: `items[${index}].id` })
    return sum + product.priceMinor * quantity
  }, 0)
  return { token, amountMinor, tipMinor: tip }
}
