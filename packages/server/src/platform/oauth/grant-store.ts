/** Grants: the family of all tokens that descend from one consent, and how a family ends. */
import type { Queryable } from '../../database/index.ts'
import { newId } from '../../http/identifiers.ts'

export interface NewGrant {
  readonly merchantId: string
  readonly appId: string
  readonly employeeId: string
}

/** Where a code or token belongs. */
export interface GrantName {
  readonly merchantId: string
  readonly grantId: string
}

/**
 * SQL that is true while tokens of grant `g` may be issued: for joins with installation `i` and merchant `m`.
 */
export const GRANT_STANDS = '(g.revoked_at is null and g.uninstalled_at is null and i.active and m.active)'

/** The joins that `GRANT_STANDS` needs, from a row `t` of a code or token. */
export const JOIN_GRANT = `
    join platform.oauth_grant g on g.merchant_id = t.merchant_id and g.id = t.grant_id
    join platform.installation i on i.merchant_id = g.merchant_id and i.app_id = g.app_id
    join platform.merchant m on m.id = g.merchant_id`

/** @returns the id of the grant */
export async function insertGrant(transaction: Queryable, grant: NewGrant): Promise<string> {
  const id = newId()
  await transaction.query(
    'insert into platform.oauth_grant (merchant_id, id, app_id, employee_id) values ($1, $2, $3, $4)',
    [grant.merchantId, id, grant.appId, grant.employeeId],
  )
  return id
}

/**
 * Lets one caller at a time act on a family, so that a code or refresh token presented twice at once has one winner.
 * What is read in later statements of the transaction is what the caller before has left.
 */
export async function lockGrant(transaction: Queryable, { merchantId, grantId }: GrantName): Promise<void> {
  await transaction.query('select from platform.oauth_grant where merchant_id = $1 and id = $2 for no key update', [
    merchantId,
    grantId,
  ])
}

/**
 * Ends every token of a family, those that are being issued at this moment included: a token lives only as long as its
 * grant (contract OAUTH-12, OAUTH-17).
 */
export async function revokeGrant(transaction: Queryable, { merchantId, grantId }: GrantName): Promise<void> {
  await transaction.query(
    'update platform.oauth_grant set revoked_at = now() where merchant_id = $1 and id = $2 and revoked_at is null',
    [merchantId, grantId],
  )
  // What a retired refresh token could still be exchanged for is worth nothing now, and is not kept.
  await transaction.query(
    `update platform.refresh_token set sealed_successor = null
      where merchant_id = $1 and grant_id = $2 and sealed_successor is not null`,
    [merchantId, grantId],
  )
}

/**
 * Ends every grant that a merchant gave to an app, as a part of uninstalling it: run it in the same transaction
 * (contract OAUTH-19). The tokens do not come back when the app is installed again.
 */
export async function revokeInstallation(transaction: Queryable, merchantId: string, appId: string): Promise<void> {
  await transaction.query(
    `update platform.oauth_grant set uninstalled_at = now()
      where merchant_id = $1 and app_id = $2 and uninstalled_at is null`,
    [merchantId, appId],
  )
}
