/** Which inputs a frame holds (contract FLD-1, FLD-3), and which of them must be filled (contract 4.3). */
import { FIELD_KEYS } from '../shared/element-types.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { FieldOptions } from '../shared/messages.ts'

const NEEDED: readonly FieldKey[] = ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV', 'CARD_POSTAL_CODE', 'GIFT_CARD_NUMBER']

export const isComposite = (type: ElementType): boolean => type === 'CARD' || type === 'GIFT_CARD_ELEMENTS'

export function keysOf(type: ElementType, options: FieldOptions): readonly FieldKey[] {
  switch (type) {
    case 'CARD': {
      const keys: FieldKey[] = ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV']
      if (options.postalCode !== 'hide') keys.push('CARD_POSTAL_CODE')
      if (options.name === 'show') keys.push('CARD_NAME')
      return keys
    }
    case 'GIFT_CARD_ELEMENTS':
      return options.securityCode === 'hide' ? ['GIFT_CARD_NUMBER'] : ['GIFT_CARD_NUMBER', 'GIFT_CARD_SECURITY_CODE']
    default:
      return FIELD_KEYS.filter(key => key === type)
  }
}

export function isRequired(key: FieldKey, options: FieldOptions, alone: boolean, postalRequired: boolean): boolean {
  if (key === 'CARD_POSTAL_CODE' && postalRequired) return true
  if (key === 'GIFT_CARD_SECURITY_CODE') return options.securityCode === 'required'
  return (alone ? options.required : undefined) ?? NEEDED.includes(key)
}
