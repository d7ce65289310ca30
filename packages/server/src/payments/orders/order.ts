/** The order that comes with an approved charge (contract CHG-3). */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { AmountMinor } from '../../http/money.ts'

export type OrderStatus = 'created' | 'paid' | 'fulfilled' | 'returned' | 'canceled'

const OrderItem = Type.Object({
  type: Type.Union([Type.Literal('sku'), Type.Literal('tax')]),
  parent: Type.String(),
  quantity: Type.Integer(),
  amount: Type.Integer(),
  currency: Type.String(),
  description: Type.Optional(Type.String()),
  tax_rates: Type.Optional(Type.Array(Type.Object({ name: Type.String() }))),
})
export type OrderItem = Static<typeof OrderItem>

export interface Order {
  readonly id: string
  readonly created: number
  readonly status: OrderStatus
  readonly currency: string
  readonly amount: AmountMinor
  readonly amountPaid: AmountMinor
  readonly tip: AmountMinor
  readonly items: readonly OrderItem[]
  readonly statusTransitions: Readonly<Record<string, number>>
}

/** An order about to be written; its time is that of the charge. */
export type NewOrder = Omit<Order, 'created' | 'statusTransitions'>

/**
 * One line over the amount without tax and, with tax, one line of tax.
 * @param newLineId gives each line its 13-character reference
 */
export function itemsOfCharge(
  charge: { amount: AmountMinor; tax: AmountMinor | null; currency: string; description?: string },
  newLineId: () => string,
): OrderItem[] {
  const { amount, tax, currency, description } = charge
  const line = (type: 'sku' | 'tax', lineAmount: number) => ({
    type,
    parent: newLineId(),
    quantity: 1,
    amount: lineAmount,
    currency,
  })
  const items: OrderItem[] = [
    { ...line('sku', amount - (tax ?? 0)), description, tax_rates: [{ name: 'NO_TAX_APPLIED' }] },
  ]
  if (tax) items.push({ ...line('tax', tax), description: 'Tax' })
  return items
}

export const OrderObject = Type.Object({
  id: Type.String(),
  object: Type.Literal('order'),
  amount: Type.Integer(),
  amount_paid: Type.Integer(),
  amount_returned: Type.Integer(),
  tip_amount: Type.Optional(Type.Integer()),
  currency: Type.String(),
  created: Type.Integer(),
  status: Type.String(),
  status_transitions: Type.Record(Type.String(), Type.Integer()),
  items: Type.Array(OrderItem),
})

export function presentOrder(order: Order): Static<typeof OrderObject> {
  return {
    id: order.id,
    object: 'order',
    amount: order.amount,
    amount_paid: order.amountPaid,
    amount_returned: 0,
    tip_amount: order.tip > 0 ? order.tip : undefined,
    currency: order.currency,
    created: order.created,
    status: order.status,
    status_transitions: order.statusTransitions,
    items: [...order.items],
  }
}
