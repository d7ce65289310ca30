/** Choice of the locale (contract 12.1). */
import type { Locale } from '../shared/messages.ts'

const BY_LANGUAGE: readonly (readonly [string, Locale])[] = [
  ['en-ca', 'en-CA'],
  ['en', 'en'],
  ['fr', 'fr-CA'],
  ['es', 'es'],
]

function known(tag: unknown): Locale | undefined {
  const wanted = `${String(tag).trim().toLowerCase().replaceAll('_', '-')}-`
  return BY_LANGUAGE.find(([prefix]) => wanted.startsWith(`${prefix}-`))?.[1]
}

/**
 * The table of strings for what the page asks for; `en` when it is not one of ours (I18N-2).
 * @param spoken what `auto` goes by, most wanted first: the document's language, then the shopper's (I18N-3)
 */
export function localeOf(option: unknown, spoken: readonly string[]): Locale {
  const wanted = option === 'auto' ? spoken : [option]
  return wanted.map(known).find(Boolean) ?? 'en'
}
