import { createField } from './field.ts'
import type { FieldComponent } from './field.ts'

/**
 * Card number.
 *
 * @example
 * ```tsx
 * import { CardNumberField } from '@trefoil/react'
 *
 * export const Field = () => <CardNumberField placeholder="1234 5678 9012 3456" onBrandChange={({ brand }) => { document.title = brand }} />
 * ```
 */
export const CardNumberField: FieldComponent = /* @__PURE__ */ createField('CardNumberField', 'CARD_NUMBER', [
  'CARD_NUMBER',
])

/**
 * Expiry month and year.
 *
 * @example
 * ```tsx
 * import { CardDateField } from '@trefoil/react'
 *
 * export const Field = () => <CardDateField placeholder="MM/YY" />
 * ```
 */
export const CardDateField: FieldComponent = /* @__PURE__ */ createField('CardDateField', 'CARD_DATE', ['CARD_DATE'])

/**
 * Security code.
 *
 * @example
 * ```tsx
 * import { CardCvvField } from '@trefoil/react'
 *
 * export const Field = () => <CardCvvField mask />
 * ```
 */
export const CardCvvField: FieldComponent = /* @__PURE__ */ createField('CardCvvField', 'CARD_CVV', ['CARD_CVV'])

/**
 * Postal code of the billing address.
 *
 * @example
 * ```tsx
 * import { CardPostalCodeField } from '@trefoil/react'
 *
 * export const Field = () => <CardPostalCodeField country="CA" required={false} />
 * ```
 */
export const CardPostalCodeField: FieldComponent = /* @__PURE__ */ createField(
  'CardPostalCodeField',
  'CARD_POSTAL_CODE',
  ['CARD_POSTAL_CODE'],
)

/**
 * Cardholder's name.
 *
 * @example
 * ```tsx
 * import { CardNameField } from '@trefoil/react'
 *
 * export const Field = () => <CardNameField required />
 * ```
 */
export const CardNameField: FieldComponent = /* @__PURE__ */ createField('CardNameField', 'CARD_NAME', ['CARD_NAME'])

/**
 * Street of the billing address.
 *
 * @example
 * ```tsx
 * import { CardStreetAddressField } from '@trefoil/react'
 *
 * export const Field = () => <CardStreetAddressField id="street" />
 * ```
 */
export const CardStreetAddressField: FieldComponent = /* @__PURE__ */ createField(
  'CardStreetAddressField',
  'CARD_STREET_ADDRESS',
  ['CARD_STREET_ADDRESS'],
)

/**
 * Phone number.
 *
 * @example
 * ```tsx
 * import { CardPhoneNumberField } from '@trefoil/react'
 *
 * export const Field = () => <CardPhoneNumberField phoneNumberMask="(999) 999-9999" />
 * ```
 */
export const CardPhoneNumberField: FieldComponent = /* @__PURE__ */ createField(
  'CardPhoneNumberField',
  'CARD_PHONE_NUMBER',
  ['CARD_PHONE_NUMBER'],
)

/**
 * E-mail address.
 *
 * @example
 * ```tsx
 * import { CardEmailAddressField } from '@trefoil/react'
 *
 * export const Field = () => <CardEmailAddressField hint="For the receipt" />
 * ```
 */
export const CardEmailAddressField: FieldComponent = /* @__PURE__ */ createField(
  'CardEmailAddressField',
  'CARD_EMAIL_ADDRESS',
  ['CARD_EMAIL_ADDRESS'],
)

/**
 * Number, expiry, security code and postal code in one frame (contract FLD-1).
 *
 * @example
 * ```tsx
 * import { CardField } from '@trefoil/react'
 *
 * export const Field = () => <CardField layout="inline" postalCode="hide" />
 * ```
 */
export const CardField: FieldComponent = /* @__PURE__ */ createField('CardField', 'CARD', [
  'CARD_NUMBER',
  'CARD_DATE',
  'CARD_CVV',
  'CARD_POSTAL_CODE',
  'CARD_NAME',
])

/**
 * Number and security code of a gift card in one frame (contract FLD-3).
 *
 * @example
 * ```tsx
 * import { GiftCardField } from '@trefoil/react'
 *
 * export const Field = () => <GiftCardField securityCode="required" />
 * ```
 */
export const GiftCardField: FieldComponent = /* @__PURE__ */ createField('GiftCardField', 'GIFT_CARD_ELEMENTS', [
  'GIFT_CARD_NUMBER',
  'GIFT_CARD_SECURITY_CODE',
])
