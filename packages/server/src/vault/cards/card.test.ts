import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTestNumber } from '../../acquirers/index.ts'
import { ApiError } from '../../http/errors.ts'
import { DEFAULT_BRANDS } from './brand.ts'
import { readCard } from './card.ts'
import type { CardRules } from './card.ts'

const RULES: CardRules = {
  mode: 'sandbox',
  acceptedBrands: DEFAULT_BRANDS,
  isTestNumber,
  rejectCardDataInText: true,
  nowMs: Date.parse('2026-11-22T00:00:00Z'),
}
const ANY_NUMBER: CardRules = { ...RULES, isTestNumber: () => true }
const CARD = { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123' }

/** `code param` of the refusal, or the card. */
function read(fields: object, rules: CardRules = RULES) {
  try {
    return readCard(fields as Record<string, unknown>, rules)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return `${error.code} ${error.details.param}`
  }
}

test('5.2: a whole card is read, and its parts are normal', () => {
  const address = { name: 'Sandra Clark', address_line1: '415 N Mathilda Ave', address_zip: '94085', country: 'US' }
  expect(
    read({ ...CARD, exp_month: 1, exp_year: 30, ...address, email: 's@example.com', first6: 1, other: {} }),
  ).toEqual({
    number: '4242424242424242',
    brand: 'VISA',
    expiryMonth: 1,
    expiryYear: 2030,
    verificationCode: '123',
    cardholder: { ...address, email: 's@example.com' },
  })
  expect(read({ ...CARD, cvv: undefined })).toMatchObject({ verificationCode: undefined, cardholder: undefined })
})

test('GEN-7: a member that is null counts as absent', () => {
  const absent = { brand: null, cvv: null, name: null, encrypted_pan: null, email: null }
  expect(read({ ...CARD, ...absent })).toEqual(read({ ...CARD, cvv: undefined }))
  expect(read({ ...CARD, number: null })).toBe('invalid_request card.number')
})

test('TOK-7: spaces and hyphens are removed wherever they stand', () => {
  expect(read({ ...CARD, number: ' 4242-4242 4242--4242 ' })).toMatchObject({ number: '4242424242424242' })
})

test.each([
  '42424242424',
  '42424242424242424242',
  '4242.4242.4242.4242',
  '4242424242424242\n',
  '４２４２424242424242',
  'number',
  4242424242424242,
  true,
  {},
  '- -',
])('TOK-7: %j is invalid_number', number => {
  expect(read({ ...CARD, number })).toBe('invalid_number card.number')
})

test('5.2 number: exactly one of number and encrypted_pan, non-empty', () => {
  const { number: _, ...rest } = CARD
  expect(read(rest)).toBe('invalid_request card.number')
  expect(read({ ...CARD, number: '' })).toBe('invalid_request card.number')
  expect(read({ ...CARD, encrypted_pan: 'x' })).toBe('invalid_request card.number')
  expect(read({ ...rest, encrypted_pan: 'x' })).toBe('feature_not_enabled card.encrypted_pan')
})

test('TOK-9: a well-formed number of the wrong length or check digit is incorrect_number', () => {
  expect(read({ ...CARD, number: '42424242424242426' })).toBe('incorrect_number card.number')
  expect(read({ ...CARD, number: '4242424242424241' })).toBe('incorrect_number card.number')
})

test('TOK-8 step 7: Luhn is not asked of UNIONPAY', () => {
  expect(read({ ...CARD, number: '6200000000000006' }, ANY_NUMBER)).toMatchObject({ brand: 'UNIONPAY' })
})

test('TOK-10: a detected brand wins over a given one; a given one fills in when none is detected', () => {
  expect(read({ ...CARD, brand: 'amex' })).toMatchObject({ brand: 'VISA' })
  const undetected = '901234567898'
  expect(read({ ...CARD, number: undetected }, ANY_NUMBER)).toBe('invalid_card_type card.number')
  expect(read({ ...CARD, number: undetected, brand: 'MASTERCARD' }, ANY_NUMBER)).toMatchObject({ brand: 'MC' })
  expect(read({ ...CARD, number: undetected, brand: 'amex', cvv: '1234' }, ANY_NUMBER)).toMatchObject({ brand: 'AMEX' })
})

test('TOK-5: a brand outside the merchant’s list is refused, and one in it is accepted', () => {
  const elo = { ...CARD, number: '6362970000457013' }
  expect(read(elo, ANY_NUMBER)).toBe('invalid_card_type card.number')
  expect(read(elo, { ...ANY_NUMBER, acceptedBrands: ['ELO'] })).toMatchObject({ brand: 'ELO' })
  expect(read(CARD, { ...RULES, acceptedBrands: ['MC'] })).toBe('invalid_card_type card.number')
})

test('TOK-13: sandbox accepts test numbers only, live refuses exactly those', () => {
  const real = { ...CARD, number: '4539578763621486' }
  expect(read(real)).toBe('live_data_in_sandbox card.number')
  expect(read(real, { ...RULES, mode: 'live' })).toMatchObject({ brand: 'VISA' })
  expect(read(CARD, { ...RULES, mode: 'live' })).toBe('test_data_in_live card.number')
})

test.each([
  ['123', '4242424242424242', undefined],
  ['1234', '378282246310005', undefined],
  ['1234', '4242424242424242', 'incorrect_cvc card.cvv'],
  ['123', '378282246310005', 'incorrect_cvc card.cvv'],
  ['12', '4242424242424242', 'invalid_cvc card.cvv'],
  ['12345', '4242424242424242', 'invalid_cvc card.cvv'],
  ['12a', '4242424242424242', 'invalid_cvc card.cvv'],
  ['', '4242424242424242', 'invalid_cvc card.cvv'],
  ['123\n', '4242424242424242', 'invalid_cvc card.cvv'],
  [123, '4242424242424242', 'invalid_cvc card.cvv'],
])('5.2 cvv: %j with %s', (cvv, number, refusal) => {
  const card = read({ ...CARD, number, cvv })
  if (refusal) expect(card).toBe(refusal)
  else expect(card).toMatchObject({ verificationCode: cvv })
})

test.each([
  ['name', 127],
  ['address_line1', 255],
  ['address_line2', 255],
  ['address_city', 255],
  ['address_state', 255],
  ['address_zip', 16],
  ['address_country', 3],
  ['country', 3],
  ['email', 254],
  ['phone', 30],
])('5.2 %s: text of at most %i code points', (member, longest) => {
  expect(read({ ...CARD, [member]: '😀'.repeat(longest) })).toMatchObject({ number: CARD.number })
  expect(read({ ...CARD, [member]: 'x'.repeat(longest + 1) })).toBe(`invalid_request card.${member}`)
  for (const value of [7, {}, 'a\0', '\ud800']) {
    expect(read({ ...CARD, [member]: value })).toBe(`invalid_request card.${member}`)
  }
})

test('GEN-20: a card number in name or address is refused, unless the deployment allows it', () => {
  const hidden = { ...CARD, name: 'card 4242 4242 4242 4242' }
  expect(read(hidden)).toBe('card_data_not_allowed card.name')
  expect(read({ ...CARD, address_line2: '4242-4242-4242-4242' })).toBe('card_data_not_allowed card.address_line2')
  expect(read(hidden, { ...RULES, rejectCardDataInText: false })).toMatchObject({ cardholder: { name: hidden.name } })
})

/** Each entry breaks one step of TOK-8; all later steps are broken too, so only the order decides. */
const STEPS: readonly (readonly [string, object])[] = [
  ['invalid_request card.number', { encrypted_pan: 'x' }],
  ['invalid_number card.number', { number: 'x' }],
  ['invalid_card_type card.brand', { brand: 'x' }],
  ['incorrect_number card.number', { number: '4242424242424241' }],
  ['invalid_card_type card.number', { number: '901234567898' }],
  ['live_data_in_sandbox card.number', { number: '4539578763621486' }],
  ['invalid_expiry_month card.exp_month', { exp_month: '13' }],
  ['invalid_expiry_year card.exp_year', { exp_year: '1' }],
  ['expired_card card.exp_month', { exp_month: '1', exp_year: '2026' }],
  ['invalid_cvc card.cvv', { cvv: 'x' }],
  ['incorrect_cvc card.cvv', { cvv: '1234' }],
  ['invalid_request card.name', { name: 1 }],
]
test.each(STEPS.map(([refusal], index) => [refusal, index] as const))(
  'TOK-8: %s is reported first',
  (refusal, index) => {
    // Later faults are laid down first, so that the step under test is the earliest one that is broken.
    const broken = STEPS.slice(index)
      .reverse()
      .map(([, fault]) => fault)
    const expiryIsRead = index > 8 ? {} : { exp_year: '2026' }
    expect(read(Object.assign({ ...CARD, ...expiryIsRead }, ...broken))).toBe(refusal)
  },
)

test('GEN-19: whatever is sent, a refusal never repeats it', () => {
  const anything = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.stringMatching(/^[0-9 -]{0,25}$/))
  const fields = fc.record(
    { number: anything, exp_month: anything, exp_year: anything, cvv: anything, brand: anything, name: anything },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fields, sent => {
      try {
        const card = readCard(sent, ANY_NUMBER)
        expect(card.number).toMatch(/^[0-9]{12,19}$/)
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError)
        const { message, details } = error as ApiError
        for (const value of Object.values(sent)) {
          if (typeof value === 'string' && value.length > 6)
            expect(message + JSON.stringify(details)).not.toContain(value)
        }
      }
    }),
  )
})
