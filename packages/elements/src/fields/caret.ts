/**
 * Formatting that keeps the caret (contract FLD-13), by hand: the package for it empties the browser's undo list at each
 * key, reformats in the middle of a composition, and pastes text by a second, untrusted `input` event.
 */
import { asciiDigits } from './kinds/digits.ts'
import type { Circumstances, Kind } from './kinds/kind.ts'

export interface Caret {
  readonly text: string
  readonly at: number
}

const count = (text: string, significant: RegExp): number => Array.from(text).filter(c => significant.test(c)).length

/** Place after so many significant characters. */
function placeAfter(text: string, wanted: number, significant: RegExp): number {
  let at = 0
  for (let seen = 0; seen < wanted && at < text.length; at++) if (significant.test(text[at]!)) seen++
  return at
}

/** The formatted text, with the caret after the same characters as before. */
export function reformat({ text, at }: Caret, kind: Kind, around: Circumstances): Caret {
  const formatted = kind.format(text, around)
  if (formatted === text || at >= text.length)
    return { text: formatted, at: formatted === text ? at : formatted.length }
  const left = asciiDigits(text.slice(0, at))
  // Nothing was moved, as when letters became capitals: a space of the shopper's own stays behind the caret.
  if (formatted.toLowerCase().startsWith(left.toLowerCase())) return { text: formatted, at: left.length }
  const before = count(left, kind.significant)
  return { text: formatted, at: placeAfter(formatted, before, kind.significant) }
}

/** A deletion that hit only a gap takes the character beyond it as well; otherwise the gap would come back. */
export function deleteBeyondGap({ text, at }: Caret, significant: RegExp, forward: boolean): Caret {
  let place = at
  if (forward) {
    while (place < text.length && !significant.test(text[place]!)) place++
    return { text: text.slice(0, place) + text.slice(place + 1), at }
  }
  while (place > 0 && !significant.test(text[place - 1]!)) place--
  if (place === 0) return { text, at }
  return { text: text.slice(0, place - 1) + text.slice(place), at: place - 1 }
}

/**
 * Replaces the text of an input; as an edit that can be undone, where the shopper is typing in it.
 * @param typing whether it has the focus; Safari would give it to an input whose selection is set
 */
export function write(input: HTMLInputElement, { text, at }: Caret, typing: boolean): void {
  if (input.value !== text) {
    if (typing) input.select()
    // `insertText` is the one way to change an input and keep its undo list.
    if (!typing || text === '' || !document.execCommand('insertText', false, text)) input.value = text
  }
  if (typing) input.setSelectionRange(at, at)
}
