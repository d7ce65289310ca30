import { expect, test } from 'vitest'
import { asOrigin } from './origins.ts'

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
  'javascript:alert(1)',
  '',
  undefined,
  {},
])('SDK-11: %s may not', origin => expect(asOrigin(origin)).toBeUndefined())
