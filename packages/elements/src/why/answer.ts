import { serializeWhyToPage } from '../shared/wire.ts'
import { whyResult } from '../shared/wire/why.ts'

/**
 * Gives the page the answer if it is one, and says whether it was. What stands in the way of the fields is told as a
 * fault too: this frame may stand in the place of one that the server refused, and be listened to as such.
 */
export function answerWith(page: MessagePort, answer: unknown): boolean {
  const result = whyResult(answer)
  if (!result) return false
  page.postMessage(serializeWhyToPage({ t: 'why', result }))
  if (result !== 'ok') page.postMessage(serializeWhyToPage({ t: 'fault', code: result }))
  return true
}
