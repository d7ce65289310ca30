/** Outcomes of a token call as the page gets them (contract SDK-39, SDK-41, SDK-42). */
import type { ErrorCode, TokenFailure, TokenSuccess } from '../loader/types.ts'
import type { FieldKey } from '../shared/element-types.ts'
import type { ResultMessage } from '../shared/messages.ts'
import { CALL_SENTENCES } from '../shared/strings/call-sentences.ts'
import { inLanguage } from '../shared/strings/language.ts'
import type { Texts } from '../shared/strings/language.ts'
import type { Settings } from './settings.ts'

export type Outcome = TokenSuccess | TokenFailure
type Words = Pick<Settings, 'locale' | 'strings'>

const SENTENCES: Texts = CALL_SENTENCES

/** Sentences for the keys that a call cannot do without. */
const REQUIRED: { readonly [K in FieldKey]?: string } = {
  CARD_NUMBER: 'number.required',
  CARD_DATE: 'date.required',
  CARD_CVV: 'cvv.required',
  GIFT_CARD_NUMBER: 'gift.required',
}

const SENTENCE_LENGTH = 160

/** In the page's own words (I18N-5), or in ours. */
function say({ locale, strings }: Words, id: string): string {
  const own = strings?.[id]
  return typeof own === 'string' && own.length <= SENTENCE_LENGTH ? own : inLanguage(SENTENCES[id]!, locale)
}

export function formFailure(code: ErrorCode, words: Words): TokenFailure {
  const id = `form.${code}`
  return { errors: { FORM: say(words, id in SENTENCES ? id : 'form.unavailable') }, codes: { FORM: code } }
}

/** Fields that a call needs and that the page has not mounted, each under its own key (6.2 step 2). */
export function notMounted(keys: readonly FieldKey[], words: Words): TokenFailure {
  const failure: TokenFailure = { errors: {}, codes: {} }
  for (const key of keys) {
    failure.errors[key] = say(words, REQUIRED[key]!)
    failure.codes[key] = 'not_mounted'
  }
  return failure
}

/** A result that says nothing counts as a failure. */
export function outcomeOf({ token, card, errors, codes = {}, requestId }: ResultMessage, words: Words): Outcome {
  if (token && card) return { token, card }
  return { ...(errors ? { errors, codes } : formFailure('internal', words)), ...(requestId && { requestId }) }
}
