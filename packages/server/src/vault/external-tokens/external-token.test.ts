import { expect, test } from 'vitest'
import { ApiError } from '../../http/errors.ts'
import type { CardRules } from '../cards/card.ts'
import { readExternalToken } from './external-token.ts'

const rules: CardRules = {
  mode: 'sandbox',
  acceptedBrands: ['VISA', 'MC'],
  isTestNumber: () => false,
  rejectCardDataInText: true,
  nowMs: Date.UTC(2026, 10, 22),
}
const EXPIRY = { exp_month: '12', exp_year: '30' }
const token = (attribute: object = {}, more: object = {}) => ({
  token_value: '1227542233445566',
  transarmor_token_attribute: { ...EXPIRY, ...attribute },
  ...more,
})
const read = (fields: object) => {
  try {
    return readExternalToken(fields as Record<string, unknown>, rules)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return `${error.code} ${error.details.param}`
  }
}

test('5.6: everything that may come with it is kept', () => {
  const attribute = {
    name: 'Ada',
    brand: 'mastercard',
    first6: '555555',
    last4: 4444,
    address_zip: '94085',
    transactionId: 'MCC123',
  }
  expect(read(token(attribute, { token_type: 'TransArmor' }))).toEqual({
    type: 'TransArmor',
    value: '1227542233445566',
    expiryMonth: 12,
    expiryYear: 2030,
    brand: 'MC',
    first6: '555555',
    last4: '4444',
    cardholder: { name: 'Ada', address_zip: '94085' },
    transactionId: 'MCC123',
  })
})

test('5.6 token_type: is TransArmor when absent; what else is absent stays unknown', () => {
  expect(read(token())).toMatchObject({
    type: 'TransArmor',
    brand: undefined,
    first6: undefined,
    last4: undefined,
    transactionId: undefined,
  })
})

test.each([
  ['424242', 'VISA'],
  ['555555', 'MC'],
  ['000000', undefined],
  // Some of these are of Troy and some of Discover.
  ['650837', undefined],
])('TOK-29: an absent brand is derived from first6 %s if it can be', (first6, brand) => {
  expect(read(token({ first6 }))).toMatchObject({ brand })
})

test.each([
  ['token_value', { token_value: undefined }, 'parameter_missing external_token.token_value'],
  ['token_value', { token_value: '' }, 'invalid_request external_token.token_value'],
  ['token_value', { token_value: 'x'.repeat(65) }, 'invalid_request external_token.token_value'],
  ['token_value', { token_value: 122754 }, 'invalid_request external_token.token_value'],
  ['token_type', { token_type: 5 }, 'invalid_request external_token.token_type'],
  [
    'transarmor_token_attribute',
    { transarmor_token_attribute: 'x' },
    'invalid_request external_token.transarmor_token_attribute',
  ],
  [
    'transarmor_token_attribute',
    { transarmor_token_attribute: null },
    'invalid_expiry_month external_token.transarmor_token_attribute.exp_month',
  ],
])('5.6 %s: %o is %s', (_name, more, refusal) => {
  expect(read(token({}, more))).toBe(refusal)
})

test.each([
  [{ exp_month: '13' }, 'invalid_expiry_month', 'exp_month'],
  [{ exp_year: undefined }, 'invalid_expiry_year', 'exp_year'],
  [{ exp_month: 9, exp_year: 2026 }, 'expired_card', 'exp_month'],
  [{ brand: 'SOLO' }, 'invalid_card_type', 'brand'],
  [{ brand: 'AMEX' }, 'invalid_card_type', 'brand'],
  [{ first6: '378282' }, 'invalid_card_type', 'brand'],
  [{ first6: '42424' }, 'invalid_request', 'first6'],
  [{ last4: '42a2' }, 'invalid_request', 'last4'],
  [{ name: 'x'.repeat(128) }, 'invalid_request', 'name'],
  [{ address_line1: '4242 4242 4242 4242' }, 'card_data_not_allowed', 'address_line1'],
  [{ transactionId: 7 }, 'invalid_request', 'transactionId'],
])('5.6: with %o it is refused', (attribute, code, param) => {
  expect(read(token(attribute))).toBe(`${code} external_token.transarmor_token_attribute.${param}`)
})
