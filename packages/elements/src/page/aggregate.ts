/** The state of all fields of an instance, as listeners get it (contract 5.2). */
import type { Aggregate, FieldState } from '../loader/types.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { FieldOptions, FieldStateMessage } from '../shared/messages.ts'

/** The keys under which an element tells its states (contract 4.1). */
export function keysOf(type: ElementType, { postalCode, name, securityCode }: FieldOptions): readonly FieldKey[] {
  switch (type) {
    case 'CARD':
      return [
        'CARD_NUMBER',
        'CARD_DATE',
        'CARD_CVV',
        ...(postalCode === 'hide' ? [] : (['CARD_POSTAL_CODE'] as const)),
        ...(name === 'show' ? (['CARD_NAME'] as const) : []),
      ]
    case 'GIFT_CARD_ELEMENTS':
      return ['GIFT_CARD_NUMBER', ...(securityCode === 'hide' ? [] : (['GIFT_CARD_SECURITY_CODE'] as const))]
    case 'ACH_ELEMENTS':
    case 'PAYMENT_REQUEST_BUTTON':
    case 'PAYMENT_REQUEST_BUTTON_APPLE_PAY':
      return []
    default:
      return [type]
  }
}

/** A field that nobody has touched. */
export function blankState(key: FieldKey): FieldState {
  const blank = { touched: false, empty: true, complete: false, focused: false }
  return key === 'CARD_NUMBER' ? { ...blank, brand: 'UNKNOWN', brands: [] } : blank
}

/** What the page may know of a frame's message. An `error` that is not there is absent, not `undefined` (EVT-9). */
export function stateOf(message: FieldStateMessage): FieldState {
  const { touched, error, code, empty, complete, focused, brand, brands } = message
  return {
    touched,
    ...(error !== undefined && { error, code: code ?? 'invalid' }),
    empty,
    complete,
    focused,
    ...(brand && { brand }),
    ...(brands && { brands }),
  }
}

/** The same field after a token call has named it wrong (EVT-10, EVT-14). */
export const wrongState = (state: FieldState, error: string, code: FieldState['code']): FieldState => ({
  ...state,
  touched: true,
  error,
  code,
  complete: false,
})

export const copyState = ({ brands, ...state }: FieldState): FieldState => ({
  ...state,
  ...(brands && { brands: [...brands] }),
})

export interface Told {
  readonly keys: readonly FieldKey[]
  /** Whether its states win over those of another element with the same keys. */
  readonly counts: boolean
  stateOf(key: FieldKey): FieldState
}

/** A new object with a new entry for each key, in order of creation (EVT-8, EVT-12). */
export function aggregateOf(elements: Iterable<Told>): Aggregate {
  const aggregate: { [K in FieldKey]?: FieldState } = {}
  const settled = new Set<FieldKey>()
  for (const element of elements) {
    for (const key of element.keys) {
      if (settled.has(key)) continue
      aggregate[key] = copyState(element.stateOf(key))
      if (element.counts) settled.add(key)
    }
  }
  return aggregate
}
