/** Payments: charges and the orders that come with them. No card number ever gets here; the vault sends. */
import type { Database, DatabaseClock } from '../database/index.ts'
import type { Operation } from '../http/operation.ts'
import type { Vault } from '../vault/index.ts'
import { attemptWriter } from './attempts/attempt-store.ts'
import { captureCharge } from './charges/capture-charge.ts'
import { ChargeStore } from './charges/charge-store.ts'
import { createCharge } from './charges/create-charge.ts'
import { listCharges, readCharge } from './charges/read-charge.ts'
import type { PaymentServices } from './services.ts'

export interface PaymentsOptions {
  readonly database: Database
  readonly clock: DatabaseClock
  readonly vault: Vault
  /** Name of the acquirer connection that the merchants use. */
  readonly connector: string
  readonly livemode: boolean
  readonly checkWord: 'fail' | 'failed'
}

export function paymentOperations(options: PaymentsOptions): Operation[] {
  const services: PaymentServices = {
    ...options,
    charges: new ChargeStore(options.database),
    prepareAttempt: attemptWriter(options.database),
  }
  return [createCharge(services), readCharge(services), listCharges(services), captureCharge(services)]
}
