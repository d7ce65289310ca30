import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from '../errors.ts'

const KEY = /^[\x21-\x7e]{1,255}$/

/**
 * The form of the header (contract IDM-1). It is optional everywhere.
 * @throws ApiError `idempotency_key_invalid`
 */
export function checkIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['idempotency-key']
  if (value === undefined) return undefined
  const key = Array.isArray(value) ? value.join(', ') : value
  if (!KEY.test(key.trim())) throw new ApiError('idempotency_key_invalid', { param: 'idempotency-key' })
  return key.trim()
}
