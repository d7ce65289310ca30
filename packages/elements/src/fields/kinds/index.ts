/** The kinds by key. */
import type { FieldKey } from '../../shared/element-types.ts'
import { code } from './code.ts'
import { date } from './date.ts'
import { email } from './email.ts'
import { giftCode } from './gift-code.ts'
import { giftNumber } from './gift-number.ts'
import type { Kind } from './kind.ts'
import { name } from './name.ts'
import { number } from './number.ts'
import { phone } from './phone.ts'
import { postal } from './postal.ts'
import { street } from './street.ts'

export const KINDS: Readonly<Record<FieldKey, Kind>> = {
  CARD_NUMBER: number,
  CARD_DATE: date,
  CARD_CVV: code,
  CARD_POSTAL_CODE: postal,
  CARD_NAME: name,
  CARD_STREET_ADDRESS: street,
  CARD_PHONE_NUMBER: phone,
  CARD_EMAIL_ADDRESS: email,
  GIFT_CARD_NUMBER: giftNumber,
  GIFT_CARD_SECURITY_CODE: giftCode,
}
