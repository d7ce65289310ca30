/** Who pays comes first: a charge with 3-D Secure is sent only when that is known (contract 6.5). */
import type { Merchant } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import type { Refused } from '../../vault/index.ts'
import type { PreparedCharge } from '../charges/authorize-charge.ts'
import type { DecidedCharge } from '../charges/charge-store.ts'
import { decideUnsent } from '../charges/decide-charge.ts'
import type { PaymentServices } from '../services.ts'
import { ask } from './ask.ts'
import { isPassed } from './threeds.ts'

/** `not_sent`: nobody could be asked. */
export type Authenticated =
  | { readonly kind: 'to_send'; readonly prepared: PreparedCharge }
  | { readonly kind: 'decided'; readonly decision: DecidedCharge }
  | { readonly kind: 'not_sent' }
  | Refused

/** Every step may be repeated under the charge's id, so that whoever resumes it asks again. */
export async function authenticateCharge(
  services: PaymentServices,
  merchant: Merchant,
  prepared: PreparedCharge,
): Promise<Authenticated> {
  const { threeds } = prepared.facts
  if (threeds === undefined || threeds.result !== undefined) return { kind: 'to_send', prepared }
  try {
    const asked = await ask(services, merchant, prepared, threeds)
    if (asked.kind === 'refused') return asked
    const known = { ...prepared, facts: { ...prepared.facts, threeds: asked.threeds } }
    const { result } = asked.threeds
    if (isPassed(result)) return { kind: 'to_send', prepared: known }
    // Nothing is sent for it any more, and its token is free.
    if (result === 'AUTHENTICATION_FAILED') await services.vault.withdraw(merchant.id, prepared.id)
    return { kind: 'decided', decision: decideUnsent(merchant, known, result, asked.token) }
  } catch (error) {
    if (error instanceof ApiError && error.code === 'acquirer_unavailable') return { kind: 'not_sent' }
    throw error
  }
}
