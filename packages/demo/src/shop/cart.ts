/** What is bought and what it costs: pure, in minor units. The server computes it again and does not believe this. */
import type { Product } from '../shared/clover.ts'

export const MOST_OF_ONE = 9

export type Quantities = ReadonlyMap<string, number>

export const subtotalMinor = (products: readonly Product[], quantities: Quantities): number =>
  products.reduce((sum, { id, priceMinor }) => sum + priceMinor * (quantities.get(id) ?? 0), 0)

export function changed(quantities: Quantities, id: string, by: number): Quantities {
  const next = Math.min(MOST_OF_ONE, Math.max(0, (quantities.get(id) ?? 0) + by))
  return new Map(quantities).set(id, next)
}

/** Half a cent goes up. */
export const percentOf = (amountMinor: number, percent: number): number => Math.round((amountMinor * percent) / 100)

/** Reads dollars as a shopper types them, with a point or a comma. @returns undefined when it is no amount */
export function readDollars(text: string): number | undefined {
  const found = /^\s*(\d{1,4})(?:[.,](\d{1,2}))?\s*$/.exec(text)
  if (!found) return text.trim() === '' ? 0 : undefined
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0') || 0)
}
