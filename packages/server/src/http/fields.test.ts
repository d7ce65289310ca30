import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { ApiError } from './errors.ts'
import { arrayOf, boolean, checked, compile, custom, integer, object, oneOf, optional, string } from './fields.ts'

function read(table: ReturnType<typeof Type.Object>, values: object): unknown {
  try {
    return compile(table)(values as Record<string, unknown>)
  } catch (error) {
    if (error instanceof ApiError) return `${error.code} ${error.details.param}`
    throw error
  }
}

const one =
  (field: ReturnType<typeof integer> | ReturnType<typeof string> | ReturnType<typeof boolean>) => (a: unknown) => {
    const result = read(Type.Object({ a: field as ReturnType<typeof integer> }), { a })
    return typeof result === 'string' ? result : (result as { a: unknown }).a
  }

test('GEN-8: an integer is a JSON integer or its digits as text', () => {
  const value = one(integer())
  const good: [unknown, number][] = [
    [5, 5],
    ['5', 5],
    ['-5', -5],
    ['007', 7],
    ['999999999999999', 999999999999999],
    ['-0', 0],
    [-0, 0],
  ]
  for (const [sent, expected] of good) expect(value(sent)).toBe(expected)
  for (const sent of [
    1.5,
    '1.0',
    '1e2',
    '',
    ' 5',
    '5 ',
    '+5',
    '0x5',
    '1'.repeat(16),
    true,
    [5],
    {},
    NaN,
    '٥',
    new Number(5),
  ]) {
    expect(value(sent)).toBe('invalid_request a')
  }
})

test('GEN-8: bounds are named by the codes of the table', () => {
  const value = one(integer({ minimum: 1, maximum: 9, code: 'invalid_charge_amount', aboveCode: 'amount_too_large' }))
  expect([value(0), value(1), value(9), value(10)]).toEqual(['invalid_charge_amount a', 1, 9, 'amount_too_large a'])
})

test('GEN-8: a boolean is JSON or the exact words', () => {
  const value = one(boolean())
  expect([value(true), value('true'), value(false), value('false')]).toEqual([true, true, false, false])
  for (const sent of ['TRUE', '1', 1, 0, '', 'yes', [true]]) expect(value(sent)).toBe('invalid_request a')
})

test('GEN-8: text is measured in code points and keeps its white space', () => {
  const value = one(string({ minLength: 2, maxLength: 3 }))
  for (const sent of ['ab', '  ', '😀😀😀', 'a😀']) expect(value(sent)).toBe(sent)
  for (const sent of ['a', '😀', 'abcd', '😀😀😀😀', 'a\0', 'a\ud800', 12, ['ab']])
    expect(value(sent)).toBe('invalid_request a')
})

test('GEN-7: null counts as absent, and unknown members are left out', () => {
  const table = Type.Object({ a: integer(), b: optional(string()) })
  expect(read(table, { a: 1, b: null, c: 3 })).toEqual({ a: 1 })
  expect(read(table, { a: null })).toBe('parameter_missing a')
  expect(read(Type.Object({ a: string({ missingCode: 'invalid_currency' }) }), {})).toBe('invalid_currency a')
})

test('ERR-5, ERR-6: the first row of the table that is wrong is reported', () => {
  const table = Type.Object({ b: integer(), a: integer() })
  expect(read(table, { a: 'x', b: 'x' })).toBe('invalid_request b')
  expect(read(table, { a: 'x' })).toBe('parameter_missing b')
})

test('ERR-4: a path names members and indexes', () => {
  const table = Type.Object({ card: object({ items: arrayOf(object({ name: string() }), { maxItems: 2 }) }) })
  expect(read(table, { card: { items: [{ name: 'x' }, {}] } })).toBe('parameter_missing card.items[1].name')
  expect(read(table, { card: { items: [1] } })).toBe('invalid_request card.items[0]')
  expect(read(table, { card: { items: [null] } })).toBe('invalid_request card.items[0]')
  expect(read(table, { card: { items: {} } })).toBe('invalid_request card.items')
  expect(read(table, { card: { items: [1, 2, 3] } })).toBe('invalid_request card.items')
  for (const card of ['x', [], 1, new Number(1.5)]) expect(read(table, { card })).toBe('invalid_request card')
})

test('a check may look at the rows above it', () => {
  const least = checked(integer(), (value, param, earlier) => {
    if (value < Number(earlier['low'])) throw new ApiError('invalid_request', { param })
  })
  const table = Type.Object({ low: integer(), high: optional(least) })
  expect(read(table, { low: 2, high: 3 })).toEqual({ low: 2, high: 3 })
  expect(read(table, { low: 2, high: 1 })).toBe('invalid_request high')
  expect(read(table, { low: 2 })).toEqual({ low: 2 })
})

test('a value of a list is exactly one of them', () => {
  const table = Type.Object({ a: oneOf(['x', 'y'], { code: 'invalid_card_type' }) })
  expect(read(table, { a: 'x' })).toEqual({ a: 'x' })
  for (const a of ['X', 'constructor', 1, ['x']]) expect(read(table, { a })).toBe('invalid_card_type a')
})

test('the API reference gets the schema of each field', () => {
  const table = Type.Object({
    a: integer({ minimum: 1, description: 'Cents.' }),
    b: optional(custom<string>({ type: 'string' }, String)),
  })
  expect(JSON.parse(JSON.stringify(table))).toEqual({
    type: 'object',
    required: ['a'],
    properties: { a: { type: 'integer', minimum: 1, description: 'Cents.' }, b: { type: 'string' } },
  })
})
