import { expect, test } from 'vitest'
import { answerOf, authCodeOf, decideFollowUp, refNumOf } from './transaction.ts'
import type { Transaction } from './transaction.ts'

function transaction(members: Partial<Transaction> = {}): Transaction {
  return {
    reference: 'AUTHORIZATION',
    id: 123_456_789_012_345,
    createdAtMs: Date.UTC(2026, 10, 22),
    kind: 'authorization',
    amountMinor: 1_000,
    tipMinor: 0,
    currency: 'usd',
    code: '00',
    verificationLetter: null,
    line1Letter: null,
    zipLetter: null,
    reversed: false,
    settled: false,
    originalReference: null,
    ...members,
  }
}

test('SBX-5 ref_num: last digit of the year, day of the year, 005, five digits', () => {
  expect(refNumOf(123_456_700_490, Date.UTC(2026, 10, 22, 23, 59))).toBe('632600500490')
  expect(refNumOf(7, Date.UTC(2027, 0, 1))).toBe('700100500007')
  expect(refNumOf(7, Date.UTC(2028, 11, 31))).toBe('836600500007')
})

test('SBX-5 auth_code: OK and four digits', () => {
  expect(authCodeOf(123_444_700_490)).toBe('OK4447')
  expect(authCodeOf(7)).toBe('OK0000')
})

test('SBX-5: a decline has no authorization code, a partial approval tells its part', () => {
  expect(answerOf(transaction({ code: '05' }))).not.toHaveProperty('authCode', expect.any(String))
  expect(answerOf(transaction({ code: '10', amountMinor: 500 })).partialMinor).toBe(500)
  expect(answerOf(transaction({ kind: 'capture', code: '10' })).partialMinor).toBeUndefined()
})

const captured = (amountMinor: number, members: Partial<Transaction> = {}) =>
  transaction({ kind: 'capture', reference: 'CAPTURE', amountMinor, ...members })
const refunded = (amountMinor: number, members: Partial<Transaction> = {}) =>
  transaction({ kind: 'refund', reference: 'REFUND', amountMinor, ...members })
const sold = (members: Partial<Transaction> = {}) => transaction({ kind: 'sale', ...members })

test.each<[string, Parameters<typeof decideFollowUp>, string]>([
  ['the whole is captured', ['capture', transaction(), [], 1_000], '00'],
  ['a part is captured', ['capture', transaction(), [], 1], '00'],
  ['more is not captured', ['capture', transaction(), [], 1_001], '13'],
  ['nothing is not captured', ['capture', transaction(), [], 0], '13'],
  ['there is one capture', ['capture', transaction(), [captured(1)], 1], '94'],
  ['a refused capture does not count', ['capture', transaction(), [captured(1, { code: '51' })], 1], '00'],
  ['a sale is captured already', ['capture', sold(), [], 1], '94'],
  ['a decline is not captured', ['capture', transaction({ code: '05' }), [], 1], '12'],
  ['a partial approval is not captured', ['capture', transaction({ code: '10' }), [], 1], '12'],
  ['what is reversed is not captured', ['capture', transaction({ reversed: true }), [], 1], '12'],
  ['what was never seen is not captured', ['capture', undefined, [], 1], '12'],
  ['a sale is refunded', ['refund', sold(), [], 1_000], '00'],
  ['an authorization is not refunded', ['refund', transaction(), [], 1], '12'],
  ['what was captured is refunded', ['refund', transaction(), [captured(400)], 400], '00'],
  ['more than was captured is not', ['refund', transaction(), [captured(400)], 401], '13'],
  ['refunds add up', ['refund', sold(), [refunded(600)], 401], '13'],
  ['a canceled refund does not count', ['refund', sold(), [refunded(600, { reversed: true })], 1_000], '00'],
  ['a refused refund does not count', ['refund', sold(), [refunded(600, { code: '57' })], 1_000], '00'],
  ['a verification is not refunded', ['refund', transaction({ kind: 'verification' }), [], 1], '12'],
  ['an authorization is voided', ['void', transaction(), [], 0], '00'],
  ['a capture is voided with it', ['void', transaction(), [captured(400)], 0], '00'],
  ['a settled sale is not voided', ['void', sold({ settled: true }), [], 0], '12'],
  ['a settled capture is not voided', ['void', transaction(), [captured(400, { settled: true })], 0], '12'],
  ['a refunded sale is not voided', ['void', sold(), [refunded(1)], 0], '12'],
  ['a refund is voided', ['void', refunded(1), [], 0], '00'],
  ['a settled refund is not voided', ['void', refunded(1, { settled: true }), [], 0], '12'],
  ['a void is not voided', ['void', transaction({ kind: 'void' }), [], 0], '12'],
])('SBX-9: %s', (_promise, [kind, original, following, amountMinor], code) => {
  expect(decideFollowUp(kind, original, following, amountMinor)).toBe(code)
})
