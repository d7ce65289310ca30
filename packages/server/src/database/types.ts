import pg from 'pg'

const INT8 = 20
const INT8_ARRAY = 1016
const DATE = 1082

/** Reads `bigint` as a number; amounts and milliseconds fit, and what does not fit is a bug that must not be rounded. */
export function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`The bigint ${text} is not a safe integer.`)
  return value
}

type Nested = string | null | Nested[]

function parseInt8Array(text: string): unknown {
  const parse = pg.types.getTypeParser(INT8_ARRAY as never) as (text: string) => Nested
  const toNumbers = (value: Nested): unknown =>
    Array.isArray(value) ? value.map(toNumbers) : value === null ? null : parseInt8(value)
  return toNumbers(parse(text))
}

/**
 * How values of columns arrive: `bigint` as a number, `date` as the string it is (a `Date` would be midnight in the
 * server's own time zone), `timestamptz` as a `Date`, `bytea` as a `Buffer`, `numeric` as a string.
 */
export const columnTypes = new pg.TypeOverrides()
columnTypes.setTypeParser(INT8, parseInt8)
columnTypes.setTypeParser(INT8_ARRAY, parseInt8Array)
columnTypes.setTypeParser(DATE, (text: string) => text)
