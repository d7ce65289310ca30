/** The SDK that the page has loaded. */
import type { CloverConstructor } from '../../../elements/src/loader/types.ts'

export type { CloverInstance, CloverOptions, ElementType, TrefoilElement } from '../../../elements/src/loader/types.ts'

export const Clover = (window as unknown as { Clover: CloverConstructor }).Clover

/** What the sandbox tells its demo pages. */
export interface DemoFacts {
  readonly publicKey: string
  readonly checkout: string
  readonly policy: string
  readonly products: readonly Product[]
}

export interface Product {
  readonly id: string
  /** Minor units of `usd`. */
  readonly priceMinor: number
}

/** @param search of this page, on which its policy depends */
export async function loadFacts(search = ''): Promise<DemoFacts> {
  const answer = await fetch(`/demo/facts${search}`)
  if (!answer.ok) throw new Error(`The sandbox answers ${answer.status}.`)
  return (await answer.json()) as DemoFacts
}
