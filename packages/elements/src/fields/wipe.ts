/** No value stays longer than it is needed (contract SEC-34, SEC-36). */
import type { Field } from './input.ts'

const MINUTE_MS = 60_000
const WIPED_WHEN_IDLE = ['CARD_NUMBER', 'CARD_CVV', 'GIFT_CARD_NUMBER', 'GIFT_CARD_SECURITY_CODE']

/** The text of the last match stays readable as `RegExp.input`, in the realm of the frame, until another takes its place. */
export function forgetMatch(): void {
  ;/^/.exec('')
}

/** Numbers and codes go when nobody has been at the frame for so long; zero minutes switch it off. */
export function wipeWhenIdle(fields: () => readonly Field[], form: HTMLElement, minutes: number): void {
  if (minutes <= 0) return
  let timer: ReturnType<typeof setTimeout> | undefined
  const wipe = (): void => {
    if (form.contains(document.activeElement) && document.hasFocus()) return restart()
    for (const field of fields()) if (WIPED_WHEN_IDLE.includes(field.key) && !field.isEmpty()) field.wipe()
  }
  const restart = (): void => {
    clearTimeout(timer)
    timer = setTimeout(wipe, minutes * MINUTE_MS)
  }
  for (const type of ['input', 'focusin', 'focusout']) form.addEventListener(type, restart)
}

/** A page that comes back from the back/forward cache finds the fields empty, and hears of it. */
export function wipeWhenLeft(fields: () => readonly Field[]): void {
  addEventListener('pagehide', () => {
    for (const field of fields()) field.wipe(true)
  })
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) for (const field of fields()) field.tell('input')
  })
}
