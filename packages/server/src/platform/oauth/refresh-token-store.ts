/** Refresh tokens, and what became of those that were used. */
import type { Queryable } from '../../database/index.ts'
import type { Permission } from '../../http/permissions.ts'
import type { SecretHash } from '../credentials/secret-hash.ts'
import { GRANT_STANDS, JOIN_GRANT } from './grant-store.ts'
import type { GrantName } from './grant-store.ts'
import type { RefreshToken } from './refresh-token.ts'

export interface NewRefreshToken extends GrantName {
  readonly hash: SecretHash
}

/** @returns when it expires, in Unix seconds */
export async function insertRefreshToken(
  transaction: Queryable,
  token: NewRefreshToken,
  lifetimeSeconds: number,
): Promise<number> {
  const { rows } = await transaction.query<{ expires_at: number }>(
    `insert into platform.refresh_token (merchant_id, token_hash, grant_id, expires_at)
     values ($1, $2, $3, date_trunc('second', now()) + make_interval(secs => $4))
     returning extract(epoch from expires_at)::bigint as expires_at`,
    [token.merchantId, token.hash, token.grantId, lifetimeSeconds],
  )
  return rows[0]!.expires_at
}

/** Where a refresh token belongs, whatever its state. */
export async function findRefreshTokenGrant(
  database: Queryable,
  hash: SecretHash,
): Promise<(GrantName & { readonly appId: string }) | undefined> {
  const { rows } = await database.query<{ merchant_id: string; grant_id: string; app_id: string }>(
    `select t.merchant_id, t.grant_id, g.app_id
       from platform.refresh_token t
       join platform.oauth_grant g on g.merchant_id = t.merchant_id and g.id = t.grant_id
      where t.token_hash = $1`,
    [hash],
  )
  return rows[0] && { merchantId: rows[0].merchant_id, grantId: rows[0].grant_id, appId: rows[0].app_id }
}

export type StoredRefreshToken = RefreshToken & {
  readonly permissions: readonly Permission[]
  readonly sealedSuccessor: Buffer | null
}

/** Reads a token whose grant the transaction has locked. */
export async function readRefreshToken(
  transaction: Queryable,
  merchantId: string,
  hash: SecretHash,
): Promise<StoredRefreshToken> {
  const { rows } = await transaction.query<{
    app_id: string
    permissions: Permission[]
    expired: boolean
    revoked: boolean
    grant_stands: boolean
    retired_age_seconds: number | null
    successor_spent: boolean
    sealed_successor: Buffer | null
  }>(
    `select g.app_id, i.permissions, t.expires_at <= now() as expired, t.revoked_at is not null as revoked,
            ${GRANT_STANDS} as grant_stands, extract(epoch from now() - t.retired_at)::float8 as retired_age_seconds,
            (s.retired_at is not null or s.revoked_at is not null) as successor_spent, t.sealed_successor
       from platform.refresh_token t ${JOIN_GRANT}
       left join platform.refresh_token s on s.merchant_id = t.merchant_id and s.token_hash = t.successor_hash
      where t.merchant_id = $1 and t.token_hash = $2`,
    [merchantId, hash],
  )
  const row = rows[0]!
  const retired = row.retired_age_seconds !== null && {
    ageSeconds: row.retired_age_seconds,
    successorSpent: row.successor_spent,
    successorKept: row.sealed_successor !== null,
  }
  return {
    appId: row.app_id,
    permissions: row.permissions,
    expired: row.expired,
    revoked: row.revoked,
    grantStands: row.grant_stands,
    retired: retired || undefined,
    sealedSuccessor: row.sealed_successor,
  }
}

export interface Retirement extends GrantName {
  readonly hash: SecretHash
  readonly successorHash: SecretHash
  readonly sealedSuccessor: Buffer
}

/** Retires a token for its successor, and wipes what its own predecessor could still have been exchanged for. */
export async function retireRefreshToken(transaction: Queryable, retirement: Retirement): Promise<void> {
  const { merchantId, grantId, hash, successorHash, sealedSuccessor } = retirement
  await transaction.query(
    `update platform.refresh_token set retired_at = now(), successor_hash = $3, sealed_successor = $4
      where merchant_id = $1 and token_hash = $2`,
    [merchantId, hash, successorHash, sealedSuccessor],
  )
  await transaction.query(
    `update platform.refresh_token set sealed_successor = null
      where merchant_id = $1 and grant_id = $2 and successor_hash = $3 and sealed_successor is not null`,
    [merchantId, grantId, hash],
  )
}

/** Ends the pairs of a grant, but not its v1 token (contract OAUTH-10). */
export async function revokePairs(transaction: Queryable, { merchantId, grantId }: GrantName): Promise<void> {
  await transaction.query(
    `update platform.access_token set revoked_at = now()
      where merchant_id = $1 and grant_id = $2 and version = 2 and revoked_at is null`,
    [merchantId, grantId],
  )
  await transaction.query(
    `update platform.refresh_token set revoked_at = coalesce(revoked_at, now()), sealed_successor = null
      where merchant_id = $1 and grant_id = $2`,
    [merchantId, grantId],
  )
}
