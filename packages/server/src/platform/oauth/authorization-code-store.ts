/** Authorization codes, found by their keyed hash. */
import type { Queryable } from '../../database/index.ts'
import type { Permission } from '../../http/permissions.ts'
import type { SecretHash } from '../credentials/secret-hash.ts'
import type { AuthorizationCode, OAuthVersion } from './authorization-code.ts'
import { GRANT_STANDS, JOIN_GRANT } from './grant-store.ts'
import type { GrantName } from './grant-store.ts'

/** Contract OAUTH-12. */
const LIFETIME_MINUTES = 10

export interface NewAuthorizationCode extends GrantName {
  readonly hash: SecretHash
  readonly version: OAuthVersion
  readonly redirectUri: string
  readonly codeChallenge?: string
}

export async function insertCode(transaction: Queryable, code: NewAuthorizationCode): Promise<void> {
  await transaction.query(
    `insert into platform.authorization_code
       (merchant_id, code_hash, grant_id, version, redirect_uri, code_challenge, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7))`,
    [
      code.merchantId,
      code.hash,
      code.grantId,
      code.version,
      code.redirectUri,
      code.codeChallenge ?? null,
      LIFETIME_MINUTES,
    ],
  )
}

export async function findCodeGrant(database: Queryable, hash: SecretHash): Promise<GrantName | undefined> {
  const { rows } = await database.query<{ merchant_id: string; grant_id: string }>(
    'select merchant_id, grant_id from platform.authorization_code where code_hash = $1',
    [hash],
  )
  return rows[0] && { merchantId: rows[0].merchant_id, grantId: rows[0].grant_id }
}

/** A code with what its tokens will carry: the permissions of the last consent (contract PRM-3). */
export type StoredCode = AuthorizationCode & { readonly permissions: readonly Permission[] }

/** Reads a code whose grant the transaction has locked. */
export async function readCode(transaction: Queryable, merchantId: string, hash: SecretHash): Promise<StoredCode> {
  const { rows } = await transaction.query<{
    version: OAuthVersion
    app_id: string
    permissions: Permission[]
    redirect_uri: string
    code_challenge: string | null
    used: boolean
    expired: boolean
    grant_stands: boolean
  }>(
    `select t.version, g.app_id, i.permissions, t.redirect_uri, t.code_challenge, t.used_at is not null as used,
            t.expires_at <= now() as expired, ${GRANT_STANDS} as grant_stands
       from platform.authorization_code t ${JOIN_GRANT}
      where t.merchant_id = $1 and t.code_hash = $2`,
    [merchantId, hash],
  )
  const row = rows[0]!
  return {
    version: row.version,
    appId: row.app_id,
    permissions: row.permissions,
    redirectUri: row.redirect_uri,
    codeChallenge: row.code_challenge ?? undefined,
    used: row.used,
    expired: row.expired,
    grantStands: row.grant_stands,
  }
}

export async function markCodeUsed(transaction: Queryable, merchantId: string, hash: SecretHash): Promise<void> {
  await transaction.query(
    'update platform.authorization_code set used_at = now() where merchant_id = $1 and code_hash = $2',
    [merchantId, hash],
  )
}
