/** Those sentences of contract 6.5 that the page script says by itself: apart, so that it carries no others. */

const EN = {
  'number.required': 'Card number is required',
  'date.required': 'Card expiry is required',
  'cvv.required': 'Card CVV is required',
  'gift.required': 'Gift card number is required',
  'form.timeout': 'The payment service took too long to answer. Please try again.',
  'form.processing': 'The card could not be processed. Please try again.',
  'form.aborted': 'The request was cancelled.',
  'form.busy': 'A payment is already being prepared.',
  'form.unavailable': 'Card payment is not available right now.',
} as const

export type CallSentenceId = keyof typeof EN
type Sentences = Readonly<Record<CallSentenceId, string>>

const FR_CA: Sentences = {
  'number.required': 'Le numéro de carte est requis',
  'date.required': 'La date d’expiration est requise',
  'cvv.required': 'Le CVV de la carte est requis',
  'gift.required': 'Le numéro de carte-cadeau est requis',
  'form.timeout': 'Le service de paiement a mis trop de temps à répondre. Veuillez réessayer.',
  'form.processing': 'La carte n’a pas pu être traitée. Veuillez réessayer.',
  'form.aborted': 'La demande a été annulée.',
  'form.busy': 'Un paiement est déjà en préparation.',
  'form.unavailable': 'Le paiement par carte n’est pas disponible pour le moment.',
}

const ES: Sentences = {
  'number.required': 'El número de tarjeta es obligatorio',
  'date.required': 'La fecha de vencimiento es obligatoria',
  'cvv.required': 'El CVV de la tarjeta es obligatorio',
  'gift.required': 'El número de la tarjeta de regalo es obligatorio',
  'form.timeout': 'El servicio de pago tardó demasiado en responder. Inténtelo de nuevo.',
  'form.processing': 'No se pudo procesar la tarjeta. Inténtelo de nuevo.',
  'form.aborted': 'La solicitud se canceló.',
  'form.busy': 'Ya se está preparando un pago.',
  'form.unavailable': 'El pago con tarjeta no está disponible en este momento.',
}

export const CALL_SENTENCES = { en: EN, 'fr-CA': FR_CA, es: ES } as const
