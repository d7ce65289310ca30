/** Those sentences of contract 6.5 that both the page script and the controller say. */
import type { Texts } from './language.ts'

export const FORM_SENTENCES = {
  'form.timeout': [
    'The payment service took too long to answer. Please try again.',
    'Le service de paiement a mis trop de temps à répondre. Veuillez réessayer.',
    'El servicio de pago tardó demasiado en responder. Inténtelo de nuevo.',
  ],
  'form.aborted': ['The request was cancelled.', 'La demande a été annulée.', 'La solicitud se canceló.'],
  'form.unavailable': [
    'Card payment is not available right now.',
    'Le paiement par carte n’est pas disponible pour le moment.',
    'El pago con tarjeta no está disponible en este momento.',
  ],
} satisfies Texts
