/** When a field says that it is wrong (contract 7.1). Pure: text and circumstances in, state out. */
import type { FieldErrorCode } from '../shared/codes.ts'
import type { Circumstances, Kind, Verdict } from './kinds/kind.ts'

export interface Standing {
  readonly touched: boolean
  readonly empty: boolean
  /** A token call would accept the value now (EVT-11). */
  readonly complete: boolean
  readonly code?: FieldErrorCode
}

export interface Judged {
  readonly kind: Kind
  readonly text: string
  readonly required: boolean
  readonly around: Circumstances
}

export const UNTOUCHED: Standing = { touched: false, empty: true, complete: false }

/** @param judged `full` names everything that is wrong, `live` what cannot become right (FLD-4) */
export type Judgement = 'live' | 'full'

function verdictOf({ kind, text, required, around }: Judged): Verdict {
  if (text.trim() !== '') return kind.judge(text, around)
  return required ? { code: 'required' } : {}
}

/**
 * @param before the standing so far: what was judged wrong stays so until it is right, and an untouched field has no
 *   error (EVT-10)
 */
export function stand(before: Standing, judged: Judged, judgement: Judgement, touched: boolean): Standing {
  const { code, hopeless } = verdictOf(judged)
  const tell = touched && (judgement === 'full' || hopeless === true || before.code !== undefined)
  return {
    touched,
    empty: judged.text.trim() === '',
    complete: code === undefined,
    ...(tell && code !== undefined && { code }),
  }
}
