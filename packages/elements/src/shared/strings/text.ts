/** Finds a text of a field: the page's own (I18N-5), then the locale's. */
import type { Locale } from '../messages.ts'
import { LABELS } from './labels.ts'
import type { LabelId } from './labels.ts'
import { inLanguage } from './language.ts'
import { SENTENCES } from './sentences.ts'
import type { SentenceId } from './sentences.ts'

export type Overrides = { readonly [id: string]: string }

const own = (overrides: Overrides, id: string): string | undefined =>
  Object.prototype.hasOwnProperty.call(overrides, id) ? overrides[id] : undefined

export function sentence(locale: Locale, id: SentenceId, overrides: Overrides): string {
  return own(overrides, id) ?? inLanguage(SENTENCES[id], locale)
}

/** `en-CA` differs from `en` in the name of the postal code only (I18N-4). */
export function label(locale: Locale, id: LabelId, overrides: Overrides): string {
  const text = locale === 'en-CA' && id === 'postal.label' ? 'Postal code' : inLanguage(LABELS[id], locale)
  return own(overrides, id) ?? text
}

/** Title of a field's frame and document (A11Y-3); abbreviations keep their capitals. */
export function title(locale: Locale, fieldLabel: string): string {
  const words = /^\p{Lu}\p{Lu}/u.test(fieldLabel)
    ? fieldLabel
    : fieldLabel.charAt(0).toLowerCase() + fieldLabel.slice(1)
  return inLanguage([`Secure ${words} field`, `Champ sécurisé : ${words}`, `Campo seguro: ${words}`], locale)
}
