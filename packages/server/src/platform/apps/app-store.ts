import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { SecretHash } from '../credentials/secret-hash.ts'
import { newId } from '../../http/identifiers.ts'
import type { Permission } from '../../http/permissions.ts'
import { isObjectId } from '../object-id.ts'
import { tables } from '../tables.ts'
import type { AppTable, KyselySource } from '../tables.ts'

/** An app of a developer, as OAuth knows it (contract OAUTH-1). */
export interface App {
  readonly id: string
  readonly name: string
  readonly secretHash: SecretHash
  readonly siteUrl: string
  readonly permissions: readonly Permission[]
  readonly confidential: boolean
  readonly legacyOauth: boolean
  readonly allowImplicit: boolean
  readonly createdAt: Date
  readonly modifiedAt: Date
}

export type NewApp = Omit<App, 'id' | 'createdAt' | 'modifiedAt'> & { readonly developerId?: string }

export async function insertApp(source: KyselySource, app: NewApp): Promise<App> {
  const row = await tables(source)
    .insertInto('platform.app')
    .values({
      id: newId(),
      developer_id: app.developerId ?? null,
      name: app.name,
      secret_hash: app.secretHash,
      site_url: app.siteUrl,
      permissions: [...app.permissions],
      confidential: app.confidential,
      legacy_oauth: app.legacyOauth,
      allow_implicit: app.allowImplicit,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromRow(row)
}

export async function findApp(source: KyselySource, appId: string): Promise<App | undefined> {
  if (!isObjectId(appId)) return undefined
  const row = await tables(source).selectFrom('platform.app').selectAll().where('id', '=', appId).executeTakeFirst()
  return row && fromRow(row)
}

/** @returns false when there is no such app */
export async function updateApp(
  source: KyselySource,
  appId: string,
  change: Partial<Pick<App, 'permissions' | 'secretHash' | 'siteUrl'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tables(source)
    .updateTable('platform.app')
    .set({
      permissions: change.permissions && [...change.permissions],
      secret_hash: change.secretHash,
      site_url: change.siteUrl,
      modified_at: sql<Date>`now()`,
    })
    .where('id', '=', appId)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** @returns the developer's id */
export async function insertDeveloper(source: KyselySource, name: string): Promise<string> {
  const id = newId()
  await tables(source).insertInto('platform.developer').values({ id, name }).execute()
  return id
}

function fromRow(row: Selectable<AppTable>): App {
  return {
    id: row.id,
    name: row.name,
    secretHash: row.secret_hash,
    siteUrl: row.site_url,
    permissions: row.permissions,
    confidential: row.confidential,
    legacyOauth: row.legacy_oauth,
    allowImplicit: row.allow_implicit,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}
