/** What the page tells a field. */
import { BRANDS } from '../element-types.ts'
import type { Appearance, FieldInit, FieldLook, FieldOptions, FontSource, PageToField, RawStyles } from '../messages.ts'
import { flag, INIT_BYTES, limited, message, named, oneOf, options, otherwise, shape, some, text } from './check.ts'
import type { Check } from './check.ts'
import { brand, elementType, fieldKey, frameId, init, locale, one, strings } from './parts.ts'

const STYLE_DEPTH = 6

const words = text(500)
const fieldOptions = options<FieldOptions>({
  placeholder: words,
  label: words,
  ariaLabel: words,
  pageLabel: words,
  hint: words,
  required: flag,
  disabled: flag,
  readOnly: flag,
  country: text(3),
  mask: flag,
  autocomplete: flag,
  showBrand: flag,
  showPhoneTypeDropDown: flag,
  phoneNumberMask: text(60),
  postalCode: oneOf(['auto', 'show', 'hide']),
  name: oneOf(['auto', 'show', 'hide']),
  layout: oneOf(['rows', 'inline']),
  labels: oneOf(['hidden', 'above']),
  securityCode: oneOf(['optional', 'required', 'hide']),
})

const declaration: Check<string | number> = value => (typeof value === 'number' ? value : text(2_000)(value))

/** Rules within rules; the compiler of styles judges them (contract 8). */
const styles = (depth: number): Check<RawStyles> =>
  named<unknown>(value => declaration(value) ?? (depth > 1 ? styles(depth - 1)(value) : undefined))

const look = {
  options: fieldOptions,
  styles: styles(STYLE_DEPTH),
  appearance: options<Appearance>({
    theme: oneOf(['none', 'light', 'dark', 'auto']),
    variables: named(declaration),
  }),
  colorScheme: text(60),
  direction: oneOf<FieldLook['direction']>(['ltr', 'rtl']),
}

const font = shape<FontSource>([
  { family: text(100), src: text(2_000) },
  { weight: text(60), style: text(60), unicodeRange: text(1_000) },
])

/** At most six (STY-11). */
const fonts: Check<readonly FontSource[]> = value => some(font, 100)(value)?.slice(0, 6) ?? []

const idleClearMinutes: Check<number> = value =>
  typeof value === 'number' && value > 0 ? Math.min(Math.max(value, 1), 60) : 30

export const readFieldInit: Check<FieldInit> = limited(
  shape<FieldInit>([
    {
      ...look,
      trefoil: one,
      t: init,
      id: frameId,
      type: elementType,
      locale,
      strings,
      fonts,
      idleClearMinutes,
      debug: flag,
      controller: frameId,
    },
    { brands: otherwise(BRANDS, some(brand, 100)) },
  ]),
  INIT_BYTES,
)

export const readPageToField: Check<PageToField> = limited(
  message<PageToField>({
    update: [look, { debug: flag }],
    focus: [{}, { key: fieldKey }],
    blur: [{}],
    clear: [{}],
    controller: [{ id: frameId }],
  }),
)
