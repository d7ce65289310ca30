/** The answer to `seal` (contract SEC-14, SEC-15, FLD-6). */
import type { FieldKey } from '../shared/element-types.ts'
import type { ControllerToField, FieldToController, WrongField } from '../shared/messages.ts'
import type { Field } from './input.ts'
import { sealValue } from './seal.ts'
import type { SealedField } from './seal.ts'

type Seal = Extract<ControllerToField, { t: 'seal' }>
type Answer = Extract<FieldToController, { t: 'sealed' | 'wrong' }>

const NUMBER_LENGTH = 19
const CODE_LENGTH = 8

const SEALED: { readonly [K in FieldKey]?: readonly [SealedField, padTo: number] } = {
  CARD_NUMBER: ['card.number', NUMBER_LENGTH],
  CARD_CVV: ['card.cvv', CODE_LENGTH],
  GIFT_CARD_NUMBER: ['gift_card.number', NUMBER_LENGTH],
  GIFT_CARD_SECURITY_CODE: ['gift_card.security_code', CODE_LENGTH],
}

/**
 * Judges every field, and seals what must not leave the frame in the clear. The values are those of the moment of the
 * call (SDK-48): nothing is awaited before they are taken.
 */
export async function answerSeal(fields: readonly Field[], seal: Seal): Promise<Answer> {
  const { call, attempt, session, kid, jwk } = seal
  const errors: WrongField[] = []
  for (const field of fields) {
    const verdict = field.verdict()
    if (verdict) errors.push({ key: field.key, ...verdict })
  }
  if (errors.length) return { t: 'wrong', call, errors }

  const jwes: { [K in FieldKey]?: string } = {}
  const plain: { [K in FieldKey]?: string } = {}
  const work: Promise<void>[] = []
  for (const field of fields) {
    if (field.isEmpty()) continue
    const { key } = field
    const value = field.value()
    const sealed = SEALED[key]
    if (!sealed) {
      plain[key] = value
      continue
    }
    const [fld, padTo] = sealed
    work.push(
      sealValue({ value, padTo, fld, attempt, session, kid, jwk }).then(jwe => {
        jwes[key] = jwe
      }),
    )
  }
  await Promise.all(work)
  return { t: 'sealed', call, jwes, plain }
}
