/** A refresh token for a new pair (contract OAUTH-16, OAUTH-17). */
import { changeCredentials } from '../context.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import type { OauthContext } from './context.ts'
import { lockGrant, revokeGrant } from './grant-store.ts'
import { invalidGrant } from './oauth-error.ts'
import { decideRefresh } from './refresh-token.ts'
import { findRefreshTokenGrant, readRefreshToken, retireRefreshToken } from './refresh-token-store.ts'
import { openSuccessor, sealSuccessor } from './successor-seal.ts'
import { issuePair } from './token-pair.ts'
import type { TokenPair } from './token-pair.ts'

/** @throws OAuthError `invalid_grant` */
export async function refreshPair(context: OauthContext, appId: string, refreshToken: string): Promise<TokenPair> {
  const { credentialKey } = context
  const hash = hashSecret(credentialKey, refreshToken)
  const grant = await findRefreshTokenGrant(context.database, hash)
  if (!grant) throw invalidGrant('refresh token')
  const owner = { credentialKey, refreshToken, merchantId: grant.merchantId, grantId: grant.grantId }
  const pair = await changeCredentials(context, async transaction => {
    await lockGrant(transaction, grant)
    const token = await readRefreshToken(transaction, grant.merchantId, hash)
    switch (decideRefresh(token, appId)) {
      case 'refuse':
        return undefined
      case 'revoke':
        await revokeGrant(transaction, grant)
        return undefined
      case 'repeat':
        return openSuccessor(token.sealedSuccessor!, owner)
      case 'rotate': {
        const successor = await issuePair(transaction, context, { ...grant, permissions: token.permissions })
        const successorHash = hashSecret(credentialKey, successor.refresh_token)
        const sealedSuccessor = sealSuccessor(successor, owner)
        await retireRefreshToken(transaction, { ...grant, hash, successorHash, sealedSuccessor })
        return successor
      }
    }
  })
  if (!pair) throw invalidGrant('refresh token')
  return pair
}
