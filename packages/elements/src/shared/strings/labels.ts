/** Labels of the fields (contract 12.2); the page needs them for the titles of its frames. */

const EN = {
  'number.label': 'Card number',
  'date.label': 'Expiration date',
  'cvv.label': 'Security code (CVV)',
  'postal.label': 'ZIP code',
  'name.label': 'Name on card',
  'street.label': 'Street address',
  'phone.label': 'Phone number',
  'email.label': 'Email address',
  'gift.label': 'Gift card number',
  'giftcode.label': 'Security code',
} as const

export type LabelId = keyof typeof EN
type Labels = Readonly<Record<LabelId, string>>

const FR_CA: Labels = {
  'number.label': 'Numéro de carte',
  'date.label': 'Date d’expiration',
  'cvv.label': 'Code de sécurité (CVV)',
  'postal.label': 'Code postal',
  'name.label': 'Nom sur la carte',
  'street.label': 'Adresse',
  'phone.label': 'Numéro de téléphone',
  'email.label': 'Adresse courriel',
  'gift.label': 'Numéro de carte-cadeau',
  'giftcode.label': 'Code de sécurité',
}

const ES: Labels = {
  'number.label': 'Número de tarjeta',
  'date.label': 'Fecha de vencimiento',
  'cvv.label': 'Código de seguridad (CVV)',
  'postal.label': 'Código postal',
  'name.label': 'Nombre en la tarjeta',
  'street.label': 'Dirección',
  'phone.label': 'Número de teléfono',
  'email.label': 'Correo electrónico',
  'gift.label': 'Número de tarjeta de regalo',
  'giftcode.label': 'Código de seguridad',
}

export const LABELS: Readonly<Record<'en' | 'fr-CA' | 'es', Labels>> = { en: EN, 'fr-CA': FR_CA, es: ES }
