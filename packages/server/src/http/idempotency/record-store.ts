/** SQL of the idempotency records. */
import { MerchantBatches } from '../../database/index.ts'
import type { Database } from '../../database/index.ts'
import type { RequestHashes } from './request-hash.ts'

export interface NewRecord extends RequestHashes {
  /** Used unless an earlier request with the key has begun already. */
  readonly operationId: string
  /** How long the beginner is thought to be at work. */
  readonly leaseMs: number
  /** How long the answer is kept. */
  readonly keepHours: number
}

export interface StoredRecord {
  /** Hex. */
  readonly requestHash: string
  readonly operationId: string
  /** Null while there is no answer. */
  readonly status: number | null
  readonly body: string | null
}

export interface Answer {
  readonly keyHash: string
  readonly operationId: string
  readonly status: number
  readonly body: string
}

/** In place of a request's hash: no request has begun with this key. */
const ANY_REQUEST = '\\x00'

// Nobody but the one whose row this is may go on: the first with the key, or after its lease whoever repeats it.
const BEGIN = `
  insert into payments.idempotency_record as earlier
    (merchant_id, key_hash, request_hash, operation_id, lease_until, expires_at)
  select $1, decode("keyHash", 'hex'), decode("requestHash", 'hex'), "operationId",
    now() + "leaseMs" * interval '1 millisecond', now() + "keepHours" * interval '1 hour'
  from json_to_recordset($2) as row
    ("keyHash" text, "requestHash" text, "operationId" text, "leaseMs" integer, "keepHours" integer)
  on conflict (merchant_id, key_hash) do update
  set request_hash = excluded.request_hash, lease_until = excluded.lease_until, expires_at = excluded.expires_at,
    status = null, body = null,
    operation_id = case when earlier.expires_at <= now() then excluded.operation_id else earlier.operation_id end
  where earlier.expires_at <= now()
    or (earlier.status is null and earlier.lease_until <= now()
      and earlier.request_hash in (excluded.request_hash, '${ANY_REQUEST}'))
  returning encode(key_hash, 'hex') as "keyHash", operation_id as "operationId"`

const FINISH = `
  update payments.idempotency_record r set status = a.status, body = a.body
  from json_to_recordset($2) as a ("keyHash" text, "operationId" text, status smallint, body text)
  where r.merchant_id = $1 and r.key_hash = decode(a."keyHash", 'hex') and r.operation_id = a."operationId"
    -- Says the same once more, so that a plan made while the table was empty still uses the whole key.
    and r.key_hash = any (array(select decode(value ->> 'keyHash', 'hex') from json_array_elements($2)))`

const READ = `
  select encode(request_hash, 'hex') as "requestHash", operation_id as "operationId", status, body
  from payments.idempotency_record where merchant_id = $1 and key_hash = decode($2, 'hex')`

export class RecordStore {
  readonly #database: Database
  readonly #beginnings: MerchantBatches<NewRecord, string | undefined>
  readonly #answers: MerchantBatches<Answer, void>

  constructor(database: Database) {
    this.#database = database
    this.#beginnings = new MerchantBatches((merchantId, records) => this.#begin(merchantId, records))
    this.#answers = new MerchantBatches((merchantId, answers) => this.#finish(merchantId, answers))
  }

  /**
   * Durable when it returns. The keys that are under way at once differ.
   * @returns the operation's id, which is an earlier one when this resumes it; undefined when another one is at work or
   *   has answered
   */
  begin(merchantId: string, record: NewRecord): Promise<string | undefined> {
    return this.#beginnings.add(merchantId, record)
  }

  /** Keeps an answer for repeats. */
  finish(merchantId: string, answer: Answer): Promise<void> {
    return this.#answers.add(merchantId, answer)
  }

  /**
   * Leaves the operation to whoever repeats it next.
   * @param isUntouched nothing of it has begun, so that the next one may have another body
   */
  async leave(merchantId: string, keyHash: string, operationId: string, isUntouched: boolean): Promise<void> {
    await this.#database.query(
      `update payments.idempotency_record
       set lease_until = now(), request_hash = case when $4 then '${ANY_REQUEST}'::bytea else request_hash end
       where merchant_id = $1 and key_hash = decode($2, 'hex') and operation_id = $3 and status is null`,
      [merchantId, keyHash, operationId, isUntouched],
    )
  }

  /** Makes the key free again. */
  async release(merchantId: string, keyHash: string, operationId: string): Promise<void> {
    await this.#database.query(
      `delete from payments.idempotency_record
       where merchant_id = $1 and key_hash = decode($2, 'hex') and operation_id = $3 and status is null`,
      [merchantId, keyHash, operationId],
    )
  }

  async read(merchantId: string, keyHash: string): Promise<StoredRecord | undefined> {
    const { rows } = await this.#database.query<StoredRecord & Record<string, unknown>>({
      name: 'read-idempotency-record',
      text: READ,
      values: [merchantId, keyHash],
    })
    return rows[0]
  }

  /** Forgets what is past its time. */
  async deleteExpired(): Promise<void> {
    await this.#database.query('delete from payments.idempotency_record where expires_at <= now()')
  }

  async #begin(merchantId: string, records: readonly NewRecord[]): Promise<(string | undefined)[]> {
    const { rows } = await this.#database.query<{ keyHash: string; operationId: string }>({
      name: 'begin-idempotency-records',
      text: BEGIN,
      values: [merchantId, JSON.stringify(records)],
    })
    const begun = new Map(rows.map(row => [row.keyHash, row.operationId]))
    return records.map(record => begun.get(record.keyHash))
  }

  async #finish(merchantId: string, answers: readonly Answer[]): Promise<void[]> {
    await this.#database.query({
      name: 'finish-idempotency-records',
      text: FINISH,
      values: [merchantId, JSON.stringify(answers)],
    })
    return answers.map(() => undefined)
  }
}
