/** Lists: newest first, stable pages (contract section 17). */
import { Type } from 'typebox'
import type { TProperties, TSchema } from 'typebox'
import { ApiError } from './errors.ts'
import { custom, integer, optional, readInteger, string } from './fields.ts'

const TIME_TEXT = /^(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?$/

/** Nothing was created before 1970, and a database does not know every earlier time. */
const notBeforeEpoch = (timeMs: number) => Math.max(timeMs, -1)

/** Unix milliseconds. */
function readMilliseconds(value: unknown, param: string): number {
  const milliseconds = readInteger(value)
  if (milliseconds === undefined)
    throw new ApiError('invalid_request', { param, message: 'A time is Unix milliseconds.' })
  return notBeforeEpoch(milliseconds)
}

/** Unix milliseconds, or a UTC time as text (contract 17, LST-4). */
function readTime(value: unknown, param: string): number {
  const milliseconds = readInteger(value)
  if (milliseconds !== undefined) return notBeforeEpoch(milliseconds)
  const parts = typeof value === 'string' ? TIME_TEXT.exec(value) : null
  if (parts) {
    const text = `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4] ?? '00'}:${parts[5] ?? '00'}:${parts[6] ?? '00'}.000Z`
    const time = new Date(text)
    // A 31st of a month that has none would silently be another day.
    if (!Number.isNaN(time.getTime()) && time.toISOString() === text) return notBeforeEpoch(time.getTime())
  }
  throw new ApiError('invalid_request', {
    param,
    message: 'A time is Unix milliseconds, yyyy-MM-dd or yyyy-MM-dd HH:mm:ss.',
  })
}

const time = (description: string) =>
  optional(custom<number>({ anyOf: [{ type: 'integer' }, { type: 'string' }] }, readTime, { description }))

/** The query parameters of every list; an endpoint adds its filters. */
export const LIST_QUERY = {
  limit: optional(integer({ minimum: 1, maximum: 100, description: 'Objects on the page; 10 when absent.' })),
  starting_after: optional(string({ description: 'Id of an object; the page begins after it.' })),
  ending_before: optional(string({ description: 'Id of an object; the page ends before it.' })),
  created: optional(
    custom<number>({ type: 'integer' }, readMilliseconds, { description: 'Unix milliseconds: exactly that time.' }),
  ),
  'created.gt': time('Later than this time.'),
  'created.gte': time('At this time or later.'),
  'created.lt': time('Earlier than this time.'),
  'created.lte': time('At this time or earlier.'),
} satisfies TProperties

export interface PageRequest {
  readonly limit: number
  /** Id of the object at the edge of the page. */
  readonly cursor?: string
  readonly cursorParam: 'starting_after' | 'ending_before'
  /** Backwards: the page ends before the cursor, so that rows are read oldest first. */
  readonly backwards: boolean
  readonly created: readonly { readonly operator: '=' | '>' | '>=' | '<' | '<='; readonly timeMs: number }[]
}

const OPERATORS = {
  created: '=',
  'created.gt': '>',
  'created.gte': '>=',
  'created.lt': '<',
  'created.lte': '<=',
} as const

/** @throws ApiError `invalid_request` when both cursors are given (contract LST-2) */
export function readPage(query: {
  limit?: number
  starting_after?: string
  ending_before?: string
  created?: number
  'created.gt'?: number
  'created.gte'?: number
  'created.lt'?: number
  'created.lte'?: number
}): PageRequest {
  const { starting_after: after, ending_before: before, limit = 10 } = query
  if (after !== undefined && before !== undefined) {
    throw new ApiError('invalid_request', {
      param: 'ending_before',
      message: 'Send starting_after or ending_before, not both.',
    })
  }
  const created = Object.entries(OPERATORS).flatMap(([name, operator]) => {
    const timeMs = query[name as keyof typeof OPERATORS]
    return timeMs === undefined ? [] : [{ operator, timeMs }]
  })
  const backwards = before !== undefined
  return {
    limit,
    cursor: before ?? after,
    cursorParam: backwards ? 'ending_before' : 'starting_after',
    backwards,
    created,
  }
}

/**
 * @param rows up to one row more than the page holds, in the order they were read
 * @returns the contract's list object
 */
export function presentList<Row, Shown>(
  url: string,
  rows: readonly Row[],
  page: PageRequest,
  present: (row: Row) => Shown,
) {
  const shown = rows.slice(0, page.limit)
  if (page.backwards) shown.reverse()
  return { object: 'list' as const, url, data: shown.map(present), has_more: rows.length > page.limit }
}

export const listOf = (item: TSchema) =>
  Type.Object({ object: Type.Literal('list'), url: Type.String(), data: Type.Array(item), has_more: Type.Boolean() })
