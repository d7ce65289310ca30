/** The statements that find credentials: the hot path of every service, hence SQL by hand. */
import type { Queryable } from '../../database/index.ts'
import type { Permission } from '../../http/permissions.ts'
import type { StoredSettings } from '../merchants/settings.ts'
import type { IntegrationType } from '../tables.ts'
import type { SecretHash } from './secret-hash.ts'

export interface MerchantRow {
  readonly merchant_id: string
  readonly merchant_name: string
  readonly merchant_active: boolean
  readonly default_currency: string
  readonly settings: StoredSettings
}

export interface KeyRow extends MerchantRow {
  readonly id: string
  readonly kind: 'pakms' | 'ecommerce'
  readonly public_key: string
  readonly app_id: string | null
  readonly integration_type: IntegrationType | null
  readonly active: boolean
  readonly expired: boolean
  readonly allowed_addresses: string[]
  readonly allowed_origins: string[]
  readonly multipay: boolean
  readonly installed: boolean
}

// Only columns that the vault's role may read: it looks up public keys with this very statement.
const KEY = `
  select k.merchant_id, k.id, k.kind, k.public_key, k.app_id, k.integration_type, k.active,
         coalesce(k.expires_at <= now(), false) as expired,
         k.allowed_addresses, k.allowed_origins, k.multipay,
         m.name as merchant_name, m.active as merchant_active, m.default_currency, m.settings,
         k.kind = 'ecommerce' or coalesce(i.active, false) as installed
    from platform.api_key k
    join platform.merchant m on m.id = k.merchant_id
    left join platform.installation i on i.merchant_id = k.merchant_id and i.app_id = k.app_id`

/** @returns the keys that exist, in any order */
export async function readPublicKeys(database: Queryable, publicKeys: readonly string[]): Promise<KeyRow[]> {
  const text = `${KEY} where k.public_key = any($1)`
  const { rows } = await database.query<KeyRow>({ name: 'read_public_keys', text, values: [publicKeys] })
  return rows
}

export async function readPrivateKey(database: Queryable, hash: SecretHash): Promise<KeyRow | undefined> {
  const text = `${KEY} where k.private_key_hash = $1`
  const { rows } = await database.query<KeyRow>({ name: 'read_private_key', text, values: [hash] })
  return rows[0]
}

export interface InstallationRow extends MerchantRow {
  readonly installed: boolean
  /** Agreed to at the last consent. */
  readonly agreed: Permission[]
  /** What the app asks for today. */
  readonly asked: Permission[]
}

/** What an access token is worth at this moment besides what it carries itself. */
export async function readInstallation(
  database: Queryable,
  merchantId: string,
  appId: string,
): Promise<InstallationRow | undefined> {
  const text = `
    select m.id as merchant_id, m.name as merchant_name, m.active as merchant_active, m.default_currency, m.settings,
           i.active as installed, i.permissions as agreed, a.permissions as asked
      from platform.installation i
      join platform.merchant m on m.id = i.merchant_id
      join platform.app a on a.id = i.app_id
     where i.merchant_id = $1 and i.app_id = $2`
  const { rows } = await database.query<InstallationRow>({
    name: 'read_installation',
    text,
    values: [merchantId, appId],
  })
  return rows[0]
}
