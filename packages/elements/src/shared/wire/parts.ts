/** Checks that several messages share. */
import { ERROR_CODES, FIELD_ERROR_CODES } from '../codes.ts'
import { BRANDS, ELEMENT_TYPES, FIELD_KEYS } from '../element-types.ts'
import type { FieldKey } from '../element-types.ts'
import type { Locale } from '../messages.ts'
import { list, named, oneOf, otherwise, text } from './check.ts'
import { holdsDigits } from './digits.ts'

export const one = oneOf([1] as const)
export const init = oneOf(['init'] as const)
export const elementType = oneOf(ELEMENT_TYPES)
export const fieldKey = oneOf(FIELD_KEYS)
export const fieldKeys = list<FieldKey>(fieldKey, FIELD_KEYS.length)
export const brand = oneOf(BRANDS)
export const fieldCode = oneOf(FIELD_ERROR_CODES)
export const errorCode = oneOf(ERROR_CODES)
export const locale = oneOf<Locale>(['en', 'en-CA', 'fr-CA', 'es'])

/** A frame's fragment (SEC-5). */
export const frameId = text(64, /^[\w-]{16,}$/)

export const sentence = text(160)
/** Sentences of the page (I18N-5). One that could not be sent back (SEC-29) is left out: ours stands in for it. */
export const strings = otherwise(
  {},
  named<string>(value => {
    const words = sentence(value)
    return words !== undefined && !holdsDigits(words) ? words : undefined
  }),
)
