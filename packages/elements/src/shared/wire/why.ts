/** What the page and the frame that explains itself say to each other (contract SEC-10). */
import { INIT_BYTES, limited, message, oneOf, shape } from './check.ts'
import type { Check } from './check.ts'
import { frameId, init, one } from './parts.ts'
import { serialize } from './to-page.ts'

export interface WhyInit {
  readonly trefoil: 1
  readonly t: 'init'
  readonly id: string
}

export type WhyResult = 'ok' | 'key_unknown' | 'origin_not_registered'
export interface WhyToPage {
  readonly t: 'why'
  /** `ok`: nothing on the server stands in the way of the fields. */
  readonly result: WhyResult
}

export const whyResult: Check<WhyResult> = oneOf(['ok', 'key_unknown', 'origin_not_registered'])

/** Said beside the answer, to a page that has loaded this frame in the place of another one: it reads no `why` there. */
export interface WhyFault {
  readonly t: 'fault'
  readonly code: 'key_unknown' | 'origin_not_registered'
}

const schema = message<WhyToPage | WhyFault>({
  why: [{ result: whyResult }],
  fault: [{ code: oneOf<WhyFault['code']>(['key_unknown', 'origin_not_registered']) }],
})

export const readWhyInit: Check<WhyInit> = limited(
  shape<WhyInit>([{ trefoil: one, t: init, id: frameId }]),
  // It may stand in a field's place, and get the field's init.
  INIT_BYTES,
)
export const serializeWhyToPage = (answer: WhyToPage | WhyFault): object => serialize(schema, answer)
