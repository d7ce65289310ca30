/** Payments: charges, the orders that come with them, and refunds. No card number ever gets here; the vault sends. */
import type { Database, DatabaseClock, Jobs } from '../database/index.ts'
import type { Merchant } from '../http/credentials.ts'
import type { Operation } from '../http/operation.ts'
import type { Vault } from '../vault/index.ts'
import { attemptWriter } from './attempts/attempt-store.ts'
import { captureCharge } from './charges/capture-charge.ts'
import { ChargeStore } from './charges/charge-store.ts'
import { createCharge } from './charges/create-charge.ts'
import { listCharges, readCharge } from './charges/read-charge.ts'
import { updateCharge } from './charges/update-charge.ts'
import { cancelRefund } from './refunds/cancel-refund.ts'
import { createRefund } from './refunds/create-refund.ts'
import { listRefunds, readRefund } from './refunds/read-refund.ts'
import { RefundAttempts } from './refunds/refund-attempts.ts'
import { RefundStore } from './refunds/refund-store.ts'
import { ExpiryStore } from './resolver/expiry-store.ts'
import { Resolver } from './resolver/resolver.ts'
import type { ResolverLog } from './resolver/resolver.ts'
import type { PaymentServices } from './services.ts'
import { finalizePayment } from './threeds/finalize-payment.ts'
import { overruleStep } from './threeds/overrule-step.ts'
import { ThreedsStore } from './threeds/threeds-store.ts'

export { reconcile } from './ledger/reconcile.ts'
export type { Reconciliation } from './ledger/reconcile.ts'

export interface PaymentsOptions {
  readonly database: Database
  readonly clock: DatabaseClock
  readonly vault: Vault
  /** Name of the acquirer connection that the merchants use. */
  readonly connector: string
  /** Longer than any request takes, ms. */
  readonly graceMs: number
  readonly livemode: boolean
  /** Of the pages that a shopper is sent to; known only after listening. */
  readonly checkoutOrigin: () => string
  readonly checkWord: 'fail' | 'failed'
  /** Contract REF-7. */
  readonly partialRefundLimits: boolean
  readonly jobs: Pick<Jobs, 'add'>
  readonly findMerchant: (merchantId: string) => Promise<Merchant | undefined>
  readonly log: ResolverLog
}

export interface Payments {
  readonly operations: readonly Operation[]
  /** Brings undecided attempts to an end; its tasks are for a worker of the jobs. */
  readonly resolver: Resolver
  /** Pending 3-D Secure steps, for the sandbox's pages of them. */
  readonly threedsSteps: Pick<ThreedsStore, 'findStep' | 'overrule'>
}

export function createPayments(options: PaymentsOptions): Payments {
  const services: PaymentServices = {
    ...options,
    noteUndecided: (merchantId, attemptId) => resolver.note(merchantId, attemptId),
    charges: new ChargeStore(options.database),
    refunds: new RefundStore(options.database),
    refundAttempts: new RefundAttempts(options.database, options.graceMs),
    expiries: new ExpiryStore(options.database),
    threeds: new ThreedsStore(options.database),
    prepareAttempt: attemptWriter(options.database, options.graceMs),
  }
  const resolver = new Resolver({ ...options, services })
  const operations = [
    createCharge(services),
    finalizePayment(services),
    // Only a simulated 3-D Secure server can be overruled.
    ...(options.livemode ? [] : [overruleStep(services)]),
    readCharge(services),
    listCharges(services),
    ...updateCharge(services),
    captureCharge(services),
    createRefund(services),
    readRefund(services),
    listRefunds(services),
    cancelRefund(services),
  ]
  return { operations, resolver, threedsSteps: services.threeds }
}
