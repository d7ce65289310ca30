import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { SecretHash } from '../credentials/secret-hash.ts'
import { newId, newPublicKey } from '../../http/identifiers.ts'
import { isObjectId } from '../object-id.ts'
import { tables } from '../tables.ts'
import type { ApiKeyTable, IntegrationType, KyselySource } from '../tables.ts'
import { embedId } from './key.ts'
import type { ApiKey, KeyState } from './key.ts'

/** What a new pair takes over from the one it replaces. */
export interface PairRules {
  readonly allowedOrigins: readonly string[]
  readonly allowedAddresses: readonly string[]
  readonly multipay: boolean
}

export interface NewPair extends PairRules {
  readonly merchantId: string
  readonly integrationType: IntegrationType
  readonly privateKeyHash: SecretHash
}

/** @returns nothing when the merchant has a current pair already (contract KEY-2) */
export async function insertPair(source: KyselySource, pair: NewPair): Promise<ApiKey | undefined> {
  const publicKey = newPublicKey()
  const row = await tables(source)
    .insertInto('platform.api_key')
    .values({
      merchant_id: pair.merchantId,
      id: newId(),
      kind: 'ecommerce',
      public_key: publicKey,
      embed_id: embedId(publicKey),
      private_key_hash: pair.privateKeyHash,
      integration_type: pair.integrationType,
      allowed_origins: [...pair.allowedOrigins],
      allowed_addresses: [...pair.allowedAddresses],
      multipay: pair.multipay,
    })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Of any number of concurrent calls exactly one makes the key, and all return it (contract PAK-1). */
export async function findOrInsertPakmsKey(
  source: KyselySource,
  { merchantId, appId, multipay }: { merchantId: string; appId: string; multipay: boolean },
): Promise<ApiKey> {
  const existing = await findPakmsKey(source, merchantId, appId)
  if (existing) return existing
  const publicKey = newPublicKey()
  await tables(source)
    .insertInto('platform.api_key')
    .values({
      merchant_id: merchantId,
      id: newId(),
      kind: 'pakms',
      public_key: publicKey,
      embed_id: embedId(publicKey),
      app_id: appId,
      multipay,
    })
    .onConflict(conflict => conflict.columns(['merchant_id', 'app_id']).where('kind', '=', 'pakms').doNothing())
    .execute()
  // A statement of its own: the insert's snapshot may be older than the row that won.
  const key = await findPakmsKey(source, merchantId, appId)
  if (!key) throw new Error('The key of an app vanished while it was made.')
  return key
}

export async function findPakmsKey(
  source: KyselySource,
  merchantId: string,
  appId: string,
  { lock = false } = {},
): Promise<ApiKey | undefined> {
  const row = await tables(source)
    .selectFrom('platform.api_key')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('app_id', '=', appId)
    .where('kind', '=', 'pakms')
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function findKey(
  source: KyselySource,
  merchantId: string,
  keyId: string,
  { lock = false } = {},
): Promise<ApiKey | undefined> {
  if (!isObjectId(merchantId) || !isObjectId(keyId)) return undefined
  const row = await tables(source)
    .selectFrom('platform.api_key')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('id', '=', keyId)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function findCurrentPair(source: KyselySource, merchantId: string): Promise<ApiKey | undefined> {
  const row = await tables(source)
    .selectFrom('platform.api_key')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('kind', '=', 'ecommerce')
    .where('rotated_at', 'is', null)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** All keys of a merchant, newest first. */
export async function listKeys(source: KyselySource, merchantId: string): Promise<ApiKey[]> {
  const rows = await tables(source)
    .selectFrom('platform.api_key')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(fromRow)
}

/** `modified_at` moves only when `active` does (contract KEY-6). */
export async function storeKeyState(source: KyselySource, key: ApiKey, state: KeyState): Promise<ApiKey> {
  const row = await tables(source)
    .updateTable('platform.api_key')
    .set({
      active: state.active,
      deactivated_by: state.deactivatedBy,
      deactivation_reason: state.deactivationReason,
      ...(state.active === key.active ? {} : { modified_at: sql<Date>`now()` }),
    })
    .where('merchant_id', '=', key.merchantId)
    .where('id', '=', key.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromRow(row)
}

export async function storeKeyRules(source: KyselySource, key: ApiKey, rules: PairRules): Promise<ApiKey> {
  const row = await tables(source)
    .updateTable('platform.api_key')
    .set({
      allowed_origins: [...rules.allowedOrigins],
      allowed_addresses: [...rules.allowedAddresses],
      multipay: rules.multipay,
      modified_at: sql<Date>`now()`,
    })
    .where('merchant_id', '=', key.merchantId)
    .where('id', '=', key.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromRow(row)
}

/** The old pair of a rotation works on until the overlap is over (contract KEY-4). */
export async function markRotated(source: KyselySource, key: ApiKey, overlapHours: number): Promise<void> {
  await tables(source)
    .updateTable('platform.api_key')
    .set({
      rotated_at: sql<Date>`now()`,
      expires_at: sql<Date>`now() + make_interval(hours => ${overlapHours})`,
      modified_at: sql<Date>`now()`,
    })
    .where('merchant_id', '=', key.merchantId)
    .where('id', '=', key.id)
    .execute()
}

function fromRow(row: Selectable<ApiKeyTable>): ApiKey {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    kind: row.kind,
    publicKey: row.public_key,
    appId: row.app_id,
    integrationType: row.integration_type,
    active: row.active,
    deactivatedBy: row.deactivated_by,
    deactivationReason: row.deactivation_reason,
    allowedOrigins: row.allowed_origins,
    allowedAddresses: row.allowed_addresses,
    multipay: row.multipay,
    rotatedAt: row.rotated_at,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}
