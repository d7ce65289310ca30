/** Asks the server, in a frame that may stand anywhere, why frames do not answer (contract SEC-10). */
import { readWhy } from '../shared/wire.ts'
import type { WhyResult } from '../shared/wire.ts'
import { insertHidden, openFrame } from './frame.ts'
import { whenBody } from './watch.ts'

/** Long enough for the frame to load and to ask; then the fields origin cannot be reached. */
const WHY_MS = 3_000

/** @returns `undefined` when that frame does not answer either */
export function askWhy(origin: string, eid: Promise<string>): Promise<WhyResult | undefined> {
  return new Promise(resolve => {
    whenBody(() => {
      const settle = (result?: WhyResult): void => {
        clearTimeout(timer)
        frame.close()
        resolve(result)
      }
      const frame = openFrame({
        page: 'why',
        origin,
        eid,
        title: 'Trefoil',
        insert: insertHidden,
        init: () => ({}),
        receive(data) {
          const answer = readWhy(data)
          if (answer) settle(answer.result)
        },
        unanswered: () => {},
      })
      const timer = setTimeout(settle, WHY_MS)
    })
  })
}
