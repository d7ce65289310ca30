/** All sentences that a shopper reads (contract 6.5). */
import { ANSWER_SENTENCES } from './answer-sentences.ts'
import { CALL_SENTENCES } from './call-sentences.ts'
import type { Texts } from './language.ts'

export const SENTENCES = {
  ...CALL_SENTENCES,
  ...ANSWER_SENTENCES,
  'postal.invalid': [
    'Card postal code is invalid.',
    'Le code postal de la carte n’est pas valide.',
    'El código postal de la tarjeta no es válido.',
  ],
  'name.required': [
    'Cardholder name is required',
    'Le nom du titulaire est requis',
    'El nombre del titular es obligatorio',
  ],
  'name.invalid': [
    'Cardholder name is invalid.',
    'Le nom du titulaire n’est pas valide.',
    'El nombre del titular no es válido.',
  ],
  'street.required': ['Street address is required', 'L’adresse est requise', 'La dirección es obligatoria'],
  'street.invalid': ['Street address is invalid.', 'L’adresse n’est pas valide.', 'La dirección no es válida.'],
  'phone.required': [
    'Phone number is required',
    'Le numéro de téléphone est requis',
    'El número de teléfono es obligatorio',
  ],
  'phone.invalid': [
    'Phone number is invalid.',
    'Le numéro de téléphone n’est pas valide.',
    'El número de teléfono no es válido.',
  ],
  'email.required': [
    'Email address is required',
    'L’adresse courriel est requise',
    'El correo electrónico es obligatorio',
  ],
  'email.invalid': [
    'Email address is invalid.',
    'L’adresse courriel n’est pas valide.',
    'El correo electrónico no es válido.',
  ],
  'giftcode.required': [
    'Gift card security code is required',
    'Le code de sécurité de la carte-cadeau est requis',
    'El código de seguridad de la tarjeta de regalo es obligatorio',
  ],
  'any.contains_card_number': [
    'Do not enter a card number here.',
    'N’inscrivez pas de numéro de carte ici.',
    'No escriba aquí un número de tarjeta.',
  ],
} satisfies Texts

export type SentenceId = keyof typeof SENTENCES
