/** Bodies of type `application/x-www-form-urlencoded`. */
import { isUtf8 } from 'node:buffer'
import { ApiError } from '../../http/errors.ts'

/** @throws ApiError `invalid_request` for a field that is given twice, or text that is no UTF-8 */
export function parseForm(body: Buffer | undefined): Record<string, string> {
  if (body === undefined || body.length === 0) return {}
  if (!isUtf8(body)) throw new ApiError('invalid_request')
  const fields = [...new URLSearchParams(body.toString('utf8'))]
  if (new Set(fields.map(([name]) => name)).size < fields.length) throw new ApiError('invalid_request')
  return Object.fromEntries(fields)
}
