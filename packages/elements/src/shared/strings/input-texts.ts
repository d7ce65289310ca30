/** Placeholders, hints and choices inside the frames (contract 12.2, A11Y-5). */
import type { Locale } from '../messages.ts'
import { inLanguage } from './language.ts'
import type { Texts } from './language.ts'
import type { Overrides } from './text.ts'

export const INPUT_TEXTS = {
  'number.placeholder': ['Card number', 'Numéro de carte', 'Número de tarjeta'],
  'date.placeholder': ['MM/YY', 'MM/AA', 'MM/AA'],
  'cvv.placeholder': ['CVV', 'CVV', 'CVV'],
  'postal.placeholder': ['ZIP', 'Code postal', 'C. postal'],
  'name.placeholder': ['Name on card', 'Nom sur la carte', 'Nombre en la tarjeta'],
  'street.placeholder': ['Street address', 'Adresse', 'Dirección'],
  'phone.placeholder': ['Phone', 'Téléphone', 'Teléfono'],
  'email.placeholder': ['Email', 'Courriel', 'Correo electrónico'],
  'gift.placeholder': ['Gift card number', 'Numéro de carte-cadeau', 'Número de tarjeta de regalo'],
  'giftcode.placeholder': ['Code', 'Code', 'Código'],
  'date.hint': [
    'Month, slash, two-digit year',
    'Mois, barre oblique, année à deux chiffres',
    'Mes, barra, año de dos dígitos',
  ],
  'phone.type': ['Phone type', 'Type de téléphone', 'Tipo de teléfono'],
  'phone.mobile': ['Mobile', 'Cellulaire', 'Móvil'],
  'phone.home': ['Home', 'Domicile', 'Casa'],
  'phone.work': ['Work', 'Travail', 'Trabajo'],
} satisfies Texts

export type InputTextId = keyof typeof INPUT_TEXTS

/** `en-CA` says "Postal code" where `en` says "ZIP" (I18N-4). */
export function inputText(locale: Locale, id: InputTextId, overrides: Overrides): string {
  if (Object.prototype.hasOwnProperty.call(overrides, id)) return overrides[id]!
  return locale === 'en-CA' && id === 'postal.placeholder' ? 'Postal code' : inLanguage(INPUT_TEXTS[id], locale)
}
