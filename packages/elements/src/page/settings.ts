/** Reads the options of an instance (contract 3). Unknown ones and wrong ones are ignored (SDK-22). */
import { CALL_MS } from '../shared/constants.ts'
import type { Brand } from '../shared/element-types.ts'
import type { FontSource, Locale } from '../shared/messages.ts'
import { localeOf } from './locale.ts'
import { bag, copyPlain } from './plain.ts'

export interface Settings {
  readonly merchantId?: string
  readonly locale: Locale
  readonly secured: boolean
  readonly privacy: boolean
  readonly fieldsOrigin: unknown
  readonly appearance: unknown
  readonly fonts: readonly FontSource[]
  readonly strings: { readonly [id: string]: string }
  readonly direction: unknown
  readonly timeoutMs: number
  readonly focusOnError: boolean
  readonly idleClearMinutes: number
  readonly brands?: readonly Brand[]
  readonly debug?: boolean
}

const FONTS = 6
const BRANDS = 20
const STRING_LENGTH = 160

/** A number within bounds, or the usual one. */
export const within = (value: unknown, least: number, most: number, usual: number): number =>
  typeof value === 'number' && value > 0 ? Math.min(Math.max(Math.round(value), least), most) : usual

/** Deadline of a token call (SDK-43). */
export const timeoutOf = (value: unknown, usual = CALL_MS): number => within(value, 1_000, 60_000, usual)

function stringsOf(value: unknown): Settings['strings'] {
  const texts = Object.entries(copyPlain(value)).filter(
    ([, text]) => typeof text === 'string' && text.length <= STRING_LENGTH,
  )
  return Object.fromEntries(texts) as Settings['strings']
}

/** @param spoken languages for the locale `auto` (I18N-3) */
export function readOptions(value: unknown, spoken: readonly string[]): Settings {
  const { merchantId, locale, showSecurePayments, showPrivacyPolicy, fieldsOrigin, appearance, fonts, ...rest } =
    bag(value)
  const { strings, direction, timeoutMs, focusOnError, idleClearMinutes, brands, debug } = rest
  return {
    ...(typeof merchantId === 'string' && merchantId !== '' && { merchantId }),
    locale: localeOf(locale, spoken),
    secured: showSecurePayments !== false,
    privacy: showPrivacyPolicy !== false,
    fieldsOrigin,
    appearance,
    fonts: Array.isArray(fonts) ? (fonts.slice(0, FONTS).map(font => copyPlain(font)) as unknown as FontSource[]) : [],
    strings: stringsOf(strings),
    direction,
    timeoutMs: timeoutOf(timeoutMs),
    focusOnError: focusOnError === true,
    idleClearMinutes: within(idleClearMinutes, 1, 60, 30),
    ...(Array.isArray(brands) && { brands: brands.map(String).slice(0, BRANDS) as Brand[] }),
    ...(typeof debug === 'boolean' && { debug }),
  }
}
