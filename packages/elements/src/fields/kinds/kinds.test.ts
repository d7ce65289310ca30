/** What each kind of field accepts, shows and refuses; no browser. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FieldKey } from '../../shared/element-types.ts'
import { possibleBrands } from './brands.ts'
import { asciiDigits, containsCardNumber } from './digits.ts'
import { KINDS } from './index.ts'
import type { Circumstances } from './kind.ts'

const NOW = Date.UTC(2026, 10, 24)

function judged(key: FieldKey, text: string, more: Partial<Circumstances> = {}): string {
  const around = { now: NOW, ...more }
  const kind = KINDS[key]
  const { code, hopeless } = kind.judge(kind.format(text, around), around)
  return code === undefined ? 'valid' : hopeless ? `${code} for good` : code
}
const shown = (key: FieldKey, text: string, more: Partial<Circumstances> = {}): string =>
  KINDS[key].format(text, { now: NOW, ...more })
const sent = (key: FieldKey, text: string, more: Partial<Circumstances> = {}): string =>
  KINDS[key].value(shown(key, text, more), { now: NOW, ...more })

test.each([
  ['4242424242424242', 'VISA', '4242 4242 4242 4242'],
  ['4005578003333335', 'VISA', '4005 5780 0333 3335'],
  ['378282246310005', 'AMEX', '3782 822463 10005'],
  ['30569309025904', 'DINERS_CLUB', '3056 930902 5904'],
  ['3566002020360505', 'JCB', '3566 0020 2036 0505'],
  ['6011361000006668', 'DISCOVER', '6011 3610 0000 6668'],
  ['5204245250003294', 'MC', '5204 2452 5000 3294'],
])('FLD-8: %s is a valid card of %s, shown as %s', (digits, brand, text) => {
  expect(possibleBrands(digits).map(rule => rule.brand)).toEqual([brand])
  expect(shown('CARD_NUMBER', digits)).toBe(text)
  expect(judged('CARD_NUMBER', digits)).toBe('valid')
  expect(sent('CARD_NUMBER', text)).toBe(digits)
})

describe('card number', () => {
  test('FLD-4: a number is refused while it is typed only when nothing can make it valid', () => {
    expect(judged('CARD_NUMBER', '4242')).toBe('incomplete')
    expect(judged('CARD_NUMBER', '378282246310006')).toBe('invalid for good')
    expect(judged('CARD_NUMBER', '4242424242424241')).toBe('invalid')
    expect(judged('CARD_NUMBER', '0000')).toBe('invalid for good')
  })

  test('FLD-7: a brand that is not accepted is named, also one of several that are still possible', () => {
    expect(judged('CARD_NUMBER', '3782', { accepted: ['VISA'] })).toBe('unsupported_brand for good')
    expect(judged('CARD_NUMBER', '3', { accepted: ['VISA'] })).toBe('unsupported_brand for good')
    expect(judged('CARD_NUMBER', '3', { accepted: ['JCB'] })).toBe('incomplete')
  })

  test('FLD-14: pasted text gives its digits, cut at the greatest length of the brand', () => {
    expect(shown('CARD_NUMBER', 'Card:\n4242-4242 4242.4242\r\n')).toBe('4242 4242 4242 4242')
    expect(shown('CARD_NUMBER', '3782822463100059999')).toBe('3782 822463 10005')
    expect(shown('CARD_NUMBER', '4'.repeat(25))).toBe('4444 4444 4444 4444 444')
  })

  test('FLD-15: digits of every script become ASCII digits', () => {
    expect(asciiDigits('４２ ٤٢ ۴۲ ४२ 𝟜𝟚 𝟺𝟸')).toBe('42 42 42 42 42 42')
  })
})

describe('expiry', () => {
  test.each(['1/30', '130', '01 / 2030', '2030-01', '01/2030', '0130', '01-30', '٠١/٣٠'])(
    'FLD-10: %s means January 2030',
    text => {
      expect(judged('CARD_DATE', text)).toBe('valid')
      expect(sent('CARD_DATE', text)).toBe('012030')
    },
  )

  test('FLD-10: a first digit from 2 to 9 is a month, and a year of four digits stays', () => {
    expect([shown('CARD_DATE', '3'), shown('CARD_DATE', '1'), shown('CARD_DATE', '12/')]).toEqual(['03', '1', '12/'])
    expect(shown('CARD_DATE', '12/2030')).toBe('12/2030')
  })

  test('FLD-10: a card is good to the end of its month at UTC−12', () => {
    const end = Date.UTC(2026, 11, 1, 12)
    expect(judged('CARD_DATE', '11/26', { now: end - 1 })).toBe('valid')
    expect(judged('CARD_DATE', '11/26', { now: end })).toBe('expired for good')
  })

  test('FLD-7: twenty years ahead and no further; no thirteenth month', () => {
    expect(judged('CARD_DATE', '11/46')).toBe('valid')
    expect(judged('CARD_DATE', '12/46')).toBe('invalid for good')
    expect(judged('CARD_DATE', '13/30')).toBe('invalid for good')
    expect(judged('CARD_DATE', '00')).toBe('invalid for good')
  })

  test('FLD-4: 20 may be the beginning of 2030', () => {
    expect(judged('CARD_DATE', '01/20')).toBe('expired')
    expect(judged('CARD_DATE', '01/203')).toBe('incomplete')
    expect(judged('CARD_DATE', '01/21')).toBe('expired for good')
  })
})

test('EVT-15: the length of the code is that of the brand', () => {
  expect(judged('CARD_CVV', '123')).toBe('valid')
  expect(judged('CARD_CVV', '1234')).toBe('valid')
  expect(judged('CARD_CVV', '123', { brand: 'AMEX' })).toBe('incomplete')
  expect(judged('CARD_CVV', '1234', { brand: 'AMEX' })).toBe('valid')
  expect(judged('CARD_CVV', '1234', { brand: 'VISA' })).toBe('invalid for good')
  expect(shown('CARD_CVV', '12a345')).toBe('1234')
})

describe('postal code', () => {
  test('FLD-22: any country', () => {
    for (const text of ['94041', 'SW1A 1AA', 'A1A 1A1', '12345-6789', '100-0001']) {
      expect(judged('CARD_POSTAL_CODE', text)).toBe('valid')
    }
    expect(judged('CARD_POSTAL_CODE', '12')).toBe('incomplete')
    expect(judged('CARD_POSTAL_CODE', '-123')).toBe('invalid for good')
    expect(judged('CARD_POSTAL_CODE', '12345678901')).toBe('invalid for good')
  })

  test('FLD-22: the United States', () => {
    expect(shown('CARD_POSTAL_CODE', '123456789', { country: 'US' })).toBe('12345-6789')
    expect(judged('CARD_POSTAL_CODE', '94041', { country: 'US' })).toBe('valid')
    expect(judged('CARD_POSTAL_CODE', '940416', { country: 'US' })).toBe('incomplete')
    expect(judged('CARD_POSTAL_CODE', 'A', { country: 'US' })).toBe('invalid for good')
  })

  test('FLD-22: Canada', () => {
    expect(shown('CARD_POSTAL_CODE', 'k1a0b1', { country: 'CA' })).toBe('K1A 0B1')
    expect(judged('CARD_POSTAL_CODE', 'k1a0b1', { country: 'CA' })).toBe('valid')
    expect(judged('CARD_POSTAL_CODE', 'k1', { country: 'CA' })).toBe('incomplete')
    for (const text of ['W1A 1A1', 'Z1A 1A1', 'A1D 1A1', 'A1A 1F1', 'A1A 1I1', 'A1A 1O1', 'A1A 1Q1', 'A1A 1U1']) {
      expect(judged('CARD_POSTAL_CODE', text, { country: 'CA' })).toBe('invalid for good')
    }
  })
})

test('FLD-7: name, street, e-mail and phone', () => {
  expect(judged('CARD_NAME', " Zoë O'Hara-Łuk, Jr. ")).toBe('valid')
  expect(sent('CARD_NAME', ' Zoë ')).toBe('Zoë')
  expect(judged('CARD_NAME', '-')).toBe('incomplete')
  expect(judged('CARD_NAME', 'R2')).toBe('invalid for good')
  expect(judged('CARD_NAME', 'x'.repeat(101))).toBe('invalid for good')
  expect(judged('CARD_STREET_ADDRESS', '1 Rue d’Été #4/b')).toBe('valid')
  expect(judged('CARD_EMAIL_ADDRESS', 'a@b')).toBe('valid')
  expect(judged('CARD_EMAIL_ADDRESS', 'a@')).toBe('incomplete')
  expect(judged('CARD_EMAIL_ADDRESS', 'a@b@c')).toBe('invalid for good')
  expect(judged('CARD_PHONE_NUMBER', '+1 (415) 555-0100')).toBe('valid')
  expect(judged('CARD_PHONE_NUMBER', '555')).toBe('incomplete')
  expect(judged('CARD_PHONE_NUMBER', '555x')).toBe('invalid for good')
})

test('FLD-12: a mask shows, and cuts nothing', () => {
  const phoneMask = '(999) 999-9999'
  expect(shown('CARD_PHONE_NUMBER', '4155550100', { phoneMask })).toBe('(415) 555-0100')
  expect(sent('CARD_PHONE_NUMBER', '4155550100', { phoneMask })).toBe('4155550100')
  expect(shown('CARD_PHONE_NUMBER', '41555501001', { phoneMask })).toBe('41555501001')
  expect(sent('CARD_PHONE_NUMBER', '+44 20 7946 0000', { phoneMask })).toBe('+44 20 7946 0000')
})

test.each(['CARD_NAME', 'CARD_STREET_ADDRESS', 'CARD_PHONE_NUMBER', 'CARD_EMAIL_ADDRESS'] as const)(
  'FLD-11: no card number in %s',
  key => {
    expect(judged(key, '378282 246310005')).toBe('contains_card_number for good')
    expect(judged(key, '378282-246310-006')).not.toContain('contains_card_number')
  },
)

test('FLD-11: a card number is found in the middle of a longer run, and not in a short one', () => {
  expect(containsCardNumber('apt 9 4242 4242 4242 4242')).toBe(true)
  expect(containsCardNumber('424242424242')).toBe(false)
})

test('FLD-3: lengths of gift cards and their codes', () => {
  const lengths = Array.from({ length: 19 }, (_, at) => at + 1)
  expect(lengths.filter(length => judged('GIFT_CARD_NUMBER', '1'.repeat(length)) === 'valid')).toEqual([6, 13, 16, 19])
  expect(judged('GIFT_CARD_SECURITY_CODE', 'ab1')).toBe('incomplete')
  expect(judged('GIFT_CARD_SECURITY_CODE', 'ab12')).toBe('valid')
  expect(shown('GIFT_CARD_SECURITY_CODE', 'ab-12 345678')).toBe('ab123456')
})

test('FLD-13: formatting a formatted text changes nothing, in any field', () => {
  const signs = fc.array(fc.constantFrom(...'0123456789 /-.aZé+()'), { maxLength: 24 }).map(all => all.join(''))
  const country = fc.constantFrom(undefined, 'US', 'CA')
  fc.assert(
    fc.property(fc.constantFrom(...(Object.keys(KINDS) as FieldKey[])), signs, country, (key, text, from) => {
      const more = { country: from, phoneMask: '(999) 999-9999' }
      const once = shown(key, text, more)
      expect(shown(key, once, more)).toBe(once)
    }),
    { numRuns: 2_000 },
  )
})
