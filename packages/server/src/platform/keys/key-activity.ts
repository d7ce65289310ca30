/** Deactivation and reactivation of keys (contract KEY-6 to KEY-8, PAK-5 to PAK-7). */
import { changeCredentials } from '../context.ts'
import type { PlatformContext } from '../context.ts'
import { ApiError } from '../../http/errors.ts'
import type { Transaction } from '../../database/index.ts'
import { findInstallation } from '../apps/installation-store.ts'
import type { Deactivator } from '../tables.ts'
import { findKey, findPakmsKey, storeKeyState } from './key-store.ts'
import { deactivate, reactivate } from './key.ts'
import type { ApiKey, KeyState } from './key.ts'

interface KeyName {
  readonly merchantId: string
  readonly keyId: string
}

/** Takes effect in every process within 1 s. @throws ApiError `resource_missing` */
export function deactivateKey(
  context: PlatformContext,
  name: KeyName,
  by: Deactivator,
  reason: string | null,
): Promise<ApiKey> {
  return changeKeyState(context, name, key => deactivate(key, by, reason))
}

/** Takes effect in every process within 1 s. @throws ApiError `resource_missing`, `permission_missing` */
export function reactivateKey(context: PlatformContext, name: KeyName, by: 'merchant' | 'operator'): Promise<ApiKey> {
  return changeKeyState(context, name, (key, installed) => reactivate(key, by, installed))
}

/** Contract PAK-6: what installing or uninstalling an app does to its key, if it has one yet. */
export async function changePakmsKeyState(
  transaction: Transaction,
  merchantId: string,
  appId: string,
  decide: (state: KeyState) => KeyState,
): Promise<void> {
  const key = await findPakmsKey(transaction, merchantId, appId, { lock: true })
  if (key) await storeKeyState(transaction, key, decide(key))
}

function changeKeyState(
  context: PlatformContext,
  { merchantId, keyId }: KeyName,
  decide: (key: ApiKey, installed: boolean) => KeyState,
): Promise<ApiKey> {
  return changeCredentials(context, async transaction => {
    const appId = (await findKey(transaction, merchantId, keyId))?.appId
    // First the installation, then the key: the order in which uninstalling an app locks them.
    const installation = appId && (await findInstallation(transaction, merchantId, appId, { lock: true }))
    const key = await findKey(transaction, merchantId, keyId, { lock: true })
    if (!key) throw new ApiError('resource_missing')
    return storeKeyState(transaction, key, decide(key, installation ? installation.active : key.kind === 'ecommerce'))
  })
}
