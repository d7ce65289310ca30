import { expect, test } from 'vitest'
import { ApiError } from '../../http/errors.ts'
import { asksForMultipay, readInstrument, readMultipay } from './instrument.ts'

function attempt<Result>(read: () => Result): Result | string {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return `${error.code} ${error.details.param}`
  }
}
const instrument = (body: Record<string, unknown>) => attempt(() => readInstrument(body).fields)
const card = { number: '4242424242424242' }

test('TOK-1: exactly one instrument, and it is an object', () => {
  expect(instrument({ card, ach: null })).toBe(card)
  expect(instrument({})).toBe('invalid_request undefined')
  expect(instrument({ card, gift_card: {} })).toBe('invalid_request undefined')
  for (const wrong of ['x', 1, true, []]) expect(instrument({ card: wrong })).toBe('invalid_request card')
  expect(instrument({ encrypted_card: {} })).toBe('invalid_request encrypted_card')
})

test.each(['encryptedWallet', 'ach'])('TOK-1 %s: is not offered', name => {
  expect(instrument({ [name]: {} })).toBe(`feature_not_enabled ${name}`)
})

test('TOK-1 encrypted_card: is not offered', () => {
  expect(instrument({ encrypted_card: 'a.b.c' })).toBe('feature_not_enabled encrypted_card')
})

test('TOK-41: the hosted fields have none for an external token', () => {
  expect(instrument({ external_token: {}, elements: {} })).toBe('invalid_request elements')
})

test('TOK-2: an additional apiKey changes nothing', () => {
  expect(instrument({ card, apiKey: 'x', other: 1 })).toBe(card)
})

test('TOK-31: multipay is for cards; with an external token it is ignored, with others refused', () => {
  expect(instrument({ gift_card: {}, multipay: true })).toBe('invalid_request multipay')
  expect(instrument({ ach: {}, multipay: 'true' })).toBe('invalid_request multipay')
  expect(instrument({ external_token: {}, multipay: true })).toEqual({})
  expect(asksForMultipay({ card, multipay: 'true' })).toBe(true)
  expect(asksForMultipay({ external_token: {}, multipay: true })).toBe(false)
  expect(asksForMultipay({ card, multipay: 'yes' })).toBe(false)
})

test('GEN-8: multipay is a boolean or the exact text of one', () => {
  for (const value of [true, 'true']) expect(readMultipay({ multipay: value })).toBe(true)
  for (const value of [false, 'false', null, undefined]) expect(readMultipay({ multipay: value })).toBe(false)
  for (const value of [1, 'TRUE', '', {}]) {
    expect(attempt(() => readMultipay({ multipay: value }))).toBe('invalid_request multipay')
  }
})

test('TOK-41: clear fields beside elements are refused, and so are sealed ones without it', () => {
  expect(instrument({ card, elements: {} })).toBe('invalid_request card.number')
  expect(instrument({ card: { cvv: '123' }, elements: {} })).toBe('invalid_request card.cvv')
  expect(instrument({ gift_card: { card_number: '1' }, elements: {} })).toBe('invalid_request gift_card.card_number')
  expect(instrument({ card: { ...card, cvv_jwe: 'x' } })).toBe('invalid_request card.cvv_jwe')
  expect(instrument({ gift_card: { number_jwe: 'x' } })).toBe('invalid_request gift_card.number_jwe')
  const sealed = { number_jwe: 'x', cvv_jwe: 'y' }
  expect(instrument({ card: sealed, elements: {} })).toBe(sealed)
})
