/** Outcomes of a token call as the page gets them (contract SDK-39, SDK-41, SDK-42). */
import type { ErrorCode, TokenFailure, TokenSuccess } from '../loader/types.ts'
import { FIELD_WORDS } from '../shared/element-types.ts'
import type { FieldKey } from '../shared/element-types.ts'
import type { ResultMessage } from '../shared/messages.ts'
import { CALL_SENTENCES } from '../shared/strings/call-sentences.ts'
import type { CallSentenceId } from '../shared/strings/call-sentences.ts'
import { tableOf } from '../shared/strings/text.ts'
import type { Settings } from './settings.ts'

export type Outcome = TokenSuccess | TokenFailure
type Words = Pick<Settings, 'locale' | 'strings'>

const say = ({ locale, strings }: Words, id: string): string =>
  strings[id] ?? CALL_SENTENCES[tableOf(locale)][id as CallSentenceId]

const OWN_SENTENCE: readonly ErrorCode[] = ['timeout', 'processing', 'aborted', 'busy']

export function formFailure(code: ErrorCode, words: Words): TokenFailure {
  const id = OWN_SENTENCE.includes(code) ? code : 'unavailable'
  return { errors: { FORM: say(words, `form.${id}`) }, codes: { FORM: code } }
}

/** Fields that a call needs and that the page has not mounted, each under its own key (6.2 step 2). */
export function notMounted(keys: readonly FieldKey[], words: Words): TokenFailure {
  const failure: TokenFailure = { errors: {}, codes: {} }
  for (const key of keys) {
    failure.errors[key] = say(words, `${FIELD_WORDS[key]}.required`)
    failure.codes[key] = 'not_mounted'
  }
  return failure
}

/** A plain object of its own; a result that says nothing counts as a failure. */
export function outcomeOf({ token, card, errors, codes, requestId }: ResultMessage, words: Words): Outcome {
  const id = requestId === undefined ? {} : { requestId }
  if (token !== undefined && card) return { token, card: { ...card, brand: card.brand || 'UNKNOWN' } }
  if (!errors || Object.keys(errors).length === 0) return { ...formFailure('processing', words), ...id }
  const complete = Object.keys(errors).map(key => [key, codes?.[key as FieldKey] ?? 'processing'])
  return { errors: { ...errors }, codes: Object.fromEntries(complete) as TokenFailure['codes'], ...id }
}

/** Each caller gets an object of its own. */
export const copyOutcome = (outcome: Outcome): Outcome =>
  outcome.token === undefined
    ? { ...outcome, errors: { ...outcome.errors }, codes: { ...outcome.codes } }
    : { ...outcome, card: { ...outcome.card } }
