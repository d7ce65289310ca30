/** Asks the shop's own server to charge a token. */
import type { Quantities } from './cart.ts'

export interface Payment {
  readonly status: number
  readonly request: unknown
  readonly answer: {
    readonly id?: string
    readonly amount?: number
    readonly tip_amount?: number
    readonly source?: { readonly brand?: string; readonly last4?: string }
    readonly error?: { readonly code?: string; readonly decline_code?: string }
  }
}

export async function pay(token: string, quantities: Quantities, tipMinor: number): Promise<Payment> {
  const items = [...quantities].filter(([, quantity]) => quantity > 0).map(([id, quantity]) => ({ id, quantity }))
  const answer = await fetch('/demo/pay', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, items, tip: tipMinor }),
  })
  const body = (await answer.json()) as Payment | { error?: { message?: string } }
  if (!answer.ok || !('answer' in body)) throw new Error(`The shop's server answers ${answer.status}.`)
  return body
}
