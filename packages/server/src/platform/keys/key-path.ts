/** What the key operations share: who may reach a merchant's keys, and the key that the path names. */
import type { ManagementCall } from '../../http/call.ts'
import { ApiError } from '../../http/errors.ts'
import type { PlatformContext } from '../context.ts'
import { findKey } from './key-store.ts'
import type { ApiKey } from './key.ts'

/** @throws ApiError `resource_missing`, for a key of another merchant too (contract GEN-23) */
export async function requireKey({ database }: PlatformContext, { params }: ManagementCall): Promise<ApiKey> {
  const key = await findKey(database, params['mId'] ?? '', params['keyId'] ?? '')
  if (!key) throw new ApiError('resource_missing')
  return key
}

/** In whose name a management token acts on a key (contract KEY-7). */
export function actorOf({ management }: ManagementCall): 'merchant' | 'operator' {
  return management.role === 'operator' ? 'operator' : 'merchant'
}
