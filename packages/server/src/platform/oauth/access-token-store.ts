/** Access tokens (v1 and v2), found by their keyed hash. */
import type { Queryable } from '../../database/index.ts'
import type { Permission } from '../../http/permissions.ts'
import type { SecretHash } from '../credentials/secret-hash.ts'
import { GRANT_STANDS, JOIN_GRANT } from './grant-store.ts'
import type { GrantName } from './grant-store.ts'

export interface AccessToken {
  readonly merchantId: string
  readonly appId: string
  readonly employeeId: string
  /** What the merchant had agreed to when the token was issued; the app may have lost some since (contract PRM-3). */
  readonly permissions: readonly Permission[]
  /** By the database's clock (contract OAUTH-18). */
  readonly expired: boolean
}

interface Row {
  merchant_id: string
  app_id: string
  employee_id: string
  permissions: Permission[]
  expired: boolean
}

// A grant that ended with an uninstallation is found as long as the app stays uninstalled, so that the caller can be
// told 403 `merchant_inactive` instead of 401; a new installation does not bring its tokens back.
const FIND = `
  select t.merchant_id, g.app_id, g.employee_id, t.permissions, coalesce(t.expires_at <= now(), false) as expired
    from platform.access_token t
    join platform.oauth_grant g on g.merchant_id = t.merchant_id and g.id = t.grant_id
    join platform.installation i on i.merchant_id = g.merchant_id and i.app_id = g.app_id
   where t.token_hash = $1
     and t.revoked_at is null
     and g.revoked_at is null
     and (g.uninstalled_at is null or not i.active)`

/**
 * Whether the app is installed and the merchant active is for the caller to look at.
 * @returns nothing for a token that is unknown or revoked
 */
export async function findAccessToken(database: Queryable, tokenHash: SecretHash): Promise<AccessToken | undefined> {
  const { rows } = await database.query<Row>({ name: 'find_access_token', text: FIND, values: [tokenHash] })
  const row = rows[0]
  if (!row) return undefined
  return {
    merchantId: row.merchant_id,
    appId: row.app_id,
    employeeId: row.employee_id,
    permissions: row.permissions,
    expired: row.expired,
  }
}

export interface NewAccessToken {
  readonly merchantId: string
  readonly grantId: string
  readonly hash: SecretHash
  readonly permissions: readonly Permission[]
}

/** @returns when it expires, in Unix seconds */
export async function insertAccessToken(
  transaction: Queryable,
  token: NewAccessToken,
  lifetimeSeconds: number,
): Promise<number> {
  // Whole seconds, so that the token ends at the very second that its owner was told.
  const { rows } = await transaction.query<{ expires_at: number }>(
    `insert into platform.access_token (merchant_id, token_hash, grant_id, version, permissions, expires_at)
     values ($1, $2, $3, 2, $4, date_trunc('second', now()) + make_interval(secs => $5))
     returning extract(epoch from expires_at)::bigint as expires_at`,
    [token.merchantId, token.hash, token.grantId, token.permissions, lifetimeSeconds],
  )
  return rows[0]!.expires_at
}

/** A v1 token has no expiry. */
export async function insertLegacyAccessToken(transaction: Queryable, token: NewAccessToken): Promise<void> {
  await transaction.query(
    `insert into platform.access_token (merchant_id, token_hash, grant_id, version, permissions)
     values ($1, $2, $3, 1, $4)`,
    [token.merchantId, token.hash, token.grantId, token.permissions],
  )
}

/** Ends one token of an app, and nothing else of its family. */
export async function revokeAccessToken(database: Queryable, appId: string, tokenHash: SecretHash): Promise<void> {
  await database.query(
    `update platform.access_token t set revoked_at = now()
       from platform.oauth_grant g
      where t.token_hash = $1 and t.revoked_at is null
        and g.merchant_id = t.merchant_id and g.id = t.grant_id and g.app_id = $2`,
    [tokenHash, appId],
  )
}

/** Where a v1 token that still works belongs, if it is the app's. */
export async function findLegacyTokenGrant(
  database: Queryable,
  appId: string,
  tokenHash: SecretHash,
): Promise<GrantName | undefined> {
  const { rows } = await database.query<{ merchant_id: string; grant_id: string }>(
    `select t.merchant_id, t.grant_id
       from platform.access_token t
       join platform.oauth_grant g on g.merchant_id = t.merchant_id and g.id = t.grant_id
      where t.token_hash = $1 and t.version = 1 and g.app_id = $2`,
    [tokenHash, appId],
  )
  return rows[0] && { merchantId: rows[0].merchant_id, grantId: rows[0].grant_id }
}

/**
 * Gives a v1 token its last minutes, counted from the first time; a repeat does not prolong them (contract OAUTH-10).
 * @returns the permissions of the last consent, or nothing when the token works no more
 */
export async function limitLegacyToken(
  transaction: Queryable,
  merchantId: string,
  tokenHash: SecretHash,
  remainingMinutes: number,
): Promise<Permission[] | undefined> {
  const { rows } = await transaction.query<{ permissions: Permission[] }>(
    `update platform.access_token a
        set expires_at = coalesce(a.expires_at, now() + make_interval(mins => $3))
       from platform.access_token t ${JOIN_GRANT}
      where a.merchant_id = $1 and a.token_hash = $2 and t.merchant_id = a.merchant_id and t.token_hash = a.token_hash
        and a.revoked_at is null and (a.expires_at is null or a.expires_at > now()) and ${GRANT_STANDS}
      returning i.permissions`,
    [merchantId, tokenHash, remainingMinutes],
  )
  return rows[0]?.permissions
}
