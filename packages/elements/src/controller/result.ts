/** What the page is told at the end of a call (contract SDK-41). */
import type { ErrorCode } from '../shared/codes.ts'
import { FIELD_WORDS } from '../shared/element-types.ts'
import type { ControllerInit, ResultKey, ResultMessage } from '../shared/messages.ts'
import { ANSWER_SENTENCES } from '../shared/strings/answer-sentences.ts'
import { inLanguage } from '../shared/strings/language.ts'
import type { Texts } from '../shared/strings/language.ts'
import { Refused } from './refused.ts'

type Language = Pick<ControllerInit, 'locale' | 'strings'>

/** What the fields say of themselves comes from them, in their own words. */
const SENTENCES: Texts = ANSWER_SENTENCES

function sentenceFor(key: ResultKey, code: ErrorCode, { locale, strings }: Language): string {
  // To the shopper, a field that the page has not mounted is one that is empty (6.2 step 2).
  const state = code === 'not_mounted' ? 'required' : code
  const wanted = key === 'FORM' ? `form.${code}` : `${FIELD_WORDS[key]}.${state}`
  const other = key === 'FORM' ? 'form.unavailable' : 'form.processing'
  const id = wanted in SENTENCES ? wanted : other
  return strings[id] ?? inLanguage(SENTENCES[id]!, locale)
}

/** What was thrown becomes sentences and codes; of anything unforeseen the page learns no more than `internal`. */
export function failure(call: number, thrown: unknown, language: Language): ResultMessage {
  const { reasons, requestId } = thrown instanceof Refused ? thrown : new Refused('internal')
  const errors: { [K in ResultKey]?: string } = {}
  const codes: { [K in ResultKey]?: ErrorCode } = {}
  for (const { key, code, error } of reasons) {
    errors[key] = error ?? sentenceFor(key, code, language)
    codes[key] = code
  }
  return { t: 'result', call, errors, codes, ...(requestId && { requestId }) }
}
