import type { Merchant } from '../../http/credentials.ts'
import type { Authorization } from '../../vault/index.ts'
import type { PaymentServices } from '../services.ts'
import type { PreparedCharge } from './authorize-charge.ts'

type TokenWish = Pick<
  Authorization,
  'merchantId' | 'attemptId' | 'connector' | 'tokenId' | 'brands' | 'storedCredentials'
>

/** For which attempt the vault is to take which token, and what decides whether it may. */
export function tokenWish(
  { connector }: Pick<PaymentServices, 'connector'>,
  merchant: Merchant,
  { id: attemptId, tokenId, currency, facts }: PreparedCharge,
): TokenWish {
  const stored = facts.echo.stored_credentials
  return {
    merchantId: merchant.id,
    attemptId,
    connector,
    tokenId,
    // A currency other than the merchant's own is for two brands only (contract GEN-27).
    brands: currency === merchant.defaultCurrency ? undefined : ['VISA', 'MC'],
    storedCredentials: stored && {
      sequence: stored.sequence,
      initiator: stored.initiator,
      isScheduled: stored.is_scheduled ?? false,
    },
  }
}
