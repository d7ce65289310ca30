/** Charges whose shopper has not come back in time (contract 6.5): they fail, and their tokens are free. */
import type { Charge } from '../charges/charge.ts'
import { NOT_FINALIZED } from '../charges/charge-outcome.ts'
import type { PaymentServices } from '../services.ts'
import { letGo } from './let-go.ts'

interface ExpiryLog {
  warn(details: object, message: string): void
}

/**
 * Ends every charge that waits for longer than 15 minutes, by the database's time and the merchant's clock. One that
 * cannot be ended now is found again.
 * @param merchantId of this merchant only; of all when absent
 */
export async function expireThreeds(services: PaymentServices, log: ExpiryLog, merchantId?: string): Promise<void> {
  for (const name of await services.threeds.overdue(merchantId)) {
    try {
      const charge = await services.charges.lookUp(name.merchantId, name.id)
      if (charge) await expire(services, charge)
    } catch (error) {
      log.warn(
        { err: error, merchantId: name.merchantId, chargeId: name.id },
        'a charge past its 3-D Secure time was not ended',
      )
    }
  }
}

/** @returns false when somebody went on with the charge in time */
export async function expire(services: PaymentServices, charge: Charge): Promise<boolean> {
  if (!charge.threeds || !(await letGo(services, charge))) return false
  const end = { state: 'failed', failureCode: 'threeds_expired', outcome: NOT_FINALIZED } as const
  return services.threeds.end(charge, { ...end, threeds: charge.threeds })
}
