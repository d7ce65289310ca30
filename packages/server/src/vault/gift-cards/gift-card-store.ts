/** SQL of `vault.gift_card_token`. */
import type { Database } from '../../database/index.ts'
import { NOW, milliseconds } from '../tokens/token-row.ts'
import type { GiftCardToken } from './gift-card.ts'

export interface NewGiftCardToken {
  readonly id: string
  readonly keyVersion: number
  readonly last4: string
  readonly publicKeyId: string
  readonly appId: string | undefined
  readonly sealedNumber: Buffer
  readonly sealedCode: Buffer | undefined
}

const INSERT = `
  insert into vault.gift_card_token
    (created_at, merchant_id, id, key_version, last4, public_key_id, app_id, sealed_number, sealed_code)
  values (${NOW}, $1, $2, $3, $4, $5, $6, $7, $8)
  returning ${milliseconds('created_at')} as created_ms`

const READ = `
  select id, app_id, last4, ${milliseconds('created_at')} as created_ms
  from vault.gift_card_token
  where merchant_id = $1 and id = $2`

interface Row {
  id: string
  app_id: string | null
  last4: string
  created_ms: number
}

export class GiftCardStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @returns when the token was created, Unix milliseconds; it is durable then */
  async insert(merchantId: string, token: NewGiftCardToken): Promise<number> {
    const { id, keyVersion, last4, publicKeyId, appId, sealedNumber, sealedCode } = token
    const { rows } = await this.#database.query<{ created_ms: number }>({
      name: 'gift_card_insert',
      text: INSERT,
      values: [merchantId, id, keyVersion, last4, publicKeyId, appId, sealedNumber, sealedCode],
    })
    return rows[0]!.created_ms
  }

  async read(merchantId: string, tokenId: string): Promise<GiftCardToken | undefined> {
    const { rows } = await this.#database.query<Row>({
      name: 'gift_card_read',
      text: READ,
      values: [merchantId, tokenId],
    })
    const row = rows[0]
    if (!row) return undefined
    return { id: row.id, merchantId, appId: row.app_id ?? undefined, createdMs: row.created_ms, last4: row.last4 }
  }
}
