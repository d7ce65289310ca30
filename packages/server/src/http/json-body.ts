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
 * A number with a fraction or an exponent, or with more digits than a number holds. Parsing would make an integer of
 * `1.0` and other digits of a long card number, so it keeps what was written; it is printed as a number all the same,
 * and read as an integer by nobody (contract GEN-8).
 */
class WrittenNumber extends Number {
  readonly written: string

  constructor(written: string) {
    super(written)
    this.written = written
  }
}

const NEEDS_NOTATION = /[0-9](?:[.eE]|[0-9]{16})/

/** The first parse is for almost all: what has no such number in it, nor a text that looks like one. */
function parseJson(text: string): unknown {
  if (!NEEDS_NOTATION.test(text)) return JSON.parse(text)
  const keepNotation = (_name: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && NEEDS_NOTATION.test(context?.source ?? '')
      ? new WrittenNumber(context!.source!)
      : value
  return JSON.parse(text, keepNotation as (name: string, value: unknown) => unknown)
}

function invalidJson(): ApiError {
  return new ApiError('invalid_json', { headers: { connection: 'close' } })
}

function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true
  for (const member of Object.values(value)) {
    if (isTree(member) && isDeeper(member, levels - 1)) return true
  }
  return false
}

function isTree(value: unknown): value is object {
  return isObject(value) || Array.isArray(value)
}

/**
 * Looks at every text and number of a body, and at its members' names, for card numbers and for text that cannot be
 * stored.
 * @throws ApiError `card_data_not_allowed`, `invalid_request`
 */
export function refuseCardData(value: object, prefix = ''): void {
  walk(value, prefix, refuseText)
}

/**
 * Looks at every text of a body for text that cannot be stored.
 * @throws ApiError `invalid_request`
 */
export function refuseBrokenText(value: object): void {
  walk(value, '', refuseBroken)
}

function walk(value: object, prefix: string, refuse: (text: string, param: string) => void): void {
  const isArray = Array.isArray(value)
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    // A member's name is text of the caller too; it becomes part of a path only once it is known to be harmless.
    if (!isArray) refuse(name, prefix)
    const param = isArray ? `${prefix}[${name}]` : prefix === '' ? name : `${prefix}.${name}`
    if (typeof member === 'string') refuse(member, param)
    else if (typeof member === 'number') refuse(String(member), param)
    else if (member instanceof WrittenNumber) {
      refuse(member.written, param)
      refuse(String(member), param)
    } else if (isTree(member)) walk(member, param, refuse)
  }
}

/** @throws ApiError `card_data_not_allowed`, `invalid_request` */
export function refuseText(text: string, param: string): void {
  if (containsCardNumber(text)) throw new ApiError('card_data_not_allowed', { param: param === '' ? undefined : param })
  refuseBroken(text, param)
}

function refuseBroken(text: string, param: string): void {
  if (hasBrokenText(text)) throw new ApiError('invalid_request', { param: param === '' ? undefined : param })
}
