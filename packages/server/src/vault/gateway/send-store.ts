/** SQL of the send gateway: who holds a token, what was sent, what came of it. */
import { MERCHANT_NOW, MerchantBatches } from '../../database/index.ts'
import type { Database } from '../../database/index.ts'
import { NOW, TOKEN_COLUMNS, milliseconds, toToken } from '../tokens/token-row.ts'
import type { TokenRow } from '../tokens/token-row.ts'
import { UNUSED_MULTIPAY_DAYS } from '../tokens/token.ts'
import type { Token } from '../tokens/token.ts'
import type { SendKind, StoredOutcome } from './send.ts'

export interface Claim {
  /** The attempt is not sent now: it holds the token until it is, or is withdrawn. */
  readonly isHold: boolean
  readonly attemptId: string
  readonly tokenId: string
  readonly hasStoredCredentials: boolean
  /** It is the first of several payments with the card, and kept as such (contract CHG-11). */
  readonly isFirst: boolean
  readonly brands: readonly string[] | undefined
}

/** A sealed value and the version of the key it was sealed with. */
export interface Sealed {
  readonly bytes: Buffer
  readonly keyVersion: number
}

/** The record of a message; `outcome` is absent while it is not known. */
export interface SendRecord {
  readonly tokenId: string | undefined
  readonly outcome: StoredOutcome | undefined
  /** Nothing has been sent yet. */
  readonly isHeld: boolean
}

export interface ClaimResult {
  /** True: the token is this attempt's, the send is recorded, and it is this caller who sends. */
  readonly isClaimed: boolean
  /** The record of this attempt from before. */
  readonly earlier: SendRecord | undefined
  readonly token: Token | undefined
  readonly sealedNumber: Sealed | undefined
  /** Absent when none was given, or its time is over. */
  readonly sealedCode: Sealed | undefined
  /** Database time of the statement, Unix milliseconds. */
  readonly nowMs: number
}

interface Concluded {
  readonly attemptId: string
  readonly tokenId: string | undefined
  /** Undefined when it is not known; false saves a look at the token. */
  readonly isMultipay?: boolean
}

export type Conclusion = Concluded &
  (
    | { readonly kind: 'decided'; readonly outcome: StoredOutcome }
    /** The verification code is destroyed; token and send stay as they are. */
    | { readonly kind: 'unknown' }
    /** The token is free and the record gone: nothing happened. */
    | { readonly kind: 'not_sent' }
  )

// Each table is reached through "key = any(array(…))" beside the join. PostgreSQL keeps the plan of a prepared statement
// for long, and one made while a table was small would read all rows of the merchant to join them; this way every plan
// looks up the keys in the index.

// One statement decides for a whole batch who gets a token, and records it. That the attempt which held a token is still
// the one that was looked at stands in the update itself, which PostgreSQL checks again on the newest version of the row
// once it holds its lock; so of any number of attempts at one single-pay token, one gets it.
const CLAIM = `
  with request as materialized (
    select * from json_to_recordset($2) as request(
      attempt_id text, token_id text, has_stored_credentials boolean, is_first boolean, brands text[], is_hold boolean)
  ), wanted as materialized (
    select t.* from vault.token t where t.merchant_id = $1 and t.id = any(array(select token_id from request))
  ), found as materialized (
    select r.attempt_id, r.is_hold, case when r.is_first then t.fingerprint end as first_of, ${TOKEN_COLUMNS},
      t.key_version, t.sealed_number,
      v.sealed_code, v.key_version as code_key_version,
      s.attempt_id as earlier, s.token_id as earlier_token_id, s.state as earlier_state, s.outcome,
      t.id is not null and s.attempt_id is null
        and (r.brands is null or t.brand = any(r.brands))
        and case when t.is_multipay
          then r.has_stored_credentials
            and (t.used_at is not null or t.created_at > ${MERCHANT_NOW} - ${UNUSED_MULTIPAY_DAYS} * interval '1 day')
          else (t.claimed_by is null or h.outcome ->> 'kind' in ('declined', 'reversed'))
            and t.created_at > ${MERCHANT_NOW} - $3 * interval '1 minute'
        end as is_free
    from request r
    left join wanted t on t.id = r.token_id
    left join vault.send h
      on h.merchant_id = $1 and h.attempt_id = any(array(select claimed_by from wanted)) and h.attempt_id = t.claimed_by
    left join vault.verification_code v
      on v.merchant_id = $1 and v.token_id = any(array(select token_id from request)) and v.token_id = r.token_id
      and v.created_at > ${MERCHANT_NOW} - $4 * interval '1 minute'
    left join vault.send s
      on s.merchant_id = $1 and s.attempt_id = any(array(select attempt_id from request)) and s.attempt_id = r.attempt_id
  ), claimed as (
    update vault.token t
    set claimed_by = case when t.is_multipay then t.claimed_by else f.attempt_id end, last_accessed_at = ${NOW}
    from found f
    where f.is_free and t.merchant_id = $1 and t.id = any(array(select id from found where is_free)) and t.id = f.id
      and t.claimed_by is not distinct from f.claimed_by
    returning t.id, t.is_multipay, t.claimed_by
  ), sent as (
    insert into vault.send (sent_at, merchant_id, attempt_id, kind, state, token_id, first_of)
    select now(), $1, f.attempt_id, 'authorization', case when f.is_hold then 'held' else 'sent' end, f.id, f.first_of
    from found f join claimed c on c.id = f.id
    where f.is_free and (c.is_multipay or c.claimed_by = f.attempt_id)
    on conflict do nothing
    returning attempt_id
  )
  select f.*, n.attempt_id is not null as is_claimed, ${milliseconds(NOW)} as now_ms
  from found f left join sent n on n.attempt_id = f.attempt_id`

// The first conclusion of an attempt counts: an update of vault.send that finds it decided changes nothing, but for an
// approval that is reversed. A single-pay token follows its attempt; a multi-pay token is written at its first success.
const CONCLUDE = `
  with conclusion as materialized (
    select * from json_to_recordset($2) as conclusion(
      attempt_id text, token_id text, is_multipay boolean, kind text, outcome jsonb)
  ), code as (
    delete from vault.verification_code v using conclusion c
    where v.merchant_id = $1 and v.token_id = any(array(select token_id from conclusion)) and v.token_id = c.token_id
      and c.kind <> 'not_sent'
  ), decided as (
    update vault.send s set state = 'decided', decided_at = ${NOW}, outcome = c.outcome
    from conclusion c
    where c.kind = 'decided' and s.merchant_id = $1
      and s.attempt_id = any(array(select attempt_id from conclusion)) and s.attempt_id = c.attempt_id
      and (s.state = 'sent' or (c.outcome ->> 'kind' = 'reversed' and s.outcome ->> 'kind' = 'approved'))
    returning s.token_id, s.attempt_id, s.outcome ->> 'kind' as outcome_kind, c.is_multipay
  ), withdrawn as (
    delete from vault.send s using conclusion c
    where c.kind = 'not_sent' and s.merchant_id = $1
      and s.attempt_id = any(array(select attempt_id from conclusion)) and s.attempt_id = c.attempt_id
      and s.state = 'sent'
    returning s.token_id, s.attempt_id
  ), ended as materialized (
    select token_id, null as withdrawn_attempt_id from decided
    where outcome_kind = 'approved' and is_multipay is distinct from false
    union all
    select token_id, attempt_id from withdrawn
  ), settled as (
    update vault.token t
    set claimed_by = case when e.withdrawn_attempt_id is null then t.claimed_by end,
      used_at = case when e.withdrawn_attempt_id is null then ${NOW} else t.used_at end
    from ended e
    where t.merchant_id = $1 and t.id = any(array(select token_id from ended)) and t.id = e.token_id
      and (t.claimed_by = e.withdrawn_attempt_id or (e.withdrawn_attempt_id is null and t.is_multipay and t.used_at is null))
  )
  select c.attempt_id, case when d.attempt_id is null then s.outcome else c.outcome end as outcome
  from conclusion c
  left join decided d on d.attempt_id = c.attempt_id
  left join vault.send s
    on s.merchant_id = $1 and s.attempt_id = any(array(select attempt_id from conclusion)) and s.attempt_id = c.attempt_id`

const BEGIN_FOLLOW_UP = `
  with begun as (
    insert into vault.send (sent_at, merchant_id, attempt_id, kind, state)
    values (now(), $1, $2, $3, 'sent')
    on conflict do nothing
    returning true
  )
  select exists (select from begun) as is_new, s.outcome
  from (values (1)) as one left join vault.send s on s.merchant_id = $1 and s.attempt_id = $2`

// For each of them a row that is not held any more stays as it is.
const SEND_HELD = `update vault.send set state = 'sent', sent_at = now()
  where merchant_id = $1 and attempt_id = $2 and state = 'held'`

const HOLD_AGAIN = `update vault.send set state = 'held'
  where merchant_id = $1 and attempt_id = $2 and state = 'sent'`

const LET_GO = `
  with let_go as (
    delete from vault.send where merchant_id = $1 and attempt_id = $2 and state = 'held' returning token_id
  )
  update vault.token t set claimed_by = null from let_go l
  where t.merchant_id = $1 and t.id = l.token_id and t.claimed_by = $2`

const WITHDRAW = `
  insert into vault.send (sent_at, decided_at, merchant_id, attempt_id, kind, state, outcome)
  values (now(), now(), $1, $2, 'authorization', 'decided', '{"kind": "reversed"}')
  on conflict (merchant_id, attempt_id) do update
  set state = excluded.state, decided_at = excluded.decided_at, outcome = excluded.outcome
  where send.state = 'held'`

const READ = 'select state, outcome, token_id from vault.send where merchant_id = $1 and attempt_id = $2'

interface ClaimRow extends TokenRow {
  attempt_id: string
  is_claimed: boolean
  earlier: string | null
  earlier_token_id: string | null
  earlier_state: 'held' | 'sent' | 'decided' | null
  outcome: StoredOutcome | null
  key_version: number
  sealed_number: Buffer
  sealed_code: Buffer | null
  code_key_version: number
  now_ms: number
}

export interface SendLifetimes {
  readonly tokenTtlMinutes: number
  readonly cvvTtlMinutes: number
}

export class SendStore {
  readonly #database: Database
  readonly #lifetimes: SendLifetimes
  readonly #claims: MerchantBatches<Claim, ClaimResult>
  readonly #conclusions: MerchantBatches<Conclusion, StoredOutcome | undefined>

  constructor(database: Database, lifetimes: SendLifetimes) {
    this.#database = database
    this.#lifetimes = lifetimes
    this.#claims = new MerchantBatches((merchantId, items) => this.#claim(merchantId, items))
    this.#conclusions = new MerchantBatches((merchantId, items) => this.#conclude(merchantId, items))
  }

  /** Takes the token for the attempt and records the send; durable when it returns. */
  claim(merchantId: string, claim: Claim): Promise<ClaimResult> {
    return this.#claims.add(merchantId, claim)
  }

  /** @returns the outcome that counts, which is the first; undefined when there is none */
  async conclude(merchantId: string, conclusion: Conclusion): Promise<StoredOutcome | undefined> {
    const outcome = await this.#conclusions.add(merchantId, conclusion)
    if (outcome !== undefined || conclusion.kind !== 'decided') return outcome
    // Another process decided while this statement waited for its lock: its outcome was not visible yet.
    return (await this.read(merchantId, conclusion.attemptId))?.outcome
  }

  /** Records that a message without a card is about to be sent; durable when it returns. */
  async beginFollowUp(
    merchantId: string,
    attemptId: string,
    kind: SendKind,
  ): Promise<{ isNew: boolean; outcome: StoredOutcome | undefined }> {
    const { rows } = await this.#database.query<{ is_new: boolean; outcome: StoredOutcome | null }>({
      name: 'send_begin_follow_up',
      text: BEGIN_FOLLOW_UP,
      values: [merchantId, attemptId, kind],
    })
    return { isNew: rows[0]!.is_new, outcome: rows[0]!.outcome ?? undefined }
  }

  /**
   * Puts a record in the way of a message that has none, or is held, so that it is never sent.
   * @returns false when it may have been sent
   */
  async withdraw(merchantId: string, attemptId: string): Promise<boolean> {
    const { rowCount } = await this.#database.query(WITHDRAW, [merchantId, attemptId])
    return rowCount === 1
  }

  /** Records that the message of an attempt which holds its token is about to be sent. @returns false for whoever is late */
  async sendHeld(merchantId: string, attemptId: string): Promise<boolean> {
    const { rowCount } = await this.#database.query(SEND_HELD, [merchantId, attemptId])
    return rowCount === 1
  }

  /** The message could not be sent: it may be, later. */
  async holdAgain(merchantId: string, attemptId: string): Promise<void> {
    await this.#database.query(HOLD_AGAIN, [merchantId, attemptId])
  }

  /** Forgets an attempt that holds its token, as if it had never come; one that was sent stays. */
  async letGo(merchantId: string, attemptId: string): Promise<void> {
    await this.#database.query(LET_GO, [merchantId, attemptId])
  }

  async read(merchantId: string, attemptId: string): Promise<SendRecord | undefined> {
    const { rows } = await this.#database.query<{
      state: 'held' | 'sent' | 'decided'
      outcome: StoredOutcome | null
      token_id: string | null
    }>({
      name: 'send_read',
      text: READ,
      values: [merchantId, attemptId],
    })
    const row = rows[0]
    return (
      row && {
        outcome: row.outcome ?? undefined,
        tokenId: row.token_id ?? undefined,
        isHeld: row.state === 'held',
      }
    )
  }

  async #claim(merchantId: string, claims: readonly Claim[]): Promise<ClaimResult[]> {
    const items = claims.map(claim => ({
      attempt_id: claim.attemptId,
      token_id: claim.tokenId,
      has_stored_credentials: claim.hasStoredCredentials,
      is_first: claim.isFirst,
      brands: claim.brands,
      is_hold: claim.isHold,
    }))
    const { tokenTtlMinutes, cvvTtlMinutes } = this.#lifetimes
    const { rows } = await this.#database.query<ClaimRow>({
      name: 'send_claim',
      text: CLAIM,
      values: [merchantId, JSON.stringify(items), tokenTtlMinutes, cvvTtlMinutes],
    })
    const byAttempt = new Map(rows.map(row => [row.attempt_id, toClaimResult(merchantId, row)]))
    return claims.map(claim => byAttempt.get(claim.attemptId)!)
  }

  async #conclude(merchantId: string, conclusions: readonly Conclusion[]): Promise<(StoredOutcome | undefined)[]> {
    const items = conclusions.map(conclusion => ({
      attempt_id: conclusion.attemptId,
      token_id: conclusion.tokenId,
      is_multipay: conclusion.isMultipay,
      kind: conclusion.kind,
      outcome: conclusion.kind === 'decided' ? conclusion.outcome : undefined,
    }))
    const { rows } = await this.#database.query<{ attempt_id: string; outcome: StoredOutcome | null }>({
      name: 'send_conclude',
      text: CONCLUDE,
      values: [merchantId, JSON.stringify(items)],
    })
    const byAttempt = new Map(rows.map(row => [row.attempt_id, row.outcome ?? undefined]))
    return conclusions.map(conclusion => byAttempt.get(conclusion.attemptId))
  }
}

function toClaimResult(merchantId: string, row: ClaimRow): ClaimResult {
  const isKnown = row.id !== null
  return {
    isClaimed: row.is_claimed,
    earlier:
      row.earlier === null
        ? undefined
        : {
            tokenId: row.earlier_token_id ?? undefined,
            outcome: row.outcome ?? undefined,
            isHeld: row.earlier_state === 'held',
          },
    token: isKnown ? toToken(merchantId, row) : undefined,
    sealedNumber: isKnown ? { bytes: row.sealed_number, keyVersion: row.key_version } : undefined,
    sealedCode: row.sealed_code ? { bytes: row.sealed_code, keyVersion: row.code_key_version } : undefined,
    nowMs: row.now_ms,
  }
}
