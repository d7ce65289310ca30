/** Classes that tell a container's states to the page's styles (contract FLD-35). */
import type { FieldState } from '../loader/types.ts'

interface Circumstances {
  readonly autofilled: boolean
  readonly disabled: boolean
  readonly ready: boolean
}

/** Names for the states of one field, or of several together; the page may have names of its own. */
export function classesFor(
  states: readonly FieldState[],
  circumstances: Circumstances,
  names: { readonly [state: string]: string },
): readonly string[] {
  const holds: { readonly [state: string]: boolean } = {
    focused: states.some(({ focused }) => focused),
    empty: states.every(({ empty }) => empty),
    complete: states.every(({ complete }) => complete),
    invalid: states.some(({ error }) => error),
    ...circumstances,
  }
  const wanted = Object.keys(holds).map(state => (holds[state] ? (names[state] ?? `trefoil--${state}`) : ''))
  return [names['base'] ?? 'trefoil', ...wanted].join(' ').split(/\s+/).filter(Boolean)
}

/** Sets classes, in place of those that it has set before; the page's own stay. */
export function classSetter({ classList }: Element): (names: readonly string[]) => void {
  let ours: readonly string[] = []
  return names => {
    classList.remove(...ours)
    ours = names.filter(name => !classList.contains(name))
    classList.add(...ours)
  }
}
