import { settleAttempt } from '../attempts/attempt-store.ts'
import type { PaymentServices } from '../services.ts'
import type { Charge } from './charge.ts'

/**
 * Gives back what an issuer approved but the shop does not get (contract CHG-6, CHG-21). The attempt was made durable
 * together with the charge; one that is not confirmed stays `unknown` on record, to be repeated under the same id.
 * @returns whether it is confirmed
 */
export async function reverseAuthorization(
  services: PaymentServices,
  { merchantId, id }: Pick<Charge, 'merchantId' | 'id'>,
  attemptId: string,
): Promise<boolean> {
  const { connector } = services
  const outcome = await services.vault.reverse({ merchantId, attemptId, connector, originalAttemptId: id })
  const isConfirmed = outcome.kind === 'approved'
  await settleAttempt(services.database, merchantId, attemptId, isConfirmed ? 'approved' : 'unknown')
  if (!isConfirmed) services.noteUndecided(merchantId, attemptId)
  return isConfirmed
}
