/** Issues tokens. */
import type { Database, Queryable } from '../../database/index.ts'
import { newSecret } from '../../http/identifiers.ts'
import type { Permission } from '../../http/permissions.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import { insertAccessToken } from './access-token-store.ts'
import { insertGrant } from './grant-store.ts'
import type { NewGrant } from './grant-store.ts'
import { insertRefreshToken } from './refresh-token-store.ts'

/** The reply of contract OAUTH-14; times are Unix seconds. */
export interface TokenPair {
  readonly access_token: string
  readonly access_token_expiration: number
  readonly refresh_token: string
  readonly refresh_token_expiration: number
}

export type LoneAccessToken = Pick<TokenPair, 'access_token' | 'access_token_expiration'>

export interface TokenIssuer {
  readonly database: Database
  readonly credentialKey: Buffer
  readonly accessTokenTtlSeconds: number
  readonly refreshTokenTtlSeconds: number
}

export type TokenIssuing = Omit<TokenIssuer, 'database'>

export interface TokenOwner {
  readonly merchantId: string
  readonly grantId: string
  readonly permissions: readonly Permission[]
}

/** An access token without a refresh token. */
export async function issueAccessToken(
  transaction: Queryable,
  issuing: TokenIssuing,
  owner: TokenOwner,
): Promise<LoneAccessToken> {
  const token = newSecret('trf_at_')
  const hash = hashSecret(issuing.credentialKey, token)
  const expiration = await insertAccessToken(transaction, { ...owner, hash }, issuing.accessTokenTtlSeconds)
  return { access_token: token, access_token_expiration: expiration }
}

/** A pair of a grant that exists, both with full lifetimes. */
export async function issuePair(transaction: Queryable, issuing: TokenIssuing, owner: TokenOwner): Promise<TokenPair> {
  const access = await issueAccessToken(transaction, issuing, owner)
  const token = newSecret('trf_rt_')
  const hash = hashSecret(issuing.credentialKey, token)
  const expiration = await insertRefreshToken(transaction, { ...owner, hash }, issuing.refreshTokenTtlSeconds)
  return { ...access, refresh_token: token, refresh_token_expiration: expiration }
}

/**
 * A pair under a new grant, without a consent page: for whoever set up the merchant. The app must be installed.
 * @param owner the permissions are those of the installation
 */
export async function issueTokenPair(
  issuer: TokenIssuer,
  owner: NewGrant & { readonly permissions: readonly Permission[] },
): Promise<TokenPair> {
  return await issuer.database.transaction(async transaction => {
    const grantId = await insertGrant(transaction, owner)
    return await issuePair(transaction, issuer, { ...owner, grantId })
  })
}
