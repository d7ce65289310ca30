/** Placeholders, hints and choices inside the frames (contract 12.2, A11Y-5). */
import type { Locale } from '../messages.ts'
import { tableOf } from './text.ts'
import type { Overrides } from './text.ts'

const EN = {
  'number.placeholder': 'Card number',
  'date.placeholder': 'MM/YY',
  'cvv.placeholder': 'CVV',
  'postal.placeholder': 'ZIP',
  'name.placeholder': 'Name on card',
  'street.placeholder': 'Street address',
  'phone.placeholder': 'Phone',
  'email.placeholder': 'Email',
  'gift.placeholder': 'Gift card number',
  'giftcode.placeholder': 'Code',
  'date.hint': 'Month, slash, two-digit year',
  'phone.type': 'Phone type',
  'phone.mobile': 'Mobile',
  'phone.home': 'Home',
  'phone.work': 'Work',
} as const

export type InputTextId = keyof typeof EN
type InputTexts = Readonly<Record<InputTextId, string>>

const FR_CA: InputTexts = {
  'number.placeholder': 'Numéro de carte',
  'date.placeholder': 'MM/AA',
  'cvv.placeholder': 'CVV',
  'postal.placeholder': 'Code postal',
  'name.placeholder': 'Nom sur la carte',
  'street.placeholder': 'Adresse',
  'phone.placeholder': 'Téléphone',
  'email.placeholder': 'Courriel',
  'gift.placeholder': 'Numéro de carte-cadeau',
  'giftcode.placeholder': 'Code',
  'date.hint': 'Mois, barre oblique, année à deux chiffres',
  'phone.type': 'Type de téléphone',
  'phone.mobile': 'Cellulaire',
  'phone.home': 'Domicile',
  'phone.work': 'Travail',
}

const ES: InputTexts = {
  'number.placeholder': 'Número de tarjeta',
  'date.placeholder': 'MM/AA',
  'cvv.placeholder': 'CVV',
  'postal.placeholder': 'C. postal',
  'name.placeholder': 'Nombre en la tarjeta',
  'street.placeholder': 'Dirección',
  'phone.placeholder': 'Teléfono',
  'email.placeholder': 'Correo electrónico',
  'gift.placeholder': 'Número de tarjeta de regalo',
  'giftcode.placeholder': 'Código',
  'date.hint': 'Mes, barra, año de dos dígitos',
  'phone.type': 'Tipo de teléfono',
  'phone.mobile': 'Móvil',
  'phone.home': 'Casa',
  'phone.work': 'Trabajo',
}

export const INPUT_TEXTS: Readonly<Record<'en' | 'fr-CA' | 'es', InputTexts>> = { en: EN, 'fr-CA': FR_CA, es: ES }

/** `en-CA` says "Postal code" where `en` says "ZIP" (I18N-4). */
export function inputText(locale: Locale, id: InputTextId, overrides: Overrides): string {
  if (Object.prototype.hasOwnProperty.call(overrides, id)) return overrides[id]!
  return locale === 'en-CA' && id === 'postal.placeholder' ? 'Postal code' : INPUT_TEXTS[tableOf(locale)][id]
}
