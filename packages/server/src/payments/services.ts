/** What the operations of payments work with. */
import type { Database, DatabaseClock } from '../database/index.ts'
import type { Vault } from '../vault/index.ts'
import type { NewAttempt } from './attempts/attempt-store.ts'
import type { ChargeStore } from './charges/charge-store.ts'

export interface PaymentServices {
  readonly database: Database
  readonly clock: DatabaseClock
  readonly vault: Vault
  /** Name of the acquirer connection that the merchants use. */
  readonly connector: string
  readonly charges: ChargeStore
  /** Makes an attempt durable; answers its time, Unix milliseconds. */
  readonly prepareAttempt: (attempt: NewAttempt) => Promise<number>
  readonly livemode: boolean
  readonly checkWord: 'fail' | 'failed'
}
