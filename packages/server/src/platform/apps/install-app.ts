/** Installing an app at a merchant and uninstalling it (contract PRM-3, PAK-6, OAUTH-19). */
import type { Transaction } from '../../database/index.ts'
import type { Permission } from '../../http/permissions.ts'
import { changePakmsKeyState } from '../keys/key-activity.ts'
import { reinstall, uninstall } from '../keys/key.ts'
import { revokeInstallation } from '../oauth/grant-store.ts'
import { findInstallation, upsertInstallation } from './installation-store.ts'

interface InstallationName {
  readonly merchantId: string
  readonly appId: string
}

/**
 * Records a consent, the first or a later one. What the app was uninstalled with comes back: its key, unless somebody
 * had deactivated it otherwise. Part of the transaction that makes the consent's authorization code or token.
 */
export async function installApp(
  transaction: Transaction,
  { merchantId, appId, permissions }: InstallationName & { readonly permissions: readonly Permission[] },
): Promise<void> {
  const before = await findInstallation(transaction, merchantId, appId, { lock: true })
  await upsertInstallation(transaction, { merchantId, appId, permissions, active: true })
  if (before?.active === false) await changePakmsKeyState(transaction, merchantId, appId, reinstall)
}

/**
 * Ends the app's key and tokens at the merchant. The key works again after the next installation, the tokens do not.
 * @returns false when the app was not installed
 */
export async function uninstallApp(
  transaction: Transaction,
  { merchantId, appId }: InstallationName,
): Promise<boolean> {
  const installation = await findInstallation(transaction, merchantId, appId, { lock: true })
  if (!installation?.active) return false
  await upsertInstallation(transaction, { ...installation, active: false })
  await changePakmsKeyState(transaction, merchantId, appId, uninstall)
  await revokeInstallation(transaction, merchantId, appId)
  return true
}
