/** The state of all fields of an instance, as listeners get it (contract 5.2). */
import type { Aggregate, FieldState } from '../loader/types.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { FieldOptions, FieldStateMessage } from '../shared/messages.ts'

/** What no card goes without (6.2 step 2). */
export const CARD_KEYS: readonly FieldKey[] = ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV']

/** The keys under which an element tells its states (contract 4.1). */
export function keysOf(type: ElementType, { postalCode, name, securityCode }: FieldOptions): readonly FieldKey[] {
  const keys: FieldKey[] = []
  if (type === 'CARD') {
    keys.push(...CARD_KEYS)
    if (postalCode !== 'hide') keys.push('CARD_POSTAL_CODE')
    if (name === 'show') keys.push('CARD_NAME')
  } else if (type === 'GIFT_CARD_ELEMENTS') {
    keys.push('GIFT_CARD_NUMBER')
    if (securityCode !== 'hide') keys.push('GIFT_CARD_SECURITY_CODE')
    // Those of the second phase have none yet (SDK-32).
  } else if (!/^ACH|^PAY/.test(type)) keys.push(type as FieldKey)
  return keys
}

/** A field that nobody has touched. */
export const blankState = (key: FieldKey): FieldState => ({
  touched: false,
  empty: true,
  complete: false,
  focused: false,
  ...(key === 'CARD_NUMBER' && { brand: 'UNKNOWN', brands: [] }),
})

/** What the page may know of a frame's message. */
export const stateOf = ({ t: _t, key: _key, cause: _cause, autofilled: _autofilled, ...state }: FieldStateMessage) =>
  state as FieldState

/** The same field after a token call has named it wrong (EVT-10, EVT-14). */
export const wrongState = (state: FieldState, error: string, code: FieldState['code']): FieldState => ({
  ...state,
  touched: true,
  error,
  code,
  complete: false,
})

export interface Told {
  readonly keys: readonly FieldKey[]
  stateOf(key: FieldKey): FieldState
}

/**
 * An entry for each key, in order of creation (EVT-8).
 * @param counts whether an element's states win over those of another with the same keys
 */
export function aggregateOf<Element extends Told>(
  elements: Iterable<Element>,
  counts: (element: Element) => boolean,
): Aggregate {
  const aggregate: { [K in FieldKey]?: FieldState } = {}
  for (const element of elements) {
    for (const key of element.keys) {
      if (!(key in aggregate) || counts(element)) aggregate[key] = element.stateOf(key)
    }
  }
  return aggregate
}
