/** Texts in the languages of ours (contract 12.1). */
import type { Locale } from '../messages.ts'

/** One text in each language; a missing one does not compile (I18N-1). */
export type Text = readonly [english: string, french: string, spanish: string]
export type Texts = { readonly [id: string]: Text }

export const inLanguage = ([english, french, spanish]: Text, locale: Locale): string =>
  locale === 'fr-CA' ? french : locale === 'es' ? spanish : english
