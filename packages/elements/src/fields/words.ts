/** The texts of one field in the frame's language (contract 12.2, A11Y-1). */
import type { FieldErrorCode } from '../shared/codes.ts'
import { FIELD_WORDS } from '../shared/element-types.ts'
import type { FieldKey } from '../shared/element-types.ts'
import type { FieldOptions, Locale } from '../shared/messages.ts'
import { inputText } from '../shared/strings/input-texts.ts'
import type { InputTextId } from '../shared/strings/input-texts.ts'
import type { LabelId } from '../shared/strings/labels.ts'
import type { SentenceId } from '../shared/strings/sentences.ts'
import { label, sentence, title } from '../shared/strings/text.ts'
import type { Overrides } from '../shared/strings/text.ts'

export interface Language {
  readonly locale: Locale
  readonly strings: Overrides
}

/** `incomplete` shares its sentence with `invalid` (contract 6.5). */
export function errorSentence(key: FieldKey, code: FieldErrorCode, { locale, strings }: Language): string {
  if (code === 'contains_card_number') return sentence(locale, 'any.contains_card_number', strings)
  const state = code === 'incomplete' ? 'invalid' : code
  return sentence(locale, `${FIELD_WORDS[key]}.${state}` as SentenceId, strings)
}

export interface FieldTexts {
  readonly label: string
  readonly ariaLabel?: string | undefined
  readonly placeholder: string
  readonly hint: string
}

/** Options name a frame's only field; fields of a composite have the names of the language. */
export function fieldTexts(
  key: FieldKey,
  options: FieldOptions,
  { locale, strings }: Language,
  alone: boolean,
): FieldTexts {
  const word = FIELD_WORDS[key]
  const own = alone ? options : {}
  const hint = `${word}.hint`
  return {
    label: own.label ?? own.pageLabel ?? label(locale, `${word}.label` as LabelId, strings),
    ariaLabel: own.ariaLabel,
    placeholder: own.placeholder ?? inputText(locale, `${word}.placeholder` as InputTextId, strings),
    hint: own.hint ?? strings[hint] ?? (key === 'CARD_DATE' ? inputText(locale, 'date.hint', strings) : ''),
  }
}

/** The same as the page gives to the iframe (A11Y-3). A composite is named by its first field. */
export function frameTitle(key: FieldKey, { locale, strings }: Language): string {
  const word = FIELD_WORDS[key]
  return strings[`${word}.title`] ?? title(locale, label(locale, `${word}.label` as LabelId, strings))
}
