/** A merchant as the platform keeps it. */
import type { Merchant } from '../../http/credentials.ts'
import type { PlatformSettings, StoredSettings } from './settings.ts'

export interface PlatformMerchant extends Merchant {
  readonly settings: PlatformSettings
  /** What was set, without the defaults. */
  readonly storedSettings: StoredSettings
  readonly createdAt: Date
  readonly modifiedAt: Date
}
