/** A v1 access token for a v2 pair (contract OAUTH-10). */
import { changeCredentials } from '../context.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import { findLegacyTokenGrant, limitLegacyToken } from './access-token-store.ts'
import type { OauthContext } from './context.ts'
import { lockGrant } from './grant-store.ts'
import { invalidGrant } from './oauth-error.ts'
import { revokePairs } from './refresh-token-store.ts'
import { issuePair } from './token-pair.ts'
import type { TokenPair } from './token-pair.ts'

/** How long the v1 token still works after its first migration. */
const REMAINING_MINUTES = 10

/** @throws OAuthError `invalid_grant` */
export async function migrateToken(context: OauthContext, appId: string, accessToken: string): Promise<TokenPair> {
  const hash = hashSecret(context.credentialKey, accessToken)
  const grant = await findLegacyTokenGrant(context.database, appId, hash)
  if (!grant) throw invalidGrant('access token')
  const pair = await changeCredentials(context, async transaction => {
    await lockGrant(transaction, grant)
    const permissions = await limitLegacyToken(transaction, grant.merchantId, hash, REMAINING_MINUTES)
    if (!permissions) return undefined
    await revokePairs(transaction, grant)
    return await issuePair(transaction, context, { ...grant, permissions })
  })
  if (!pair) throw invalidGrant('access token')
  return pair
}
