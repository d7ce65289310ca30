/** What every part of the platform is built with. */
import type { Database, Transaction } from '../database/index.ts'

export type Mode = 'sandbox' | 'live'

export interface PlatformContext {
  readonly database: Database
  /** 32 bytes; the key of all keyed hashes (credentials/secret-hash.ts). */
  readonly credentialKey: Buffer
  readonly mode: Mode
  /** Makes this process read credentials anew; other processes do so within half a second by themselves. */
  readonly forgetCredentials: () => void
}

/**
 * A transaction that changes what credentials are worth: of a merchant, app, installation, key or token.
 * It is forgotten on failure too, since a failed COMMIT may have happened.
 */
export async function changeCredentials<Result>(
  { database, forgetCredentials }: PlatformContext,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  try {
    return await database.transaction(work)
  } finally {
    forgetCredentials()
  }
}
