/** Reads what a page passes to `create` and `update` (contract SDK-30, SDK-31). */
import type { Appearance, FieldOptions, RawStyles } from '../shared/messages.ts'
import { bag, copyPlain, isPlain, newBudget } from './plain.ts'
import type { Bag } from './plain.ts'

export interface ElementSettings {
  readonly options: FieldOptions
  readonly styles: RawStyles
  readonly appearance: Appearance
  readonly classes: { readonly [state: string]: string }
}

export const NO_SETTINGS: ElementSettings = { options: {}, styles: {}, appearance: {}, classes: {} }

/** Options of contract 4.3, FLD-1 and FLD-3 that a frame is told; it checks what they say. */
const NAMES = (
  'placeholder label ariaLabel hint required disabled readOnly country mask autocomplete showBrand ' +
  'showPhoneTypeDropDown phoneNumberMask postalCode name layout labels securityCode'
).split(' ')
const TEXT_LENGTH = 120

const NOT_RULES = ['appearance', 'classes', 'paymentReqData', 'applePaymentRequest']

/** The element's theme, or the instance's; variables of both. */
export const mergeAppearance = (instance: unknown, element: Appearance): Appearance => {
  const base = copyPlain(instance, 1) as Appearance
  return { ...base, ...element, variables: { ...base.variables, ...element.variables } }
}

/**
 * Takes over what an argument says; what it does not name stays. An option given as `undefined` goes back to its
 * default, and styles given replace all earlier ones.
 */
export function readSettings(argument: unknown, before: ElementSettings, budget = newBudget()): ElementSettings {
  const options: Bag = { ...before.options }
  let rules: Bag | undefined
  let { appearance, classes } = before
  try {
    for (const [name, value] of Object.entries(bag(argument))) {
      if (name === 'appearance') appearance = copyPlain(value, 1)
      else if (name === 'classes') classes = copyPlain(value) as typeof classes
      else if (isPlain(value)) {
        if (!NOT_RULES.includes(name)) rules = Object.assign(rules ?? {}, name === 'styles' ? value : { [name]: value })
      } else if (NAMES.includes(name)) {
        if (typeof value === 'string') options[name] = value.slice(0, TEXT_LENGTH)
        else if (typeof value === 'boolean') options[name] = value
        else if (value === undefined || value === null) delete options[name]
      }
    }
    // Selector, condition, selector: no styles are deeper (STY-2).
    const styles = rules ? (copyPlain(rules, 2, budget) as RawStyles) : before.styles
    return { options, styles, appearance, classes }
  } catch {
    // A getter or a proxy of the page has thrown.
    return before
  }
}
