/** Consent pages that wait for their answer (contract OAUTH-4). */
import type { Queryable } from '../../../database/index.ts'
import type { Permission } from '../../../http/permissions.ts'
import type { SecretHash } from '../../credentials/secret-hash.ts'
import type { OAuthVersion } from '../authorization-code.ts'
import type { ResponseType } from './authorize-request.ts'

const LIFETIME_MINUTES = 30

/** What is consented to; it stays on the server, so that a form cannot change it. */
export interface ConsentRequest {
  readonly merchantId: string
  readonly appId: string
  readonly permissions: readonly Permission[]
  readonly version: OAuthVersion
  readonly responseType: ResponseType
  readonly redirectUri: string
  readonly state?: string
  readonly codeChallenge?: string
}

export async function insertConsentRequest(
  database: Queryable,
  valueHash: SecretHash,
  sessionHash: SecretHash,
  request: ConsentRequest,
): Promise<void> {
  await database.query(
    `insert into platform.consent_request (merchant_id, value_hash, session_hash, app_id, permissions, version,
                                           response_type, redirect_uri, state, code_challenge)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      request.merchantId,
      valueHash,
      sessionHash,
      request.appId,
      request.permissions,
      request.version,
      request.responseType,
      request.redirectUri,
      request.state ?? null,
      request.codeChallenge ?? null,
    ],
  )
}

/** Takes a request away, so that its value works once, for the session it was shown to. */
export async function claimConsentRequest(
  transaction: Queryable,
  merchantId: string,
  valueHash: SecretHash,
  sessionHash: SecretHash,
): Promise<ConsentRequest | undefined> {
  const { rows } = await transaction.query<{
    app_id: string
    permissions: Permission[]
    version: OAuthVersion
    response_type: ResponseType
    redirect_uri: string
    state: string | null
    code_challenge: string | null
    expired: boolean
  }>(
    `delete from platform.consent_request
      where merchant_id = $1 and value_hash = $2 and session_hash = $3
      returning app_id, permissions, version, response_type, redirect_uri, state, code_challenge,
                created_at <= now() - make_interval(mins => $4) as expired`,
    [merchantId, valueHash, sessionHash, LIFETIME_MINUTES],
  )
  const row = rows[0]
  if (!row || row.expired) return undefined
  return {
    merchantId,
    appId: row.app_id,
    permissions: row.permissions,
    version: row.version,
    responseType: row.response_type,
    redirectUri: row.redirect_uri,
    state: row.state ?? undefined,
    codeChallenge: row.code_challenge ?? undefined,
  }
}
