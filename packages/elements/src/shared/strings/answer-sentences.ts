/** Those sentences of contract 6.5 that the controller says: of a call, and of what the vault answers. */
import { FORM_SENTENCES } from './form-sentences.ts'
import type { Texts } from './language.ts'

export const ANSWER_SENTENCES = {
  ...FORM_SENTENCES,
  'number.invalid': [
    'Card number is invalid.',
    'Le numéro de carte n’est pas valide.',
    'El número de tarjeta no es válido.',
  ],
  'number.unsupported_brand': [
    'This card type is not accepted.',
    'Ce type de carte n’est pas accepté.',
    'No se acepta este tipo de tarjeta.',
  ],
  'date.invalid': [
    'Card expiry is invalid.',
    'La date d’expiration n’est pas valide.',
    'La fecha de vencimiento no es válida.',
  ],
  'date.expired': [
    'Card expiry is in the past.',
    'La date d’expiration est passée.',
    'La fecha de vencimiento ya pasó.',
  ],
  'cvv.invalid': ['Card CVV is invalid.', 'Le CVV de la carte n’est pas valide.', 'El CVV de la tarjeta no es válido.'],
  'gift.invalid': [
    'Gift card number is invalid.',
    'Le numéro de carte-cadeau n’est pas valide.',
    'El número de la tarjeta de regalo no es válido.',
  ],
  'giftcode.invalid': [
    'Gift card security code is invalid.',
    'Le code de sécurité de la carte-cadeau n’est pas valide.',
    'El código de seguridad de la tarjeta de regalo no es válido.',
  ],
  'postal.required': [
    'Card postal code is required',
    'Le code postal de la carte est requis',
    'El código postal de la tarjeta es obligatorio',
  ],
  'form.network': [
    'We could not reach the payment service. Check your connection and try again.',
    'Impossible de joindre le service de paiement. Vérifiez votre connexion et réessayez.',
    'No pudimos conectar con el servicio de pago. Revise su conexión e inténtelo de nuevo.',
  ],
  'form.rate_limited': [
    'Too many attempts. Please wait a moment and try again.',
    'Trop de tentatives. Veuillez patienter un moment et réessayer.',
    'Demasiados intentos. Espere un momento e inténtelo de nuevo.',
  ],
  'form.processing': [
    'The card could not be processed. Please try again.',
    'La carte n’a pas pu être traitée. Veuillez réessayer.',
    'No se pudo procesar la tarjeta. Inténtelo de nuevo.',
  ],
} satisfies Texts
