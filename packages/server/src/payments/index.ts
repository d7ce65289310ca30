/** Payments: charges and the orders that come with them. No card number ever gets here; the vault sends. */
import type { Database, DatabaseClock } from '../database/index.ts'
import type { Operation } from '../http/operation.ts'
import type { Vault } from '../vault/index.ts'
import { attemptWriter } from './attempts/attempt-store.ts'
import { captureCharge } from './charges/capture-charge.ts'
import { ChargeStore } from './charges/charge-store.ts'
import { createCharge } from './charges/create-charge.ts'
import { listCharges, readCharge } from './charges/read-charge.ts'
import { cancelRefund } from './refunds/cancel-refund.ts'
import { createRefund } from './refunds/create-refund.ts'
import { listRefunds, readRefund } from './refunds/read-refund.ts'
import { RefundAttempts } from './refunds/refund-attempts.ts'
import { RefundStore } from './refunds/refund-store.ts'
import type { PaymentServices } from './services.ts'

export interface PaymentsOptions {
  readonly database: Database
  readonly clock: DatabaseClock
  readonly vault: Vault
  /** Name of the acquirer connection that the merchants use. */
  readonly connector: string
  /** Longer than any request takes, ms. */
  readonly graceMs: number
  readonly livemode: boolean
  readonly checkWord: 'fail' | 'failed'
  /** Contract REF-7. */
  readonly partialRefundLimits: boolean
}

export function paymentOperations(options: PaymentsOptions): Operation[] {
  const services: PaymentServices = {
    ...options,
    charges: new ChargeStore(options.database),
    refunds: new RefundStore(options.database),
    refundAttempts: new RefundAttempts(options.database, options.graceMs),
    prepareAttempt: attemptWriter(options.database, options.graceMs),
  }
  return [
    createCharge(services),
    readCharge(services),
    listCharges(services),
    captureCharge(services),
    createRefund(services),
    readRefund(services),
    listRefunds(services),
    cancelRefund(services),
  ]
}
