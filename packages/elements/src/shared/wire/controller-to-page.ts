/** What the controller tells the page. */
import { FIELD_KEYS } from '../element-types.ts'
import type { CardSummary, ControllerToPage } from '../messages.ts'
import { list, message, number, oneOf, record, shape, text } from './check.ts'
import { brand, errorCode, sentence } from './parts.ts'
import { serialize } from './to-page.ts'

const RESULT_KEYS = [...FIELD_KEYS, 'FORM'] as const

export const token = text(64, /^clv_[A-Za-z0-9]{24,}$/)
export const requestId = text(64, /^req_[A-Za-z0-9]{8,}$/)

/** What the page learns of a card. Its first and last digits have exactly the length they may have (SEC-29). */
export const cardSummary = shape<CardSummary>([
  { brand, last4: text(4, /^\d{4}$/) },
  {
    first6: text(6, /^\d{6}$/),
    exp_month: text(2, /^\d{1,2}$/),
    exp_year: text(4, /^\d{4}$/),
    address_zip: text(16),
  },
])

const schema = message<ControllerToPage>({
  ready: [{}],
  session: [
    {
      mode: oneOf(['test', 'live']),
      pageGuard: oneOf(['off', 'report']),
      brands: list(brand, 20),
      postalCode: oneOf(['optional', 'required']),
    },
  ],
  fault: [{ code: errorCode }],
  result: [
    { call: number() },
    {
      token,
      card: cardSummary,
      errors: record(RESULT_KEYS, sentence),
      codes: record(RESULT_KEYS, errorCode),
      requestId,
    },
  ],
})

/** What is handed to the page's port instead of the message (SEC-28, SEC-29). */
export const serializeControllerToPage = (fromController: ControllerToPage): object => serialize(schema, fromController)
