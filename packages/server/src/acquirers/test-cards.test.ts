import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLuhnValid } from '../http/luhn.ts'
import { isTestNumber, TEST_CARDS, testCardBehaviour } from './test-cards.ts'

/** Completes fifteen digits by the one that makes the number valid. */
function withLuhnDigit(digits: string): string {
  for (let digit = 0; digit <= 9; digit++) if (isLuhnValid(digits + digit)) return digits + digit
  throw new Error('Every number has a Luhn digit.')
}

describe('SBX-1: test numbers', () => {
  test('SBX-1: every listed number is listed once, valid, and a test number', () => {
    expect(new Set(TEST_CARDS.map(card => card.number)).size).toBe(TEST_CARDS.length)
    expect(TEST_CARDS).toHaveLength(47)
    for (const { number } of TEST_CARDS) {
      expect(isLuhnValid(number)).toBe(true)
      expect(isTestNumber(number)).toBe(true)
    }
  })

  test('SBX-1: the range holds 0000000 to 8999999 with the right last digit, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 1, max: 9 }), (middle, off) => {
        const number = withLuhnDigit(`40000000${String(middle).padStart(7, '0')}`)
        const wrong = number.slice(0, -1) + ((Number(number.at(-1)) + off) % 10)
        expect(isTestNumber(number)).toBe(middle <= 8_999_999 || TEST_CARDS.some(card => card.number === number))
        expect(isTestNumber(wrong)).toBe(false)
      }),
    )
    for (const middle of ['0000000', '8999999']) expect(isTestNumber(withLuhnDigit(`40000000${middle}`))).toBe(true)
    expect(isTestNumber(withLuhnDigit('400000009999999'))).toBe(false)
  })

  test('SBX-1: what is shorter, longer or of another prefix is no test number', () => {
    for (const digits of [
      '',
      '4',
      '40000000000000',
      withLuhnDigit('40000000123456789'),
      withLuhnDigit('400000010000000'),
    ])
      expect(isTestNumber(digits)).toBe(false)
  })

  test('SBX-1: numbers of extra_test_cards are test numbers and ordinary', () => {
    const extra = withLuhnDigit('400000009000099')
    expect(isTestNumber(extra)).toBe(false)
    expect(isTestNumber(extra, new Set([extra]))).toBe(true)
    expect(testCardBehaviour(extra)).toEqual({})
  })
})

describe('SBX-2: 3-D Secure results by number', () => {
  test.each([
    ['4012000033330026', ['AUTHENTICATION_SUCCESSFUL']],
    ['373953192351004', ['AUTHENTICATION_SUCCESSFUL']],
    ['6011000990139424', ['AUTHENTICATION_SUCCESSFUL']],
    ['4001230000000129', ['THREEDS_METHOD_FLOW_REQUIRED', 'AUTHENTICATION_SUCCESSFUL']],
    ['4811326490014875', ['CHALLENGE_FLOW_REQUIRED', 'AUTHENTICATION_SUCCESSFUL']],
    ['4043130007524792', ['THREEDS_METHOD_FLOW_REQUIRED', 'CHALLENGE_FLOW_REQUIRED', 'AUTHENTICATION_SUCCESSFUL']],
    ['4000000090000060', ['AUTHENTICATION_FAILED']],
    ['4000000090000078', ['AUTHENTICATION_ATTEMPTED']],
    ['4000000090000086', ['AUTHENTICATION_UNAVAILABLE']],
    ['4000000090000094', ['CHALLENGE_FLOW_REQUIRED', 'AUTHENTICATION_FAILED']],
  ])('SBX-2: row %#', (number, threeds) => {
    expect(testCardBehaviour(number)).toEqual({ number, brand: expect.any(String) as string, threeds })
  })
})

test.each([
  ['4000000090000128', 'processing_error'],
  ['4000000090000136', 'missing'],
  ['4000000090000144', 'service_unavailable'],
])('SBX-5: a card whose tokenization fails, row %#', (number, tokenError) => {
  expect(testCardBehaviour(number).tokenError).toBe(tokenError)
})
