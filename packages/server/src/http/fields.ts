/**
 * Request schemas: what an endpoint's request table says, written once.
 *
 * A field is a JSON schema (for the API reference and for TypeScript) that also knows how to read a value: leniently
 * where the contract is lenient (GEN-7, GEN-8), with the table's own error code where it names one. JSON schema
 * validators cannot do this: they report neither in the table's order (ERR-6 step 10) nor with a code for each field.
 */
import { Type } from 'typebox'
import type { Static, TObject, TOptional, TProperties, TSchema, TUnsafe } from 'typebox'
import { ApiError } from './errors.ts'
import type { ErrorCode } from './error-catalogue.ts'
import { codePoints, hasBrokenText } from './text.ts'

/** Reads one value that is present; `param` is its path for the error, `earlier` what the rows above it have read. */
export type Read<T> = (value: unknown, param: string, earlier: Readonly<Record<string, unknown>>) => T

const READ = Symbol('read')
const MISSING = Symbol('missing')

export type Field<T> = TUnsafe<T> & { readonly [READ]: Read<T>; readonly [MISSING]: ErrorCode }

interface FieldOptions {
  readonly description?: string
  readonly examples?: readonly unknown[]
  /** Code of a value that is malformed; `invalid_request` when the table names none. */
  readonly code?: ErrorCode
  /** Code when the field is required and absent; `parameter_missing` when the table names none. */
  readonly missingCode?: ErrorCode
}

/** A field with a reader of its own. */
export function custom<T>(schema: object, read: Read<T>, options: FieldOptions = {}): Field<T> {
  const { description, examples, missingCode = 'parameter_missing' } = options
  return Object.assign(Type.Unsafe<T>({ ...schema, description, examples }), { [READ]: read, [MISSING]: missingCode })
}

/** Reads one value by a field that stands outside a table. */
export function readField<T>(field: Field<T>, value: unknown, param: string): T {
  return field[READ](value, param, {})
}

const INTEGER_TEXT = /^-?[0-9]{1,15}$/

/** A JSON integer or its digits as text (contract GEN-8); undefined for anything else. */
export function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && INTEGER_TEXT.test(value) ? Number(value) : value
  // Adding zero takes the sign off a negative zero.
  return Number.isSafeInteger(number) ? (number as number) + 0 : undefined
}

export function integer(
  options: FieldOptions & { minimum?: number; maximum?: number; aboveCode?: ErrorCode } = {},
): Field<number> {
  const { minimum = -Infinity, maximum = Infinity, code = 'invalid_request', aboveCode = code } = options
  const schema = { type: 'integer', minimum: options.minimum, maximum: options.maximum }
  return custom(
    schema,
    (value, param) => {
      const number = readInteger(value)
      if (number === undefined || number < minimum) throw new ApiError(code, { param })
      if (number > maximum) throw new ApiError(aboveCode, { param })
      return number
    },
    options,
  )
}

export function boolean(options: FieldOptions = {}): Field<boolean> {
  return custom(
    { type: 'boolean' },
    (value, param) => {
      if (value === true || value === 'true') return true
      if (value === false || value === 'false') return false
      throw new ApiError(options.code ?? 'invalid_request', { param })
    },
    options,
  )
}

/** Length is counted in Unicode code points (contract GEN-8). */
export function string(
  options: FieldOptions & { minLength?: number; maxLength?: number; pattern?: RegExp } = {},
): Field<string> {
  const { minLength = 0, maxLength = Infinity, pattern, code = 'invalid_request' } = options
  const schema = {
    type: 'string',
    minLength: options.minLength,
    maxLength: options.maxLength,
    pattern: pattern?.source,
  }
  return custom(
    schema,
    (value, param) => {
      if (typeof value !== 'string' || hasBrokenText(value)) throw new ApiError(code, { param })
      const length = codePoints(value)
      if (length < minLength || length > maxLength) throw new ApiError(code, { param })
      if (pattern && !pattern.test(value)) throw new ApiError(code, { param })
      return value
    },
    options,
  )
}

export function oneOf<const T extends string>(values: readonly T[], options: FieldOptions = {}): Field<T> {
  return custom<T>(
    { type: 'string', enum: values },
    (value, param) => {
      if (!values.includes(value as T)) throw new ApiError(options.code ?? 'invalid_request', { param })
      return value as T
    },
    options,
  )
}

export function arrayOf<T>(item: Field<T>, options: FieldOptions & { maxItems?: number } = {}): Field<T[]> {
  const { maxItems = 1000, code = 'invalid_request' } = options
  return custom(
    { type: 'array', items: item, maxItems },
    (value, param) => {
      if (!Array.isArray(value) || value.length > maxItems) throw new ApiError(code, { param })
      return value.map((entry, index) => item[READ](entry, `${param}[${index}]`, {}))
    },
    options,
  )
}

/** A nested object with a table of its own. */
export function object<P extends TProperties>(properties: P, options: FieldOptions = {}): Field<Static<TObject<P>>> {
  const table = Type.Object(properties)
  const read = compile(table)
  return custom<Static<TObject<P>>>(
    table,
    (value, param) => {
      if (!isObject(value)) throw new ApiError(options.code ?? 'invalid_request', { param })
      return read(value, `${param}.`)
    },
    options,
  )
}

/** The same field with one more check, which may look at the rows above it. */
export function checked<T>(
  field: Field<T>,
  check: (value: T, param: string, earlier: Readonly<Record<string, unknown>>) => void,
): Field<T> {
  const read: Read<T> = (value, param, earlier) => {
    const result = field[READ](value, param, earlier)
    check(result, param, earlier)
    return result
  }
  return Object.assign({ ...field }, { [READ]: read }) as Field<T>
}

export function optional<T>(field: Field<T>): TOptional<Field<T>> {
  return Object.assign(Type.Optional(field), { [READ]: field[READ], [MISSING]: field[MISSING] })
}

/** True for a JSON object; a number that was kept as it was written (json-body.ts) is none. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Number)
}

export type Table = TObject
export type { Static }

/** Reads all fields of a table, in its order; members it does not name are ignored (contract GEN-7). */
export type ReadTable<T extends TSchema> = (values: Record<string, unknown>, prefix?: string) => Static<T>

export function compile<T extends TObject>(table: T): ReadTable<T> {
  const rows = Object.entries(table.properties).map(([name, schema]) => {
    const field = schema as unknown as Field<unknown>
    if (!field[READ]) throw new TypeError(`Field ${name} has no reader: build it with the functions of fields.ts.`)
    return { name, read: field[READ], missing: field[MISSING], required: !Type.IsOptional(schema) }
  })
  return (values, prefix = '') => {
    const result: Record<string, unknown> = {}
    for (const { name, read, missing, required } of rows) {
      const value = values[name]
      if (value !== undefined && value !== null) result[name] = read(value, prefix + name, result)
      else if (required) throw new ApiError(missing, { param: prefix + name })
    }
    return result as Static<T>
  }
}
