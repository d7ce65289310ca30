import { expect, test } from 'vitest'
import { checkIdempotencyKey } from './idempotency-key.ts'

const check = (key?: string) => checkIdempotencyKey({ 'idempotency-key': key })

test('IDM-1: a key is 1 to 255 characters of printable ASCII, and optional', () => {
  expect(check(undefined)).toBeUndefined()
  for (const key of ['a', '!', '~', 'x'.repeat(255), '7f2c1d3e-0b1a-4c5d-8e9f-0a1b2c3d4e5f'])
    expect(check(key)).toBe(key)
})

test('GEN-4: white space around a key does not matter', () => {
  expect(check(' a ')).toBe('a')
})

test.each(['', ' ', 'two words', 'é', 'a\tb', '\x7f', 'x'.repeat(256)])('IDM-1: %j is no key', key => {
  expect(() => check(key)).toThrow(expect.objectContaining({ code: 'idempotency_key_invalid' }))
})
