/** Labels of the fields (contract 12.2). */
import type { Texts } from './language.ts'

export const LABELS = {
  'number.label': ['Card number', 'Numéro de carte', 'Número de tarjeta'],
  'date.label': ['Expiration date', 'Date d’expiration', 'Fecha de vencimiento'],
  'cvv.label': ['Security code (CVV)', 'Code de sécurité (CVV)', 'Código de seguridad (CVV)'],
  'postal.label': ['ZIP code', 'Code postal', 'Código postal'],
  'name.label': ['Name on card', 'Nom sur la carte', 'Nombre en la tarjeta'],
  'street.label': ['Street address', 'Adresse', 'Dirección'],
  'phone.label': ['Phone number', 'Numéro de téléphone', 'Número de teléfono'],
  'email.label': ['Email address', 'Adresse courriel', 'Correo electrónico'],
  'gift.label': ['Gift card number', 'Numéro de carte-cadeau', 'Número de tarjeta de regalo'],
  'giftcode.label': ['Security code', 'Code de sécurité', 'Código de seguridad'],
} satisfies Texts

export type LabelId = keyof typeof LABELS
