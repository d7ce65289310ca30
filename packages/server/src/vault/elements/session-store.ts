/** SQL of `vault.elements_session`. */
import type { Database } from '../../database/index.ts'
import { milliseconds } from '../tokens/token-row.ts'
import { MOST_ATTEMPTS, SESSION_MINUTES, hashSession } from './session.ts'

/** Whose session it is; anybody else's is unknown. */
export interface SessionName {
  readonly merchantId: string
  readonly publicKeyId: string
  readonly session: string
}

export type AttemptClaim =
  | { readonly kind: 'unknown_session' }
  | { readonly kind: 'too_many' }
  /** `isNew` is false when the attempt was claimed before; a token of this id may exist then. */
  | { readonly kind: 'claimed'; readonly tokenId: string; readonly isNew: boolean }

const INSERT = `
  insert into vault.elements_session (merchant_id, session_hash, public_key_id, origin, expires_at)
  values ($1, $2, $3, $4, date_trunc('milliseconds', now()) + make_interval(mins => $5))
  returning floor(${milliseconds('expires_at')})::bigint as expires_ms`

const OWN = `merchant_id = $1 and session_hash = $2 and public_key_id = $3 and expires_at > now()`

// One statement of one row: requests of a session that arrive together queue for the row and see each other's attempts,
// so that neither the limit nor the token of an attempt can be given twice.
const CLAIM = `
  update vault.elements_session
  set attempts = case
    when attempts ? $4 or (select count(*) from jsonb_object_keys(attempts)) >= $6 then attempts
    else attempts || jsonb_build_object($4::text, $5::text) end
  where ${OWN}
  returning attempts ->> $4 as token_id`

const KNOWS = `select 1 from vault.elements_session where ${OWN}`

export class SessionStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @returns when it expires, Unix milliseconds, database time */
  async insert({ merchantId, publicKeyId, session }: SessionName, origin: string): Promise<number> {
    const values = [merchantId, hashSession(session), publicKeyId, origin, SESSION_MINUTES]
    const { rows } = await this.#database.query<{ expires_ms: number }>({
      name: 'elements_session_insert',
      text: INSERT,
      values,
    })
    return rows[0]!.expires_ms
  }

  async knows({ merchantId, publicKeyId, session }: SessionName): Promise<boolean> {
    const { rowCount } = await this.#database.query({
      name: 'elements_session_knows',
      text: KNOWS,
      values: [merchantId, hashSession(session), publicKeyId],
    })
    return rowCount === 1
  }

  /** Counts an attempt once (contract TOK-40), and reserves the id of the token that may come of it. */
  async claim(name: SessionName, attempt: string, tokenId: string): Promise<AttemptClaim> {
    const { rows } = await this.#database.query<{ token_id: string | null }>({
      name: 'elements_session_claim',
      text: CLAIM,
      values: [name.merchantId, hashSession(name.session), name.publicKeyId, attempt, tokenId, MOST_ATTEMPTS],
    })
    const row = rows[0]
    if (!row) return { kind: 'unknown_session' }
    if (row.token_id === null) return { kind: 'too_many' }
    return { kind: 'claimed', tokenId: row.token_id, isNew: row.token_id === tokenId }
  }

  async deleteExpired(): Promise<void> {
    await this.#database.query('delete from vault.elements_session where expires_at <= now()')
  }
}
