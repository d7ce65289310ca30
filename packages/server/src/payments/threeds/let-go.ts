import type { PaymentServices } from '../services.ts'
import type { ChargeName } from './threeds-store.ts'

/**
 * Frees the token of a charge that waits, whose message then never leaves. May be repeated.
 * @returns false when the message may have been sent
 */
export async function letGo({ vault, connector }: PaymentServices, { merchantId, id }: ChargeName): Promise<boolean> {
  if (await vault.withdraw(merchantId, id)) return true
  // Somebody may have let go before, and have been cut off right after that.
  return (await vault.inquire({ merchantId, attemptId: id, connector })).kind === 'reversed'
}
