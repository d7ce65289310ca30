/** The one error that reaches a caller, and the one body it is sent in (contract section 2). */
import { CATALOGUE, RETURN_ABOVE_ORDER } from './error-catalogue.ts'
import type { CatalogueRow, ErrorCode } from './error-catalogue.ts'

export interface ErrorDetails {
  /** Path of the input at fault, such as `card.exp_month`, or a header or query name in lower case. */
  readonly param?: string
  /** Public message in place of the catalogue's; it never repeats a value that the caller sent (contract ERR-4). */
  readonly message?: string
  readonly charge?: string
  readonly refund?: string
  readonly declineCode?: string
  readonly networkCode?: string
  readonly adviceCode?: string
  readonly missingPermissions?: readonly string[]
  /** Seconds for `Retry-After`; a 503, 504 and `idempotency_key_in_use` have one without it (contract ERR-9). */
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
  /** `processing_error` has a second row, of status 400, for a return above what is left of the order (ORD-24). */
  readonly isReturnAboveOrder?: boolean
  /** The idempotency key stays with the operation although this refuses it (contract 19.3, amounts 92…). */
  readonly keepsKey?: boolean
  /** For the log only. */
  readonly cause?: unknown
}

/**
 * An answer in the contract's error shape.
 * @example throw new ApiError('invalid_charge_amount', { param: 'amount' })
 */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? rowOf(code, details).message, { cause: details.cause })
    this.name = 'ApiError'
    this.code = code
    this.details = details
  }

  get row(): CatalogueRow {
    return rowOf(this.code, this.details)
  }

  get status(): number {
    return this.row.status
  }

  /** Headers that this error carries (contract ERR-8, ERR-9). */
  get headers(): Record<string, string> {
    const headers: Record<string, string> = { ...this.details.headers }
    if (this.status === 401) headers['www-authenticate'] ??= 'Bearer'
    const seconds = this.details.retryAfterSeconds ?? retryAfterSeconds(this.code, this.status)
    if (seconds !== undefined) headers['retry-after'] = String(seconds)
    return headers
  }
}

function rowOf(code: ErrorCode, details: ErrorDetails): CatalogueRow {
  return code === 'processing_error' && details.isReturnAboveOrder ? RETURN_ABOVE_ORDER : CATALOGUE[code]
}

function retryAfterSeconds(code: ErrorCode, status: number): number | undefined {
  if (code === 'outcome_unknown') return 5
  return status === 503 || code === 'idempotency_key_in_use' ? 1 : undefined
}

/** Contract ERR-2: the closed list of error statuses. */
export const REASON_PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** The body of contract 2.1; absent members are left out. */
export function errorBody(error: ApiError, requestId: string, checkoutOrigin: string) {
  const { param, charge, refund, declineCode, networkCode, adviceCode, missingPermissions } = error.details
  return {
    message: `${error.status} ${REASON_PHRASES[error.status]}`,
    error: {
      type: error.row.type,
      code: error.code,
      message: error.message,
      param,
      charge,
      refund,
      decline_code: declineCode,
      network_code: networkCode,
      advice_code: adviceCode,
      permission: missingPermissions?.[0],
      missing_permissions: missingPermissions,
      doc_url: `${checkoutOrigin}/errors/${error.code}`,
      request_id: requestId,
    },
  }
}
