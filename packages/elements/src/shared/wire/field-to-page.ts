/** What a field tells the page. */
import type { FieldToPage } from '../messages.ts'
import { flag, list, message, number, oneOf, text } from './check.ts'
import { brand, errorCode, fieldCode, fieldKey, fieldKeys, sentence } from './parts.ts'
import { serialize } from './to-page.ts'

const schema = message<FieldToPage>({
  ready: [{ keys: fieldKeys, title: text(200) }],
  state: [
    {
      key: fieldKey,
      cause: oneOf(['input', 'focus', 'blur', 'sync']),
      touched: flag,
      empty: flag,
      complete: flag,
      focused: flag,
      autofilled: flag,
    },
    { error: sentence, code: fieldCode, brand, brands: list(brand, 20) },
  ],
  submit: [{}],
  escape: [{}],
  size: [{ height: number() }],
  fault: [{ code: errorCode }],
})

/** What is handed to the page's port instead of the message (SEC-28, SEC-29). */
export const serializeFieldToPage = (fromField: FieldToPage): object => serialize(schema, fromField)
