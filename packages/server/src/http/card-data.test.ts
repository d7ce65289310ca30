import fc from 'fast-check'
import { expect, test } from 'vitest'
import { containsCardNumber, CONTRACT_BRANDS, maskCardNumbers } from './card-data.ts'
import { isLuhnValid } from './luhn.ts'

const CARD = '4242424242424242'

/** Numbers of the contract's brands, right in leading digits, length and check digit. */
const cardNumbers = fc.constantFrom(...CONTRACT_BRANDS).chain(({ prefixes, lengths }) =>
  fc
    .tuple(
      fc
        .constantFrom(...prefixes)
        .chain(prefix =>
          typeof prefix === 'number' ? fc.constant(prefix) : fc.integer({ min: prefix[0], max: prefix[1] }),
        ),
      fc.constantFrom(...lengths),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }),
    )
    .map(([prefix, length, rest]) => withCheckDigit((String(prefix) + rest.join('')).slice(0, length - 1))),
)

function withCheckDigit(digits: string): string {
  return [...'0123456789'].map(check => digits + check).find(isLuhnValid)!
}

/** The same digits with single spaces or hyphens between some of them. */
const written = cardNumbers.chain(number =>
  fc
    .array(fc.constantFrom('', '', ' ', '-'), { minLength: number.length - 1, maxLength: number.length - 1 })
    .map(separators => [...number].map((digit, index) => digit + (separators[index] ?? '')).join('')),
)

const withoutDigits = fc.string().map(text => text.replace(/[0-9 -]/g, '#'))

test('GEN-20: every card number is found, with single spaces or hyphens too, within any text', () => {
  const holds = (before: string, number: string, after: string) => containsCardNumber(`${before}.${number}.${after}`)
  fc.assert(fc.property(withoutDigits, written, withoutDigits, holds), { numRuns: 500 })
})

test('GEN-20: a wrong check digit is no card number', () => {
  const isFree = (number: string, add: number) => {
    const last = (Number(number.at(-1)) + add) % 10
    return !containsCardNumber(number.slice(0, -1) + last)
  }
  fc.assert(fc.property(cardNumbers, fc.integer({ min: 1, max: 9 }), isFree), { numRuns: 500 })
})

test('GEN-20: a run of 20 digits and more is none, whatever it holds', () => {
  const isFree = (number: string, digit: number) => !containsCardNumber(number.padEnd(20, String(digit)))
  fc.assert(fc.property(cardNumbers, fc.integer({ min: 0, max: 9 }), isFree), { numRuns: 500 })
})

test('GEN-20: two separators in a row end a run', () => {
  expect(containsCardNumber('4242  4242 4242 4242')).toBe(false)
  expect(containsCardNumber('4242 - 4242 4242 4242')).toBe(false)
  expect(containsCardNumber(`12  ${CARD}`)).toBe(true)
  expect(containsCardNumber(`1 ${CARD}`), 'a longer run').toBe(false)
})

test('GEN-20: a brand counts with its leading digits and lengths only (TOK-6)', () => {
  expect(containsCardNumber(withCheckDigit('4'.padEnd(12, '2'))), '13 digits of Visa').toBe(false)
  expect(containsCardNumber(withCheckDigit('9'.padEnd(15, '2'))), 'no brand').toBe(false)
  expect(containsCardNumber(withCheckDigit('2720'.padEnd(15, '2')))).toBe(true)
  expect(containsCardNumber(withCheckDigit('2721'.padEnd(15, '2')))).toBe(false)
  expect(containsCardNumber(withCheckDigit('306'.padEnd(13, '2')))).toBe(false)
})

test('GEN-20: what is common in text is let through', () => {
  for (const text of [
    '',
    '1795348800000',
    '+1 415 555 0100',
    'order 2026-11-22 0001',
    '00000000000000',
    'x'.repeat(50),
  ]) {
    expect([text, containsCardNumber(text)]).toEqual([text, false])
  }
})

test('GEN-19: card numbers are masked, and nothing else', () => {
  fc.assert(
    fc.property(
      written,
      number => maskCardNumbers(`a ${number}. 1795348800000`) === `a ${'*'.repeat(number.length)}. 1795348800000`,
    ),
  )
})
