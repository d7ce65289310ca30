import { newId } from '../../http/identifiers.ts'
import { settleAttempt } from '../attempts/attempt-store.ts'
import type { PaymentServices } from '../services.ts'
import type { Charge } from './charge.ts'

/**
 * Gives back what an issuer approved but the shop does not get (contract CHG-6, CHG-21). The attempt is durable before
 * anything is sent; one that is not confirmed stays `unknown` on record, to be repeated.
 */
export async function reverseAuthorization(services: PaymentServices, charge: Charge): Promise<void> {
  const attemptId = newId()
  const { merchantId, id, amount, tip, currency } = charge
  await services.prepareAttempt({
    merchantId,
    id: attemptId,
    chargeId: id,
    kind: 'reversal',
    amount,
    tip,
    tax: null,
    currency,
    tokenId: null,
    capture: false,
    facts: null,
  })
  const outcome = await services.vault.reverse({
    merchantId,
    attemptId,
    connector: services.connector,
    originalAttemptId: id,
  })
  const state = outcome.kind === 'approved' || outcome.kind === 'declined' ? outcome.kind : 'unknown'
  await settleAttempt(services.database, merchantId, attemptId, state)
}
