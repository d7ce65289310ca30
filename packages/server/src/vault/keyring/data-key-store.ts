/** SQL of `vault.data_key`. */
import type { Database } from '../../database/index.ts'
import type { WrappedKeyOwner } from './key-provider.ts'
import type { KeyPurpose } from './merchant-keys.ts'

export interface StoredDataKey extends WrappedKeyOwner {
  readonly purpose: KeyPurpose
  readonly providerId: string
  readonly wrapped: Buffer
  /** Unix milliseconds. */
  readonly notAfterMs: number
}

interface Row {
  purpose: KeyPurpose
  version: number
  provider_id: string
  wrapped: Buffer
  not_after_ms: number
}

const READ = `
  select purpose, version, provider_id, wrapped, floor(extract(epoch from not_after) * 1000)::bigint as not_after_ms
  from vault.data_key
  where merchant_id = $1`

// The first of several processes wins; the others read what it made.
const INSERT = `
  insert into vault.data_key (merchant_id, purpose, version, provider_id, wrapped, not_after)
  values ($1, $2, $3, $4, $5, now() + make_interval(days => $6))
  on conflict do nothing`

export class DataKeyStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async read(merchantId: string): Promise<StoredDataKey[]> {
    const { rows } = await this.#database.query<Row>({ name: 'data_key_read', text: READ, values: [merchantId] })
    return rows.map(row => ({
      merchantId,
      purpose: row.purpose,
      version: row.version,
      providerId: row.provider_id,
      wrapped: row.wrapped,
      notAfterMs: row.not_after_ms,
    }))
  }

  async insert(owner: WrappedKeyOwner, providerId: string, wrapped: Buffer, cryptoperiodDays: number): Promise<void> {
    const { merchantId, purpose, version } = owner
    const values = [merchantId, purpose, version, providerId, wrapped, cryptoperiodDays]
    await this.#database.query({ text: INSERT, values })
  }
}
