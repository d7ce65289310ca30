/** From the browser's events to edits (contract 7.3). */
import type { FieldKey } from '../shared/element-types.ts'
import { deleteBeyondGap, reformat, write } from './caret.ts'
import type { Circumstances, Kind } from './kinds/kind.ts'

const CODES: readonly FieldKey[] = ['CARD_CVV', 'GIFT_CARD_SECURITY_CODE']
const NOT_DRAGGED: readonly FieldKey[] = [...CODES, 'CARD_NUMBER', 'GIFT_CARD_NUMBER']

/** Whether a deletion is about to take nothing but what the formatting has put there. */
function hitsGap(input: HTMLInputElement, inputType: string, significant: RegExp): boolean {
  const { selectionStart: from, selectionEnd: to, value } = input
  if (from === null || from !== to || !/^deleteContent(Back|For)ward$/.test(inputType)) return false
  const sign = value[inputType === 'deleteContentBackward' ? from - 1 : from]
  return sign !== undefined && !significant.test(sign)
}

/** Calls back once for each edit, after the text was formatted; however it came about (FLD-16). */
export function watchEdits(input: HTMLInputElement, kind: Kind, around: () => Circumstances, edited: () => void): void {
  let overGap = false
  let writing = false

  /** The text between a key and its formatting is a step of its own in the undo list, and one that nobody has seen. */
  function skipUnseen(command: 'undo' | 'redo'): void {
    if (kind.format(input.value, around()) === input.value) return
    writing = true
    document.execCommand(command)
    writing = false
  }

  function format(inputType: string): void {
    // What the shopper takes back must not be put there again.
    const undoing = inputType.startsWith('history')
    if (undoing) skipUnseen(inputType === 'historyUndo' ? 'undo' : 'redo')
    let caret = { text: input.value, at: input.selectionStart ?? input.value.length }
    if (overGap) caret = deleteBeyondGap(caret, kind.significant, inputType === 'deleteContentForward')
    const next = undoing ? caret : reformat(caret, kind, around())
    if (next.text !== input.value || next.at !== input.selectionStart) {
      writing = true
      write(input, next, document.activeElement === input && document.hasFocus())
      writing = false
    }
  }

  input.addEventListener('beforeinput', event => {
    if (writing) return
    overGap = hitsGap(input, event.inputType, kind.significant)
  })
  input.addEventListener('input', event => {
    if (writing) return
    const { isComposing, inputType } = event as InputEvent
    // During composition the text belongs to the input method (FLD-15).
    if (!isComposing) format(inputType ?? '')
    overGap = false
    edited()
  })
  // What undoing has left without gaps gets them back.
  input.addEventListener('blur', () => format(''))
  input.addEventListener('compositionend', () => {
    format('')
    edited()
  })
}

/** Codes are not copied; numbers and codes are not dragged out (FLD-17). */
export function guardClipboard(input: HTMLInputElement, key: FieldKey): void {
  const prevent = (event: Event): void => event.preventDefault()
  if (CODES.includes(key)) for (const type of ['copy', 'cut']) input.addEventListener(type, prevent)
  if (NOT_DRAGGED.includes(key)) input.addEventListener('dragstart', prevent)
}
