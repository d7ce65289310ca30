import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { newId } from '../../http/identifiers.ts'
import type { Mode } from '../context.ts'
import { isObjectId } from '../object-id.ts'
import { tables } from '../tables.ts'
import type { KyselySource, MerchantTable } from '../tables.ts'
import type { PlatformMerchant } from './merchant.ts'
import { resolveSettings } from './settings.ts'
import type { StoredSettings } from './settings.ts'

export interface NewMerchant {
  readonly name: string
  readonly defaultCurrency: string
  readonly settings: StoredSettings
}

export async function insertMerchant(
  source: KyselySource,
  mode: Mode,
  merchant: NewMerchant,
): Promise<PlatformMerchant> {
  const row = await tables(source)
    .insertInto('platform.merchant')
    .values({
      id: newId(),
      name: merchant.name,
      default_currency: merchant.defaultCurrency,
      settings: JSON.stringify(merchant.settings) as unknown as StoredSettings,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromRow(row, mode)
}

export async function findMerchant(
  source: KyselySource,
  mode: Mode,
  merchantId: string,
  { lock = false } = {},
): Promise<PlatformMerchant | undefined> {
  if (!isObjectId(merchantId)) return undefined
  const row = await tables(source)
    .selectFrom('platform.merchant')
    .selectAll()
    .where('id', '=', merchantId)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst()
  return row && fromRow(row, mode)
}

export async function updateMerchant(
  source: KyselySource,
  mode: Mode,
  { id, name, active, storedSettings }: PlatformMerchant,
): Promise<PlatformMerchant> {
  const row = await tables(source)
    .updateTable('platform.merchant')
    .set({
      name,
      active,
      settings: JSON.stringify(storedSettings) as unknown as StoredSettings,
      modified_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromRow(row, mode)
}

function fromRow(row: Selectable<MerchantTable>, mode: Mode): PlatformMerchant {
  return {
    id: row.id,
    name: row.name,
    active: row.active,
    defaultCurrency: row.default_currency,
    settings: resolveSettings(row.settings, row.default_currency, mode),
    storedSettings: row.settings,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}
