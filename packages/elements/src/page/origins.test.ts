import { expect, test } from 'vitest'
import { asOrigin, fieldsOriginOf } from './origins.ts'

const CONSTANT = 'https://fields.example'

test('SDK-11: option wins over attribute, attribute over constant', () => {
  expect(fieldsOriginOf('https://a.example', 'https://b.example', CONSTANT)).toBe('https://a.example')
  expect(fieldsOriginOf(undefined, 'https://b.example', CONSTANT)).toBe('https://b.example')
  expect(fieldsOriginOf(undefined, null, CONSTANT)).toBe(CONSTANT)
})

test('SDK-11: a wrong override is refused, not passed over', () => {
  expect(fieldsOriginOf('javascript:alert(1)', null, CONSTANT)).toBeUndefined()
  expect(fieldsOriginOf('', null, CONSTANT)).toBeUndefined()
})

test.each(['https://fields.example', 'http://localhost:4802', 'http://127.0.0.1:1', 'http://[::1]:9'])(
  'SDK-11: %s may hold fields',
  origin => expect(asOrigin(origin)).toBe(origin),
)

test.each([
  'http://fields.example',
  'https://fields.example/path',
  'https://user@fields.example',
  'https://fields.example?q',
  'data:text/html,x',
  'null',
  'http://localhost.example',
  '__TREFOIL_FIELDS__',
  undefined,
  {},
])('SDK-11: %s may not', origin => expect(asOrigin(origin)).toBeUndefined())
