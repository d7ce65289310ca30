export { TrefoilProvider } from './provider.ts'
export type { InstanceProviderProps, LoadingProviderProps, TrefoilProviderProps } from './provider.ts'
export {
  CardCvvField,
  CardDateField,
  CardEmailAddressField,
  CardField,
  CardNameField,
  CardNumberField,
  CardPhoneNumberField,
  CardPostalCodeField,
  CardStreetAddressField,
  GiftCardField,
} from './fields.ts'
export type { FieldComponent, FieldHandlers, FieldProps } from './field.ts'
export { useCreateToken } from './create-token.ts'
export type { TokenCalls } from './create-token.ts'
export { useFieldState, useTrefoil } from './hooks.ts'
export type { TrefoilSnapshot, TrefoilStatus } from './session.ts'
