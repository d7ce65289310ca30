import { sql } from 'kysely'
import type { Permission } from '../../http/permissions.ts'
import { tables } from '../tables.ts'
import type { KyselySource } from '../tables.ts'

/** An app at a merchant. */
export interface Installation {
  readonly merchantId: string
  readonly appId: string
  /** Agreed to at the last consent (contract PRM-3). */
  readonly permissions: readonly Permission[]
  readonly active: boolean
}

export async function findInstallation(
  source: KyselySource,
  merchantId: string,
  appId: string,
  { lock = false } = {},
): Promise<Installation | undefined> {
  const row = await tables(source)
    .selectFrom('platform.installation')
    .select(['permissions', 'active'])
    .where('merchant_id', '=', merchantId)
    .where('app_id', '=', appId)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst()
  return row && { merchantId, appId, permissions: row.permissions, active: row.active }
}

export async function upsertInstallation(source: KyselySource, installation: Installation): Promise<void> {
  const permissions = [...installation.permissions]
  await tables(source)
    .insertInto('platform.installation')
    .values({
      merchant_id: installation.merchantId,
      app_id: installation.appId,
      permissions,
      active: installation.active,
    })
    .onConflict(conflict =>
      conflict
        .columns(['merchant_id', 'app_id'])
        .doUpdateSet({ permissions, active: installation.active, modified_at: sql<Date>`now()` }),
    )
    .execute()
}
