/** Those sentences of contract 6.5 that the page script says by itself, and no others. */
import { FORM_SENTENCES } from './form-sentences.ts'
import type { Texts } from './language.ts'

export const CALL_SENTENCES = {
  ...FORM_SENTENCES,
  'number.required': [
    'Card number is required',
    'Le numéro de carte est requis',
    'El número de tarjeta es obligatorio',
  ],
  'date.required': [
    'Card expiry is required',
    'La date d’expiration est requise',
    'La fecha de vencimiento es obligatoria',
  ],
  'cvv.required': ['Card CVV is required', 'Le CVV de la carte est requis', 'El CVV de la tarjeta es obligatorio'],
  'gift.required': [
    'Gift card number is required',
    'Le numéro de carte-cadeau est requis',
    'El número de la tarjeta de regalo es obligatorio',
  ],
  'form.busy': [
    'A payment is already being prepared.',
    'Un paiement est déjà en préparation.',
    'Ya se está preparando un pago.',
  ],
} satisfies Texts
