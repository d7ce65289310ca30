import { expect, test } from 'vitest'
import { refusalOf } from './token.ts'
import type { Token } from './token.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const created = 1_795_348_800_000
const token: Token = {
  id: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt',
  merchantId: 'M9S346Q3D25VT',
  appId: undefined,
  createdMs: created,
  modifiedMs: created,
  lastAccessedMs: undefined,
  usedMs: undefined,
  claimedBy: undefined,
  isMultipay: false,
  brand: 'VISA',
  first6: '424242',
  last4: '4242',
  expiryMonth: 12,
  expiryYear: 2030,
  cardholder: undefined,
  external: undefined,
}
const refusal = (changes: Partial<Token>, afterMs: number) => refusalOf({ ...token, ...changes }, 60, created + afterMs)

test('TOK-34: a single-pay token dies 60 minutes after its creation, not a millisecond earlier', () => {
  expect(refusal({}, 60 * MINUTE - 1)).toBeUndefined()
  expect(refusal({}, 60 * MINUTE)).toBe('token_expired')
})

test('TOK-34: an expired or consumed token keeps its code for 30 days, then it is unknown', () => {
  expect(refusal({}, 60 * MINUTE + 30 * DAY - 1)).toBe('token_expired')
  expect(refusal({}, 60 * MINUTE + 30 * DAY)).toBe('resource_missing')
  const used = { usedMs: created + MINUTE }
  expect(refusal(used, MINUTE + 30 * DAY - 1)).toBe('token_already_used')
  expect(refusal(used, MINUTE + 30 * DAY)).toBe('resource_missing')
})

test('TOK-35: unknown comes before used, used before expired, expired before in use', () => {
  expect(refusalOf(undefined, 60, created)).toBe('resource_missing')
  const everything = { usedMs: created, claimedBy: 'NWJ47TAN9ZT24' }
  expect(refusal(everything, 61 * MINUTE)).toBe('token_already_used')
  expect(refusal({ claimedBy: 'NWJ47TAN9ZT24' }, 61 * MINUTE)).toBe('token_expired')
  expect(refusal({ claimedBy: 'NWJ47TAN9ZT24' }, MINUTE)).toBe('token_in_use')
})

test('TOK-36: a multi-pay token without a success dies 30 days after its creation; with one it lives', () => {
  expect(refusal({ isMultipay: true }, 30 * DAY - 1)).toBeUndefined()
  expect(refusal({ isMultipay: true }, 30 * DAY)).toBe('token_expired')
  expect(refusal({ isMultipay: true }, 60 * DAY)).toBe('resource_missing')
  expect(refusal({ isMultipay: true, usedMs: created + DAY }, 4000 * DAY)).toBeUndefined()
})
