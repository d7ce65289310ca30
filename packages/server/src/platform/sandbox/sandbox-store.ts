/** What the first start of a sandbox made, found again by later ones. */
import type { Database, Queryable, Transaction } from '../../database/index.ts'
import type { SecretHash } from '../credentials/secret-hash.ts'
import { tables } from '../tables.ts'
import type { KyselySource } from '../tables.ts'

export interface SandboxHome {
  readonly developerId: string
  readonly appId: string
  readonly merchantId: string
  readonly employeeId: string
}

export async function findSandboxHome(source: KyselySource): Promise<SandboxHome | undefined> {
  const row = await tables(source).selectFrom('platform.sandbox').selectAll().executeTakeFirst()
  return (
    row && {
      developerId: row.developer_id,
      appId: row.app_id,
      merchantId: row.merchant_id,
      employeeId: row.employee_id,
    }
  )
}

class SomebodyElseWasFirst extends Error {}

/** Of any number of servers that start at once on an empty database exactly one makes the sandbox. */
export async function findOrMakeSandboxHome(
  database: Database,
  make: (transaction: Transaction) => Promise<SandboxHome>,
): Promise<SandboxHome> {
  const existing = await findSandboxHome(database)
  if (existing) return existing
  try {
    return await database.transaction(async transaction => {
      const home = await make(transaction)
      const { numInsertedOrUpdatedRows } = await tables(transaction)
        .insertInto('platform.sandbox')
        .values({
          developer_id: home.developerId,
          app_id: home.appId,
          merchant_id: home.merchantId,
          employee_id: home.employeeId,
        })
        .onConflict(conflict => conflict.doNothing())
        .executeTakeFirst()
      // Takes back everything that was made for a sandbox that is not needed.
      if (numInsertedOrUpdatedRows !== 1n) throw new SomebodyElseWasFirst()
      return home
    })
  } catch (error) {
    if (!(error instanceof SomebodyElseWasFirst)) throw error
    const home = await findSandboxHome(database)
    if (!home) throw new Error('The sandbox vanished while it was made.', { cause: error })
    return home
  }
}

/** Whether both tokens work now, carry all permissions of their installation, and last for some time to come. */
export async function tokenPairLasts(
  database: Queryable,
  { merchantId, appId }: Pick<SandboxHome, 'merchantId' | 'appId'>,
  tokens: { readonly accessTokenHash: SecretHash; readonly refreshTokenHash: SecretHash },
  leftSeconds: number,
): Promise<boolean> {
  const { rows } = await database.query<{ lasts: boolean }>(
    `select a.expires_at > now() + make_interval(secs => $5) and r.expires_at > now() + make_interval(secs => $5)
            and a.permissions @> i.permissions as lasts
       from platform.access_token a
       join platform.oauth_grant ag on ag.merchant_id = a.merchant_id and ag.id = a.grant_id
       join platform.installation i on i.merchant_id = ag.merchant_id and i.app_id = ag.app_id
       join platform.refresh_token r on r.merchant_id = a.merchant_id
       join platform.oauth_grant rg on rg.merchant_id = r.merchant_id and rg.id = r.grant_id and rg.app_id = ag.app_id
      where a.merchant_id = $1 and ag.app_id = $2 and a.token_hash = $3 and r.token_hash = $4
        and a.revoked_at is null and ag.revoked_at is null and ag.uninstalled_at is null
        and r.revoked_at is null and r.retired_at is null and rg.revoked_at is null and rg.uninstalled_at is null`,
    [merchantId, appId, tokens.accessTokenHash, tokens.refreshTokenHash, leftSeconds],
  )
  return rows[0]?.lasts === true
}
