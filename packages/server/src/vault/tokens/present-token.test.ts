import { expect, test } from 'vitest'
import { cardId, presentNewToken, presentToken } from './present-token.ts'
import type { Token } from './token.ts'

const token: Token = {
  id: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt',
  merchantId: 'M9S346Q3D25VT',
  appId: 'JT97KB6CQ643D',
  createdMs: 1_795_348_800_000,
  modifiedMs: 1_795_348_800_001,
  lastAccessedMs: undefined,
  usedMs: undefined,
  claimedBy: undefined,
  isMultipay: false,
  brand: 'VISA',
  first6: '424242',
  last4: '4242',
  expiryMonth: 1,
  expiryYear: 2030,
  cardholder: { name: '', address_zip: '94085', email: 's@example.com', phone: '555' },
  external: undefined,
}
const show = (changes: Partial<Token> = {}, mode: 'sandbox' | 'live' = 'sandbox', nowMs = token.createdMs) =>
  presentToken({ ...token, ...changes }, { mode, lifetimeMinutes: 60, nowMs })

test('TOK-12: months have two digits and years four; name and address are returned as sent, e-mail and phone never', () => {
  const card = {
    number: '4242424242424242',
    brand: 'VISA',
    expiryMonth: 1,
    expiryYear: 2030,
    verificationCode: '123',
    cardholder: token.cardholder,
  } as const
  expect(presentNewToken({ id: token.id, createdMs: token.createdMs }, card, 'sandbox')).toEqual({
    id: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt',
    object: 'token',
    type: 'card',
    created: 1795348800000,
    livemode: false,
    used: false,
    card: {
      brand: 'VISA',
      first6: '424242',
      last4: '4242',
      exp_month: '01',
      exp_year: '2030',
      name: '',
      address_zip: '94085',
    },
  })
})

test('5.10: a token is shown whole', () => {
  expect(show()).toEqual({
    id: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt',
    object: 'token',
    type: 'card',
    created: 1795348800000,
    livemode: false,
    used: false,
    card: {
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{13}$/),
      brand: 'VISA',
      first6: '424242',
      last4: '4242',
      exp_month: '01',
      exp_year: '2030',
      name: '',
      address_zip: '94085',
      created_time: 1795348800000,
      modified_time: 1795348800001,
    },
    cloverToken: {
      tokenValue: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt',
      merchantUuid: 'M9S346Q3D25VT',
      developerUuid: 'JT97KB6CQ643D',
      createdTime: 1795348800000,
      lastAccessedTime: 1795348800000,
    },
    tokenMeta: {
      paymentInstrument: 'CARD',
      tokenProvider: 'MOCK',
      tokenStatus: 'NEW',
      tokenType: 'ONEOFF',
      createdTime: 1795348800000,
      modifiedTime: 1795348800001,
    },
  })
})

test('TOK-43: status and type follow success, death and kind; the provider follows the mode', () => {
  const used = token.createdMs + 5
  expect(show({ usedMs: used })).toMatchObject({ used: true, tokenMeta: { tokenStatus: 'VERIFIED' } })
  expect(show({ isMultipay: true }).tokenMeta.tokenType).toBe('MULTIPAY')
  expect(show({}, 'sandbox', token.createdMs + 3_600_000).tokenMeta.tokenStatus).toBe('EXPIRED')
  expect(show({}, 'live')).toMatchObject({ livemode: true, tokenMeta: { tokenProvider: 'TREFOIL' } })
  expect(JSON.stringify(show({ appId: undefined }))).not.toContain('developerUuid')
})

test('TOK-44: the last access is that of the last attempt', () => {
  expect(show({ lastAccessedMs: token.createdMs + 7 }).cloverToken.lastAccessedTime).toBe(token.createdMs + 7)
})

test('GEN-21: a card’s id is its token’s own, holds a letter and is the same at every reading', () => {
  const ids = new Set(Array.from({ length: 1000 }, (_, index) => cardId(`clv_1TSTS${index}`)))
  expect(ids.size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{12}$/)
  expect(cardId(token.id)).toBe(cardId(token.id))
})
