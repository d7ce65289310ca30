/** What the page is told at the end of a call (contract SDK-41). */
import type { ErrorCode } from '../shared/codes.ts'
import { FIELD_WORDS } from '../shared/element-types.ts'
import type { ControllerInit, ResultKey, ResultMessage } from '../shared/messages.ts'
import { SENTENCES } from '../shared/strings/sentences.ts'
import type { SentenceId } from '../shared/strings/sentences.ts'
import { sentence } from '../shared/strings/text.ts'
import { Refused } from './refused.ts'

type Language = Pick<ControllerInit, 'locale' | 'strings'>

const isSentence = (id: string): id is SentenceId => id in SENTENCES.en

function sentenceFor(key: ResultKey, code: ErrorCode, { locale, strings }: Language): string {
  // To the shopper, a field that the page has not mounted is one that is empty (6.2 step 2).
  const state = code === 'not_mounted' ? 'required' : code
  const id = key === 'FORM' ? `form.${code}` : `${FIELD_WORDS[key]}.${state}`
  const other = key === 'FORM' ? 'form.unavailable' : 'form.processing'
  return sentence(locale, isSentence(id) ? id : other, strings)
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
