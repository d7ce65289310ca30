/** One JSON object in UTF-8, or nothing (contract GEN-5, GEN-6, GEN-8, GEN-20). */
import { isUtf8 } from 'node:buffer'
import { containsCardNumber } from './card-data.ts'
import { ApiError } from './errors.ts'
import { isObject } from './fields.ts'
import { hasBrokenText } from './text.ts'

const DEEPEST = 32

/**
 * @throws ApiError `invalid_json`. It closes the connection: a body that ends too early may be one whose length was
 * counted in UTF-16 units, so that its rest still waits on the socket (contract NPM-2).
 */
export function parseJsonBody(body: Buffer | undefined): Record<string, unknown> {
  if (body === undefined || body.length === 0) return {}
  let value: unknown
  try {
    if (!isUtf8(body)) throw new SyntaxError('not UTF-8')
    value = parseJson(body.toString('utf8'))
  } catch {
    // The parser's own message quotes the body, so it is not kept as a cause.
    throw invalidJson()
  }
  if (!isObject(value) || isDeeper(value, DEEPEST)) throw invalidJson()
  return value
}

/**
 * `1.0` and `1e2` are numbers but no integers (contract GEN-8), which a parsed number does not tell any more: they are
 * kept as Number objects, which print as numbers and are read as integers by nobody. The first parse is for almost all.
 */
function parseJson(text: string): unknown {
  if (!/[0-9][.eE]/.test(text)) return JSON.parse(text)
  const keepNotation = (_name: string, value: unknown, context?: { source?: string }): unknown =>
    // eslint-disable-next-line no-new-wrappers
    typeof value === 'number' && /[.eE]/.test(context?.source ?? '') ? new Number(value) : value
  return JSON.parse(text, keepNotation as (name: string, value: unknown) => unknown)
}

function invalidJson(): ApiError {
  return new ApiError('invalid_json', { headers: { connection: 'close' } })
}

function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && isDeeper(member as object, levels - 1)) return true
  }
  return false
}

/**
 * Looks at every text and number of a body for card numbers and for text that cannot be stored.
 * @throws ApiError `card_data_not_allowed`, `invalid_request`
 */
export function refuseCardData(value: object, prefix = ''): void {
  const isArray = Array.isArray(value)
  for (const [name, member] of Object.entries(value)) {
    // A member's name is text of the caller too; it becomes part of a path only once it is known to be harmless.
    if (!isArray) refuseText(name, prefix)
    const param = isArray ? `${prefix}[${name}]` : prefix === '' ? name : `${prefix}.${name}`
    if (typeof member === 'string') refuseText(member, param)
    else if (typeof member === 'number') refuseText(String(member), param)
    else if (typeof member === 'object' && member !== null) refuseCardData(member as object, param)
  }
}

/** @throws ApiError `card_data_not_allowed`, `invalid_request` */
export function refuseText(text: string, param: string): void {
  if (containsCardNumber(text)) throw new ApiError('card_data_not_allowed', { param: param === '' ? undefined : param })
  if (hasBrokenText(text)) throw new ApiError('invalid_request', { param: param === '' ? undefined : param })
}
