import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SealBrokenError } from './aead.ts'
import { FingerprintKey, SealingKey } from './merchant-keys.ts'
import { open, seal } from './seal.ts'
import type { Place } from './seal.ts'

const NUMBER = '4242424242424242'
const key = new SealingKey(randomBytes(32), 1, Number.MAX_SAFE_INTEGER)
const place: Place = { merchantId: 'M9S346Q3D25VT', tokenId: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt', column: 'card number' }

test('PCI-06: what was sealed opens to the same digits, and only there', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{3,19}$/), digits => {
      expect(open(key, seal(key, digits, place), place)).toBe(digits)
    }),
  )
})

test('PCI-06: a value with any bit flipped does not open', () => {
  const sealed = seal(key, NUMBER, place)
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.nat(7), (index, bit) => {
      const broken = Buffer.from(sealed)
      broken[index]! ^= 1 << bit
      expect(() => open(key, broken, place)).toThrow(SealBrokenError)
    }),
  )
})

test('PCI-06: a value cut at any length does not open', () => {
  const sealed = seal(key, NUMBER, place)
  for (let length = 0; length < sealed.length; length++) {
    expect(() => open(key, sealed.subarray(0, length), place)).toThrow(SealBrokenError)
  }
})

test.each<[string, Partial<Place>]>([
  ['row', { tokenId: 'clv_1TSTSbbrZNhFgtsqwDtGuSpu' }],
  ['merchant', { merchantId: 'M9S346Q3D25VV' }],
  ['column', { column: 'verification code' }],
])('PCI-06: a value moved to another %s does not open', (_what, other) => {
  const sealed = seal(key, NUMBER, place)
  expect(() => open(key, sealed, { ...place, ...other })).toThrow(SealBrokenError)
})

test('PCI-06: a value does not open under another key, nor under another version of its own', () => {
  const dataKey = randomBytes(32)
  const first = new SealingKey(dataKey, 1, Number.MAX_SAFE_INTEGER)
  const sealed = seal(first, NUMBER, place)
  expect(() => open(key, sealed, place)).toThrow(SealBrokenError)
  expect(() => open(new SealingKey(dataKey, 2, Number.MAX_SAFE_INTEGER), sealed, place)).toThrow(SealBrokenError)
})

test('PCI-06: the error names the column and nothing of the content', () => {
  const broken = seal(key, NUMBER, place)
  broken[20]! ^= 1
  try {
    open(key, broken, place)
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ name: 'SealBrokenError', subject: 'card number' })
    expect((error as Error).cause).toBeUndefined()
    expect(String(error)).toBe('SealBrokenError: A sealed card number does not open.')
  }
})

test('TOK-38: sealing the same number twice gives values without a common part', () => {
  const [first, second] = [seal(key, NUMBER, place), seal(key, NUMBER, place)]
  expect(first.subarray(1, 13)).not.toEqual(second.subarray(1, 13))
  expect(first.subarray(13)).not.toEqual(second.subarray(13))
  expect(first.includes(NUMBER)).toBe(false)
})

test('PCI-07: a fingerprint tells the same card again for one merchant, and for no other', () => {
  const [ours, theirs] = [new FingerprintKey(randomBytes(32), 1), new FingerprintKey(randomBytes(32), 1)]
  expect(ours.of(NUMBER)).toEqual(ours.of(NUMBER))
  expect(ours.of(NUMBER)).not.toEqual(ours.of('4242424242424259'))
  expect(ours.of(NUMBER)).not.toEqual(theirs.of(NUMBER))
  expect(ours.of(NUMBER)).toHaveLength(32)
})
