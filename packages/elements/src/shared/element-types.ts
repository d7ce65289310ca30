/** The elements, their frames' tags and the keys under which their states are told (contract 4.1). */

export const ELEMENT_TYPES = [
  'CARD_NUMBER',
  'CARD_DATE',
  'CARD_CVV',
  'CARD_POSTAL_CODE',
  'CARD_NAME',
  'CARD_STREET_ADDRESS',
  'CARD_PHONE_NUMBER',
  'CARD_EMAIL_ADDRESS',
  'CARD',
  'GIFT_CARD_ELEMENTS',
  'ACH_ELEMENTS',
  'PAYMENT_REQUEST_BUTTON',
  'PAYMENT_REQUEST_BUTTON_APPLE_PAY',
] as const
export type ElementType = (typeof ELEMENT_TYPES)[number]

/** One input each. */
export const FIELD_KEYS = [
  'CARD_NUMBER',
  'CARD_DATE',
  'CARD_CVV',
  'CARD_POSTAL_CODE',
  'CARD_NAME',
  'CARD_STREET_ADDRESS',
  'CARD_PHONE_NUMBER',
  'CARD_EMAIL_ADDRESS',
  'GIFT_CARD_NUMBER',
  'GIFT_CARD_SECURITY_CODE',
] as const
export type FieldKey = (typeof FIELD_KEYS)[number]

/** The name of a field in styles and in the string table. */
export const FIELD_TAGS: Readonly<Record<FieldKey, string>> = {
  CARD_NUMBER: 'card-number',
  CARD_DATE: 'card-date',
  CARD_CVV: 'card-cvv',
  CARD_POSTAL_CODE: 'card-postal-code',
  CARD_NAME: 'card-name',
  CARD_STREET_ADDRESS: 'card-street-address',
  CARD_PHONE_NUMBER: 'card-phone-number',
  CARD_EMAIL_ADDRESS: 'card-email-address',
  GIFT_CARD_NUMBER: 'gift-card-number',
  GIFT_CARD_SECURITY_CODE: 'gift-card-security-code',
}

/** First part of a sentence's id (contract 6.5), such as `number` of `number.required`. */
export const FIELD_WORDS: Readonly<Record<FieldKey, string>> = {
  CARD_NUMBER: 'number',
  CARD_DATE: 'date',
  CARD_CVV: 'cvv',
  CARD_POSTAL_CODE: 'postal',
  CARD_NAME: 'name',
  CARD_STREET_ADDRESS: 'street',
  CARD_PHONE_NUMBER: 'phone',
  CARD_EMAIL_ADDRESS: 'email',
  GIFT_CARD_NUMBER: 'gift',
  GIFT_CARD_SECURITY_CODE: 'giftcode',
}

export const BRANDS = [
  'VISA',
  'MC',
  'AMEX',
  'DISCOVER',
  'DINERS_CLUB',
  'JCB',
  'UNIONPAY',
  'INTERAC',
  'MAESTRO',
  'ELO',
  'MIR',
  'TROY',
  'VERVE',
  'NARANJA',
  'HIPER',
  'HIPERCARD',
  'GIFT_CARD',
  'UNKNOWN',
] as const
export type Brand = (typeof BRANDS)[number]
