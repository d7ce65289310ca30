/** What the operations of payments work with. */
import type { Database, DatabaseClock } from '../database/index.ts'
import type { Vault } from '../vault/index.ts'
import type { NewAttempt } from './attempts/attempt-store.ts'
import type { ChargeStore } from './charges/charge-store.ts'
import type { RefundAttempts } from './refunds/refund-attempts.ts'
import type { RefundStore } from './refunds/refund-store.ts'

export interface PaymentServices {
  readonly database: Database
  readonly clock: DatabaseClock
  readonly vault: Vault
  /** Name of the acquirer connection that the merchants use. */
  readonly connector: string
  readonly charges: ChargeStore
  readonly refunds: RefundStore
  readonly refundAttempts: RefundAttempts
  /** Makes an attempt durable; answers its time, Unix milliseconds. */
  readonly prepareAttempt: (attempt: NewAttempt) => Promise<number>
  /** Tells the resolver that an attempt is undecided, so that it need not find out by itself. */
  readonly noteUndecided: (merchantId: string, attemptId: string) => void
  /** How long whoever prepares an attempt is left alone with it, ms; longer than any request takes. */
  readonly graceMs: number
  readonly livemode: boolean
  readonly checkWord: 'fail' | 'failed'
  /** Charges with tax, tip or several items are refunded in full only (contract REF-7). */
  readonly partialRefundLimits: boolean
}
