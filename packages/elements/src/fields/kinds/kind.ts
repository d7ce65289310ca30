/** What a kind of field knows of its text. All of it is pure: no DOM, no state. */
import type { FieldErrorCode } from '../../shared/codes.ts'
import type { Brand } from '../../shared/element-types.ts'

/** What a judgement depends on besides the text. */
export interface Circumstances {
  /** Accepted brands; all when absent. */
  readonly accepted?: readonly Brand[] | undefined
  /** Brand in the number field, for the length of the code (EVT-15). */
  readonly brand?: Brand | undefined
  readonly country?: string | undefined
  readonly phoneMask?: string | undefined
  readonly now: number
}

/** Nothing in it means valid. `hopeless`: no more typing will make it valid (FLD-4). */
export interface Verdict {
  readonly code?: FieldErrorCode
  readonly hopeless?: boolean
}

export interface Kind {
  readonly autocomplete: string
  inputmode(around: Circumstances): string
  /** Digits stay left to right in every direction of the page (I18N-7). */
  readonly digits: boolean
  /** Which characters of the text are the shopper's own; those between are put there by `format`. */
  readonly significant: RegExp
  /** What stands in the input after an edit. Formatting a formatted text changes nothing. */
  format(text: string, around: Circumstances): string
  /** Judges a text that is not empty. */
  judge(text: string, around: Circumstances): Verdict
  /** What is sent for a valid text. */
  value(text: string, around: Circumstances): string
}

export const VALID: Verdict = {}
export const INCOMPLETE: Verdict = { code: 'incomplete' }
export const INVALID: Verdict = { code: 'invalid', hopeless: true }
