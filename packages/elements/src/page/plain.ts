/** Reads objects of the page: nothing of them is kept or changed, and nothing in them can throw (contract SDK-30). */

export type Bag = { [name: string]: unknown }

/** A copy of what has only members with a form as JSON. Browsers without it are not supported, and told so (SDK-4). */
export const copyOf: <T>(value: T) => T = globalThis.structuredClone ?? (<T>(value: T): T => value)

/** The own members of what has some, and no others: a polluted `Object.prototype` says nothing (SEC-31). */
export function bag(value: unknown): Bag {
  const members = Object.create(null) as Bag
  try {
    return Array.isArray(value) || typeof value !== 'object' ? members : Object.assign(members, value)
  } catch {
    // A getter or a proxy of the page has thrown.
    return members
  }
}

/** An object literal of whatever realm: one whose prototype, if any, is the last. */
export function isPlain(value: unknown): value is Bag {
  try {
    const prototype: unknown = Object.getPrototypeOf(value)
    return typeof value === 'object' && !Array.isArray(value) && !(prototype && Object.getPrototypeOf(prototype))
  } catch {
    return false
  }
}

/** How much is taken of an object (STY-9). */
export interface Budget {
  rules: number
  declarations: number
  characters: number
}
export const newBudget = (): Budget => ({ rules: 100, declarations: 400, characters: 16_000 })
export const isSpent = (budget: Budget): boolean => Object.values(budget).some(left => left < 0)

/** Strings, numbers and booleans of an object, and of objects and lists in it down to a depth; the frames judge them. */
export function copyPlain(value: unknown, depth = 0, budget = newBudget()): Bag {
  const isList = Array.isArray(value)
  const copy = (isList ? [] : {}) as Bag
  for (const [name, member] of Object.entries(isList ? value : bag(value))) {
    const nested = isPlain(member) || Array.isArray(member)
    if (nested ? depth === 0 : !/^(st|nu|bo)/.test(typeof member)) continue
    budget[nested ? 'rules' : 'declarations'] -= 1
    budget.characters -= name.length + (nested ? 6 : String(member).length + 6)
    if (isSpent(budget)) break
    copy[name] = nested ? copyPlain(member, depth - 1, budget) : member
  }
  return copy
}
