/** What fields and controller say to each other, on ports that the page never holds (contract SEC-13). */
import { FIELD_KEYS } from '../element-types.ts'
import type { ControllerToField, FieldToController, Join, WrongField } from '../messages.ts'
import { flag, limited, list, message, number, oneOf, record, shape, text } from './check.ts'
import type { Check } from './check.ts'
import { brand, fieldCode, fieldKey, fieldKeys, frameId, one, sentence } from './parts.ts'

const clear = text(300)

export const readJoin: Check<Join> = limited(
  shape<Join>([{ trefoil: one, t: oneOf(['join'] as const), id: frameId, keys: fieldKeys }]),
)

const wrongField = shape<WrongField>([{ key: fieldKey, code: fieldCode, error: sentence }])

export const readFieldToController: Check<FieldToController> = limited(
  message<FieldToController>({
    state: [{ key: fieldKey, empty: flag }, { brand }],
    companion: [{ key: oneOf(['CARD_DATE', 'CARD_NAME', 'CARD_POSTAL_CODE']), value: clear }],
    sealed: [{ call: number(), jwes: record(FIELD_KEYS, text(2_000)), plain: record(FIELD_KEYS, clear) }],
    wrong: [{ call: number(), errors: list(wrongField, FIELD_KEYS.length) }],
  }),
)

const coordinate = text(43, /^[\w-]{43}$/)
const id = text(100)

export const readControllerToField: Check<ControllerToField> = limited(
  message<ControllerToField>({
    welcome: [{}],
    settings: [{ brands: list(brand, 20), postalRequired: flag }],
    state: [{ brand }],
    companion: [{ key: fieldKey, value: clear }],
    seal: [
      {
        call: number(),
        attempt: id,
        session: id,
        kid: id,
        jwk: shape([{ kty: oneOf(['EC'] as const), crv: oneOf(['P-256'] as const), x: coordinate, y: coordinate }]),
      },
    ],
    wrong: [{ key: fieldKey, code: fieldCode }],
  }),
)
