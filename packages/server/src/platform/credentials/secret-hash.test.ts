import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashSecret, matchesSecret } from './secret-hash.ts'

const key = randomBytes(32)

test('KEY-3: the stored form of a secret depends on a key that is not stored with it', () => {
  const secret = 'ffd8ff37-9c1b-4f6b-8b0a-0d3f0f9f9a11'
  expect(hashSecret(key, secret)).toHaveLength(32)
  expect(hashSecret(key, secret)).toEqual(hashSecret(key, secret))
  expect(hashSecret(randomBytes(32), secret)).not.toEqual(hashSecret(key, secret))
})

test('KEY-3: the keyed hash is HMAC-SHA-256 (RFC 4231, case 2 with a key of 32 bytes)', () => {
  const padded = Buffer.concat([Buffer.from('Jefe'), Buffer.alloc(28)])
  expect(hashSecret(padded, 'what do ya want for nothing?').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test('a secret matches its own hash and nothing else', () => {
  const stored = hashSecret(key, 'right')
  expect(matchesSecret(key, 'right', stored)).toBe(true)
  expect(matchesSecret(key, 'wrong', stored)).toBe(false)
  expect(matchesSecret(key, 'right', stored.subarray(0, 31))).toBe(false)
  expect(matchesSecret(key, 'right', null)).toBe(false)
})

test('a key of another length is refused', () => {
  expect(() => hashSecret(Buffer.alloc(16), 'secret')).toThrow(RangeError)
})
