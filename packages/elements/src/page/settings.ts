/** Reads the options of an instance (contract 3). Unknown ones and wrong ones are ignored (SDK-22). */
import { CALL_MS } from '../shared/constants.ts'
import type { Appearance, Locale } from '../shared/messages.ts'
import { localeOf } from './locale.ts'
import { copyPlain } from './plain.ts'

/** What the page script itself goes by. The frames are told all that the page has given, and take what they know. */
export interface Settings {
  readonly locale: Locale
  readonly timeoutMs: number
  readonly showSecurePayments?: unknown
  readonly showPrivacyPolicy?: unknown
  readonly appearance?: Appearance
  readonly strings?: { readonly [id: string]: unknown }
  readonly direction?: unknown
  readonly focusOnError?: unknown
  readonly debug?: unknown
}

/** A number within bounds, or the usual one. */
export const within = (value: unknown, least: number, most: number, usual: number): number =>
  typeof value === 'number' && value > 0 ? Math.min(Math.max(Math.round(value), least), most) : usual

/** Deadline of a token call (SDK-43). */
export const timeoutOf = (value: unknown, usual = CALL_MS): number => within(value, 1_000, 60_000, usual)

/** @param spoken languages for the locale `auto`: the document's, then the shopper's (I18N-3) */
export function readOptions(value: unknown, spoken: readonly string[]): Settings {
  const given = copyPlain(value, 2)
  return { ...given, locale: localeOf(given['locale'], spoken), timeoutMs: timeoutOf(given['timeoutMs']) }
}
