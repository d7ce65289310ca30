/** Errors of the token endpoints, in the body that OAuth clients read (contract OAUTH-3). */
import { REASON_PHRASES } from '../../http/errors.ts'
import type { ApiError } from '../../http/errors.ts'

export type OAuthErrorCode = 'invalid_request' | 'invalid_client' | 'invalid_grant'

const STATUS = { invalid_request: 400, invalid_client: 401, invalid_grant: 401 } as const

/** The text never repeats a value that the caller sent (contract ERR-4). */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode

  constructor(code: OAuthErrorCode, message: string) {
    super(message)
    this.name = 'OAuthError'
    this.code = code
  }

  get status(): 400 | 401 {
    return STATUS[this.code]
  }
}

export function invalidClient(): OAuthError {
  return new OAuthError('invalid_client', 'Failed to validate client credentials.')
}

/** @param credential such as `authentication code` */
export function invalidGrant(credential: 'authentication code' | 'refresh token' | 'access token'): OAuthError {
  return new OAuthError('invalid_grant', `Failed to validate ${credential}.`)
}

/** Refusals of a request's form become `invalid_request`; whatever else the catalogue has is answered as it is. */
export function asOAuthError(error: ApiError): OAuthError | undefined {
  if (error.status !== 400) return undefined
  const { param } = error.details
  return new OAuthError('invalid_request', param === undefined ? error.message : `${error.message} (${param})`)
}

export function oauthErrorBody(error: OAuthError, requestId: string) {
  return {
    status: REASON_PHRASES[error.status],
    message: error.message,
    error: error.code,
    error_description: error.message,
    request_id: requestId,
  }
}
