import { expect, test } from 'vitest'
import { isExpired, readExpiryMonth, readExpiryYear } from './expiry.ts'

test('TOK-11: a card expires on the 1st of the following month at 12:00:00.000 UTC, not a millisecond earlier', () => {
  const end = Date.parse('2027-01-01T12:00:00.000Z')
  expect(isExpired(12, 2026, end - 1)).toBe(false)
  expect(isExpired(12, 2026, end)).toBe(true)
  expect(isExpired(2, 2028, Date.parse('2028-03-01T11:59:59.999Z'))).toBe(false)
  expect(isExpired(2, 2028, Date.parse('2028-03-01T12:00:00.000Z'))).toBe(true)
})

test('5.2 exp_month: 1 or 2 digits from 1 to 12, as text or integer', () => {
  for (const value of [1, '1', '01']) expect(readExpiryMonth(value)).toBe(1)
  for (const value of [12, '12']) expect(readExpiryMonth(value)).toBe(12)
  for (const value of [
    0,
    13,
    -1,
    1.5,
    '0',
    '00',
    '13',
    '012',
    ' 1',
    '1 ',
    '+1',
    '1e0',
    '',
    'ab',
    null,
    undefined,
    true,
    [1],
  ]) {
    expect(readExpiryMonth(value)).toBeUndefined()
  }
})

test('5.2 exp_year: 2 digits mean 20yy, 4 digits run from 2000 to 2099', () => {
  for (const value of [30, '30', 2030, '2030']) expect(readExpiryYear(value)).toBe(2030)
  expect(readExpiryYear('00')).toBe(2000)
  expect(readExpiryYear(2099)).toBe(2099)
  for (const value of [5, '5', 203, 1999, 2100, '02030', ' 30', '30.0', 30.5, '-30', null, undefined, {}]) {
    expect(readExpiryYear(value)).toBeUndefined()
  }
})
