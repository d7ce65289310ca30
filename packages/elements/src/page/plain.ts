/** Reads objects of the page: nothing of them is kept or changed, and nothing in them can throw (contract SDK-30). */

export type Bag = { [name: string]: unknown }

/** The own members of what has some, and no others: a polluted `Object.prototype` says nothing (SEC-31). */
export const bag = (value: unknown): Bag =>
  Object.assign(Object.create(null) as Bag, typeof value === 'object' && !Array.isArray(value) ? value : {})

/** An object literal of whatever realm: one whose prototype, if any, is the last. */
export function isPlain(value: unknown): value is Bag {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || (Object.getPrototypeOf(prototype) === null && !Array.isArray(value))
}

/** How much is taken of an object (STY-9). */
export interface Budget {
  rules: number
  declarations: number
  characters: number
}
export const newBudget = (): Budget => ({ rules: 100, declarations: 400, characters: 16_000 })
export const isSpent = (budget: Budget): boolean => Object.values(budget).some(left => left < 0)

/** Strings, numbers and booleans of an object, and of objects in it down to a depth; the frames judge them further. */
export function copyPlain(value: unknown, depth = 0, budget = newBudget()): Bag {
  const copy: Bag = {}
  if (!isPlain(value)) return copy
  for (const [name, member] of Object.entries(value)) {
    const nested = isPlain(member)
    if (nested ? depth === 0 : !/^(st|n|b)/.test(typeof member)) continue
    budget[nested ? 'rules' : 'declarations'] -= 1
    budget.characters -= name.length + (nested ? 6 : String(member).length + 6)
    if (isSpent(budget)) break
    copy[name] = nested ? copyPlain(member, depth - 1, budget) : member
  }
  return copy
}
