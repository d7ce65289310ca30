/** What a field is told of its place in the page (contract STY-15, I18N-7, FLD-35). */
import { FIELD_WORDS } from '../shared/element-types.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { Direction, FieldLook } from '../shared/messages.ts'
import { label, title } from '../shared/strings/text.ts'
import type { LabelId } from '../shared/strings/labels.ts'
import type { FieldState } from '../loader/types.ts'
import { mergeAppearance } from './options.ts'
import type { ElementSettings } from './options.ts'
import { pageLabelOf } from './page-label.ts'
import type { Settings } from './settings.ts'

/** Composites are named by their first field's label. */
export function frameTitle(type: ElementType, key: FieldKey, { locale, strings }: Settings): string {
  const words = FIELD_WORDS[key]
  const text = label(locale, `${words}.label` as LabelId, strings)
  return strings[`${words}.title`] ?? title(locale, text)
}

export function lookOf(
  { options, styles, appearance }: ElementSettings,
  settings: Settings,
  container: Element,
  iframe: Element,
): FieldLook {
  const pageLabel = pageLabelOf(container)
  const { direction } = settings
  return {
    options: { ...options, ...(pageLabel && { pageLabel }) },
    styles,
    appearance: mergeAppearance(settings.appearance, appearance),
    colorScheme: getComputedStyle(iframe).colorScheme.slice(0, 60),
    direction:
      direction === 'ltr' || direction === 'rtl'
        ? direction
        : (getComputedStyle(container).direction as Direction) || 'ltr',
  }
}

export interface ContainerStates {
  readonly focused: boolean
  readonly empty: boolean
  readonly complete: boolean
  readonly invalid: boolean
  readonly autofilled: boolean
  readonly disabled: boolean
  readonly ready: boolean
}

/** States of a container, of one field or of several together. */
export function containerStates(
  states: readonly FieldState[],
  more: Pick<ContainerStates, 'autofilled' | 'disabled' | 'ready'>,
): ContainerStates {
  return {
    focused: states.some(({ focused }) => focused),
    empty: states.every(({ empty }) => empty),
    complete: states.every(({ complete }) => complete),
    invalid: states.some(({ error }) => error !== undefined),
    ...more,
  }
}

/** Sets the classes of a container, and takes away only what it has set. */
export function containerClasses(container: Element): {
  show(states: ContainerStates, names: { readonly [state: string]: string }): void
  clear(): void
} {
  const ours = new Set<string>()
  const drop = (name: string): void => {
    container.classList.remove(name)
    ours.delete(name)
  }
  const split = (names: string): string[] => names.split(/\s+/).filter(Boolean)
  return {
    show(states, names) {
      const wanted = new Set(split(names['base'] ?? 'trefoil'))
      for (const [state, on] of Object.entries(states)) {
        if (on) for (const name of split(names[state] ?? `trefoil--${state}`)) wanted.add(name)
      }
      for (const name of [...ours]) if (!wanted.has(name)) drop(name)
      for (const name of wanted) {
        if (container.classList.contains(name)) continue
        container.classList.add(name)
        ours.add(name)
      }
    },
    clear() {
      for (const name of [...ours]) drop(name)
    },
  }
}
