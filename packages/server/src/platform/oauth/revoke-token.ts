/** Ends a token at its owner's word (contract 3.3, `POST /oauth/v2/revoke`; RFC 7009). */
import { changeCredentials } from '../context.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import { revokeAccessToken } from './access-token-store.ts'
import type { OauthContext } from './context.ts'
import { revokeGrant } from './grant-store.ts'
import { findRefreshTokenGrant } from './refresh-token-store.ts'

/** A refresh token takes its whole family with it, an access token only itself; nothing tells whether it existed. */
export async function revokeToken(context: OauthContext, appId: string, token: string): Promise<void> {
  const hash = hashSecret(context.credentialKey, token)
  const grant = await findRefreshTokenGrant(context.database, hash)
  await changeCredentials(context, async transaction => {
    if (grant?.appId === appId) await revokeGrant(transaction, grant)
    else if (!grant) await revokeAccessToken(transaction, appId, hash)
  })
}
