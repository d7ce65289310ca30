/**
 * A code for tokens (contract OAUTH-12 to 15).
 *
 * Written by hand and not on @node-oauth/oauth2-server: legacy tokens, refreshing without a secret, an optional
 * grant_type, errors in the contract's own shape and the grace for a lost answer would each have to be bent around it,
 * and what is left is these few decisions (authorization-code.ts, refresh-token.ts), which are easier to prove bare.
 */
import { CommitUnknownError } from '../../database/index.ts'
import type { Queryable } from '../../database/index.ts'
import { newUuid } from '../../http/identifiers.ts'
import type { App } from '../apps/app-store.ts'
import { changeCredentials } from '../context.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import { findAccessToken, insertLegacyAccessToken } from './access-token-store.ts'
import { decideExchange } from './authorization-code.ts'
import type { PresentedCode } from './authorization-code.ts'
import { findCodeGrant, markCodeUsed, readCode } from './authorization-code-store.ts'
import type { OauthContext } from './context.ts'
import { lockGrant, revokeGrant } from './grant-store.ts'
import { invalidGrant } from './oauth-error.ts'
import { issueAccessToken, issuePair } from './token-pair.ts'
import type { LoneAccessToken, TokenOwner, TokenPair } from './token-pair.ts'

export interface LegacyToken {
  readonly access_token: string
}

type Presented = Omit<PresentedCode, 'version' | 'appId'> & { readonly code: string }

/** v1: an access token that does not expire. @throws OAuthError `invalid_grant` */
export function exchangeLegacyCode(context: OauthContext, app: App, code: string): Promise<LegacyToken> {
  return exchange(context, { version: 1, appId: app.id }, code, async (transaction, owner) => {
    const token = newUuid()
    const hash = hashSecret(context.credentialKey, token)
    await insertLegacyAccessToken(transaction, { ...owner, hash })
    return { access_token: token }
  })
}

/** v2. @throws OAuthError `invalid_grant` */
export function exchangeCode(
  context: OauthContext,
  app: App,
  { code, ...presented }: Presented,
  { withRefreshToken }: { readonly withRefreshToken: boolean },
): Promise<TokenPair | LoneAccessToken> {
  const issue = withRefreshToken ? issuePair : issueAccessToken
  return exchange(context, { ...presented, version: 2, appId: app.id }, code, (transaction, owner) =>
    issue(transaction, context, owner),
  )
}

async function exchange<Reply extends LegacyToken>(
  context: OauthContext,
  presented: PresentedCode,
  code: string,
  issue: (transaction: Queryable, owner: TokenOwner) => Promise<Reply>,
): Promise<Reply> {
  const codeHash = hashSecret(context.credentialKey, code)
  const grant = await findCodeGrant(context.database, codeHash)
  if (!grant) throw invalidGrant('authentication code')
  let issued: Reply | undefined
  const exchanging = changeCredentials(context, async transaction => {
    issued = undefined
    await lockGrant(transaction, grant)
    const stored = await readCode(transaction, grant.merchantId, codeHash)
    const decision = decideExchange(stored, presented)
    if (decision === 'revoke') await revokeGrant(transaction, grant)
    if (decision !== 'exchange') return
    await markCodeUsed(transaction, grant.merchantId, codeHash)
    issued = await issue(transaction, { ...grant, permissions: stored.permissions })
  })
  await exchanging.catch(async (error: unknown) => {
    // To fail after a commit would be a trap: the caller would repeat, and so revoke what it never received.
    if (!(error instanceof CommitUnknownError) || !issued || !(await isStored(context, issued))) throw error
  })
  if (!issued) throw invalidGrant('authentication code')
  return issued
}

async function isStored({ database, credentialKey }: OauthContext, { access_token }: LegacyToken): Promise<boolean> {
  return (await findAccessToken(database, hashSecret(credentialKey, access_token))) !== undefined
}
