/** The sentences that a shopper reads (contract 6.5), in each language of ours. A missing one does not compile. */

import { CALL_SENTENCES } from './call-sentences.ts'

const EN = {
  ...CALL_SENTENCES.en,
  'number.invalid': 'Card number is invalid.',
  'number.unsupported_brand': 'This card type is not accepted.',
  'date.invalid': 'Card expiry is invalid.',
  'date.expired': 'Card expiry is in the past.',
  'cvv.invalid': 'Card CVV is invalid.',
  'postal.required': 'Card postal code is required',
  'postal.invalid': 'Card postal code is invalid.',
  'name.required': 'Cardholder name is required',
  'name.invalid': 'Cardholder name is invalid.',
  'street.required': 'Street address is required',
  'street.invalid': 'Street address is invalid.',
  'phone.required': 'Phone number is required',
  'phone.invalid': 'Phone number is invalid.',
  'email.required': 'Email address is required',
  'email.invalid': 'Email address is invalid.',
  'gift.invalid': 'Gift card number is invalid.',
  'giftcode.required': 'Gift card security code is required',
  'giftcode.invalid': 'Gift card security code is invalid.',
  'any.contains_card_number': 'Do not enter a card number here.',
  'form.network': 'We could not reach the payment service. Check your connection and try again.',
  'form.rate_limited': 'Too many attempts. Please wait a moment and try again.',
} as const

export type SentenceId = keyof typeof EN
type Sentences = Readonly<Record<SentenceId, string>>

const FR_CA: Sentences = {
  ...CALL_SENTENCES['fr-CA'],
  'number.invalid': 'Le numéro de carte n’est pas valide.',
  'number.unsupported_brand': 'Ce type de carte n’est pas accepté.',
  'date.invalid': 'La date d’expiration n’est pas valide.',
  'date.expired': 'La date d’expiration est passée.',
  'cvv.invalid': 'Le CVV de la carte n’est pas valide.',
  'postal.required': 'Le code postal de la carte est requis',
  'postal.invalid': 'Le code postal de la carte n’est pas valide.',
  'name.required': 'Le nom du titulaire est requis',
  'name.invalid': 'Le nom du titulaire n’est pas valide.',
  'street.required': 'L’adresse est requise',
  'street.invalid': 'L’adresse n’est pas valide.',
  'phone.required': 'Le numéro de téléphone est requis',
  'phone.invalid': 'Le numéro de téléphone n’est pas valide.',
  'email.required': 'L’adresse courriel est requise',
  'email.invalid': 'L’adresse courriel n’est pas valide.',
  'gift.invalid': 'Le numéro de carte-cadeau n’est pas valide.',
  'giftcode.required': 'Le code de sécurité de la carte-cadeau est requis',
  'giftcode.invalid': 'Le code de sécurité de la carte-cadeau n’est pas valide.',
  'any.contains_card_number': 'N’inscrivez pas de numéro de carte ici.',
  'form.network': 'Impossible de joindre le service de paiement. Vérifiez votre connexion et réessayez.',
  'form.rate_limited': 'Trop de tentatives. Veuillez patienter un moment et réessayer.',
}

const ES: Sentences = {
  ...CALL_SENTENCES.es,
  'number.invalid': 'El número de tarjeta no es válido.',
  'number.unsupported_brand': 'No se acepta este tipo de tarjeta.',
  'date.invalid': 'La fecha de vencimiento no es válida.',
  'date.expired': 'La fecha de vencimiento ya pasó.',
  'cvv.invalid': 'El CVV de la tarjeta no es válido.',
  'postal.required': 'El código postal de la tarjeta es obligatorio',
  'postal.invalid': 'El código postal de la tarjeta no es válido.',
  'name.required': 'El nombre del titular es obligatorio',
  'name.invalid': 'El nombre del titular no es válido.',
  'street.required': 'La dirección es obligatoria',
  'street.invalid': 'La dirección no es válida.',
  'phone.required': 'El número de teléfono es obligatorio',
  'phone.invalid': 'El número de teléfono no es válido.',
  'email.required': 'El correo electrónico es obligatorio',
  'email.invalid': 'El correo electrónico no es válido.',
  'gift.invalid': 'El número de la tarjeta de regalo no es válido.',
  'giftcode.required': 'El código de seguridad de la tarjeta de regalo es obligatorio',
  'giftcode.invalid': 'El código de seguridad de la tarjeta de regalo no es válido.',
  'any.contains_card_number': 'No escriba aquí un número de tarjeta.',
  'form.network': 'No pudimos conectar con el servicio de pago. Revise su conexión e inténtelo de nuevo.',
  'form.rate_limited': 'Demasiados intentos. Espere un momento e inténtelo de nuevo.',
}

export const SENTENCES: Readonly<Record<'en' | 'fr-CA' | 'es', Sentences>> = { en: EN, 'fr-CA': FR_CA, es: ES }
