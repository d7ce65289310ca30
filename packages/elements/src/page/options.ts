/** Reads what a page passes to `create` and `update` (contract SDK-30, SDK-31). */
import type { Appearance, FieldOptions, RawStyles } from '../shared/messages.ts'
import { bag, copyPlain, isPlain, isSpent, newBudget } from './plain.ts'
import type { Bag } from './plain.ts'

export interface ElementSettings {
  readonly options: FieldOptions
  readonly styles: RawStyles
  readonly appearance: Appearance
  readonly classes: { readonly [state: string]: string }
  /** Some styles were left out: there are too many (STY-9). */
  readonly cut?: boolean
}

export const NO_SETTINGS: ElementSettings = { options: {}, styles: {}, appearance: {}, classes: {} }

const TEXT_LENGTH = 120

const NOT_RULES = ['appearance', 'classes', 'paymentReqData', 'applePaymentRequest']

/** The element's theme, or the instance's; variables of both. */
export const mergeAppearance = (instance: Appearance | undefined, element: Appearance): Appearance => ({
  ...instance,
  ...element,
  variables: { ...instance?.variables, ...element.variables },
})

/**
 * Takes over what an argument says; what it does not name stays. An option given as `undefined` goes back to its
 * default, and styles given replace all earlier ones. The frame knows the options by name (contract 4.3).
 */
export function readSettings(argument: unknown, before: ElementSettings): ElementSettings {
  const budget = newBudget()
  const given = bag(argument)
  const options: Bag = { ...before.options }
  let rules: Bag | undefined
  for (const [name, value] of Object.entries(given)) {
    if (isPlain(value)) {
      if (!NOT_RULES.includes(name))
        rules = Object.assign(rules ?? {}, name === 'styles' ? bag(value) : { [name]: value })
    } else options[name] = typeof value === 'string' ? value.slice(0, TEXT_LENGTH) : value
  }
  const { appearance, classes } = given
  return {
    options: copyPlain(options),
    // Selector, condition, selector: no styles are deeper (STY-2).
    styles: rules ? copyPlain(rules, 2, budget) : before.styles,
    appearance: 'appearance' in given ? copyPlain(appearance, 1) : before.appearance,
    classes: 'classes' in given ? (copyPlain(classes) as ElementSettings['classes']) : before.classes,
    cut: isSpent(budget),
  }
}
