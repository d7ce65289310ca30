/** SQL of `vault.card_key`. */
import type { Database } from '../../database/index.ts'
import { milliseconds } from '../tokens/token-row.ts'
import { CARD_KEY_LIFETIME_HOURS } from './card-key.ts'
import type { CardKeyAlgorithm, PublicJwk, StoredCardKey } from './card-key.ts'

export interface CardKeyRecord extends StoredCardKey {
  /** Unix milliseconds. */
  readonly createdMs: number
  readonly notAfterMs: number
}

interface Row {
  kid: string
  alg: CardKeyAlgorithm
  version: number
  public_jwk: PublicJwk
  provider_id: string
  wrapped_data_key: Buffer
  sealed_private_key: Buffer
  created_ms: number
  not_after_ms: number
}

const READ = `
  select kid, alg, version, public_jwk, provider_id, wrapped_data_key, sealed_private_key,
         floor(${milliseconds('created_at')})::bigint as created_ms,
         floor(${milliseconds('not_after')})::bigint as not_after_ms
  from vault.card_key
  where alg = any($1)
  order by created_at desc, version desc`

// The first of several processes wins; the others read what it made.
const INSERT = `
  insert into vault.card_key
    (kid, alg, version, public_jwk, provider_id, wrapped_data_key, sealed_private_key, not_after)
  values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(hours => $8))
  on conflict do nothing`

export class CardKeyStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Every key, newest first; of those whose time is over, the version still counts. */
  async read(algorithms: readonly CardKeyAlgorithm[]): Promise<CardKeyRecord[]> {
    const { rows } = await this.#database.query<Row>({ name: 'card_key_read', text: READ, values: [algorithms] })
    return rows.map(row => ({
      kid: row.kid,
      alg: row.alg,
      version: row.version,
      publicJwk: row.public_jwk,
      providerId: row.provider_id,
      wrappedDataKey: row.wrapped_data_key,
      sealedPrivateKey: row.sealed_private_key,
      createdMs: row.created_ms,
      notAfterMs: row.not_after_ms,
    }))
  }

  async insert(key: StoredCardKey): Promise<void> {
    const { kid, alg, version, publicJwk, providerId, wrappedDataKey, sealedPrivateKey } = key
    const values = [kid, alg, version, publicJwk, providerId, wrappedDataKey, sealedPrivateKey]
    await this.#database.query({ text: INSERT, values: [...values, CARD_KEY_LIFETIME_HOURS] })
  }

  /** Destroys the private halves of keys that have left the set (contract TOK-22). */
  async deleteRetired(): Promise<void> {
    await this.#database.query('delete from vault.card_key where not_after <= now()')
  }
}
