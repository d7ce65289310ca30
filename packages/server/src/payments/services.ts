/** What the operations of payments work with. */
import type { Database, DatabaseClock } from '../database/index.ts'
import type { Vault } from '../vault/index.ts'
import type { NewAttempt } from './attempts/attempt-store.ts'
import type { ChargeStore } from './charges/charge-store.ts'
import type { RefundAttempts } from './refunds/refund-attempts.ts'
import type { RefundStore } from './refunds/refund-store.ts'
import type { ExpiryStore } from './resolver/expiry-store.ts'
import type { ThreedsStore } from './threeds/threeds-store.ts'

export interface PaymentServices {
  readonly database: Database
  readonly clock: DatabaseClock
  readonly vault: Vault
  /** Name of the acquirer connection that the merchants use. */
  readonly connector: string
  readonly charges: ChargeStore
  readonly threeds: ThreedsStore
  readonly refunds: RefundStore
  readonly refundAttempts: RefundAttempts
  readonly expiries: ExpiryStore
  /** Makes an attempt durable; answers its time, Unix milliseconds. */
  readonly prepareAttempt: (attempt: NewAttempt) => Promise<number>
  /** Tells the resolver that an attempt is undecided, so that it need not find out by itself. */
  readonly noteUndecided: (merchantId: string, attemptId: string) => void
  /** How long whoever prepares an attempt is left alone with it, ms; longer than any request takes. */
  readonly graceMs: number
  readonly livemode: boolean
  /** Of the pages that a shopper is sent to. */
  readonly checkoutOrigin: () => string
  readonly checkWord: 'fail' | 'failed'
  /** Charges with tax, tip or several items are refunded in full only (contract REF-7). */
  readonly partialRefundLimits: boolean
}
