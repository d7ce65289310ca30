/**
 * The language in which messages are described (contract SEC-28, SEC-30, SEC-31). A check takes what came, whatever it
 * is, and gives a copy of what it allows, or `undefined`. Copies have no prototype, so that a member which was not sent
 * is absent also where someone has added members to `Object.prototype`.
 *
 * Making a check has no effect: a bundle leaves out those that it does not use.
 */
export type Check<T> = (value: unknown) => T | undefined

type Checks<T> = { readonly [K in keyof T]-?: Check<Exclude<T[K], undefined>> }
type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]
/** What has to be there, and what may be. */
export type Shape<T> = readonly [
  required: Checks<Omit<T, OptionalKeys<T>>>,
  optional?: Checks<Pick<T, OptionalKeys<T>>>,
]

type Bag = { [name: string]: unknown }

const hasOwn = Object.prototype.hasOwnProperty
const { keys: namesOf, create } = Object
const { isArray } = Array

const isObject = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !isArray(value)
const bag = (): Bag => create(null) as Bag

/** An own member, or `undefined`: what is inherited was not sent. */
export const own = (value: unknown, name: string): unknown =>
  isObject(value) && hasOwn.call(value, name) ? value[name] : undefined

/*@__NO_SIDE_EFFECTS__*/ export const text =
  (max: number, form?: RegExp): Check<string> =>
  value =>
    typeof value === 'string' && value.length <= max && (!form || form.test(value)) ? value : undefined

export const flag: Check<boolean> = value => (typeof value === 'boolean' ? value : undefined)

/** What is wrong or absent counts as something else: a slip in an option of a page must not cost it the field. */
/*@__NO_SIDE_EFFECTS__*/ export const otherwise =
  <T>(fallback: T, check: Check<T>): Check<T> =>
  value =>
    check(value) ?? fallback

/** Rounded up, so that nothing can hide in the fraction. */
/*@__NO_SIDE_EFFECTS__*/ export const number =
  (max = 10_000): Check<number> =>
  value =>
    typeof value === 'number' && value >= 0 && value <= max ? Math.ceil(value) : undefined

/*@__NO_SIDE_EFFECTS__*/ export const oneOf =
  <T extends string | number>(values: readonly T[]): Check<T> =>
  value =>
    values.includes(value as T) ? (value as T) : undefined

/** A list that is refused when one of its items is. */
/*@__NO_SIDE_EFFECTS__*/ export const list =
  <T>(item: Check<T>, max: number): Check<readonly T[]> =>
  value => {
    const items = isArray(value) && value.length <= max ? value.map(item) : undefined
    return items?.includes(undefined) ? undefined : (items as T[] | undefined)
  }

/** A list from which the items that are refused are left out. */
/*@__NO_SIDE_EFFECTS__*/ export const some =
  <T>(item: Check<T>, max: number): Check<readonly T[]> =>
  value =>
    isArray(value) && value.length <= max
      ? (value.map(item).filter(checked => checked !== undefined) as T[])
      : undefined

/** Members of names that are not ours to list; those that are refused are left out. */
/*@__NO_SIDE_EFFECTS__*/ export const named =
  <T>(item: Check<T>, max = 500): Check<{ readonly [name: string]: T }> =>
  value => {
    if (!isObject(value)) return undefined
    const copy = bag()
    for (const name of namesOf(value).slice(0, max)) {
      const checked = item(value[name])
      if (checked !== undefined) copy[name] = checked
    }
    return copy as { [name: string]: T }
  }

function fill(copy: Bag, value: Bag, checks: object, needed: boolean, forgiving: boolean): boolean {
  return namesOf(checks).every(name => {
    const given = own(value, name)
    if (given === undefined && !needed) return true
    const checked = (checks as { [name: string]: Check<unknown> })[name]!(given)
    if (checked !== undefined) copy[name] = checked
    return checked !== undefined || forgiving
  })
}

/** An object of known members. One that is wrong refuses the whole. */
/*@__NO_SIDE_EFFECTS__*/ export const shape =
  <T>([required, optional = {} as never]: Shape<T>): Check<T> =>
  value => {
    const copy = bag()
    const whole =
      isObject(value) && fill(copy, value, required, true, false) && fill(copy, value, optional, false, false)
    return whole ? (copy as T) : undefined
  }

/** An object of known members, all optional, in which one that is wrong counts as absent. */
/*@__NO_SIDE_EFFECTS__*/ export const options =
  <T>(optional: Checks<T>): Check<T> =>
  value => {
    const copy = bag()
    return isObject(value) && fill(copy, value, optional, false, true) ? (copy as T) : undefined
  }

/** Members under some of the given names. */
/*@__NO_SIDE_EFFECTS__*/ export const record = <K extends string, V>(
  names: readonly K[],
  item: Check<V>,
): Check<{ readonly [N in K]?: V }> => {
  const checks = bag()
  for (const name of names) checks[name] = item
  return shape<{ [N in K]?: V }>([{} as never, checks as never])
}

/** One of several messages, told apart by `t`. */
export type Messages<M extends { t: string }> = { readonly [T in M['t']]: Shape<Omit<Extract<M, { t: T }>, 't'>> }

/*@__NO_SIDE_EFFECTS__*/ export const message =
  <M extends { t: string }>(messages: Messages<M>): Check<M> =>
  value => {
    const t = own(value, 't')
    const known = typeof t === 'string' && (own(messages, t) as Shape<unknown> | undefined)
    const copy = known && shape<unknown>(known)(value)
    if (!copy) return undefined
    ;(copy as Bag)['t'] = t
    return copy as M
  }

const MESSAGE_BYTES = 16 * 1024
export const INIT_BYTES = 64 * 1024

/** Lets a check see nothing larger than a limit (SEC-30). What has no JSON form is no message of ours. */
/*@__NO_SIDE_EFFECTS__*/ export const limited =
  <T>(check: Check<T>, bytes = MESSAGE_BYTES): Check<T> =>
  value => {
    try {
      return new TextEncoder().encode(JSON.stringify(value)).length <= bytes ? check(value) : undefined
    } catch {
      return undefined
    }
  }
