/** Asks the server, in a frame that may stand anywhere, why frames do not answer (contract SEC-10). */
import type { WhyResult, WhyToPage } from '../shared/wire.ts'
import { insertHidden, openFrame } from './frame.ts'
import type { Place } from './frame.ts'

/** Long enough for the frame to load and to ask; then the fields origin cannot be reached. */
const WHY_MS = 3_000

/** @returns `undefined` when that frame does not answer either */
export function askWhy(place: Place): Promise<WhyResult | undefined> {
  return new Promise(resolve => {
    const settle = (answer?: WhyToPage): void => {
      clearTimeout(timer)
      frame.close()
      resolve(answer?.result)
    }
    const frame = openFrame<WhyToPage>(place, {
      page: 'why',
      insert: insertHidden,
      init: () => ({}),
      receive: settle,
    })
    const timer = setTimeout(settle, WHY_MS)
  })
}
