import type { ElementOptions } from '@trefoil/elements'
import { isDeepEqual } from './deep-equal.ts'

/** The props that are options of the element; what is left goes to the `div`. */
const OPTION_NAMES: Readonly<Record<keyof ElementOptions, true>> = {
  styles: true,
  appearance: true,
  placeholder: true,
  label: true,
  ariaLabel: true,
  hint: true,
  required: true,
  disabled: true,
  readOnly: true,
  country: true,
  mask: true,
  autocomplete: true,
  showBrand: true,
  classes: true,
  showPhoneTypeDropDown: true,
  phoneNumberMask: true,
  postalCode: true,
  name: true,
  layout: true,
  labels: true,
  securityCode: true,
  paymentReqData: true,
  applePaymentRequest: true,
  sessionIdentifier: true,
}

export function isOptionName(name: string): name is keyof ElementOptions {
  return Object.hasOwn(OPTION_NAMES, name)
}

/** What to tell an element whose options were `told`; absent when they say the same (contract RCT-5, RCT-6). */
export function changedOptions(told: ElementOptions, wanted: ElementOptions): ElementOptions | undefined {
  if (isDeepEqual(told, wanted)) return undefined
  // An option that is gone is told as undefined, so that its default counts again; styles that are gone as none.
  const names = new Set([...Object.keys(told), ...Object.keys(wanted)].filter(isOptionName))
  const changed = [...names]
    .filter(name => !isDeepEqual(told[name], wanted[name]))
    .map(name => [name, wanted[name] ?? (name === 'styles' ? {} : undefined)])
  return Object.fromEntries(changed) as ElementOptions
}
