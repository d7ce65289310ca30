import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { readFrame } from './frame-messages.ts'

const state = {
  t: 'state',
  key: 'CARD_NUMBER',
  cause: 'input',
  touched: true,
  empty: false,
  complete: false,
  focused: true,
  autofilled: false,
  error: 'Card number is invalid.',
  code: 'invalid',
  brand: 'VISA',
  brands: ['VISA', 'MC'],
}
const result = {
  t: 'result',
  call: 1,
  token: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt',
  card: { brand: 'VISA', last4: '4242', first6: '424242' },
  requestId: 'req_12345678',
}

afterEach(() => {
  for (const name of ['t', 'token']) delete (Object.prototype as Record<string, unknown>)[name]
})

test('SEC-30: what the frames say is read, and unknown members are ignored', () => {
  for (const message of [
    state,
    result,
    { t: 'ready', keys: ['CARD_NUMBER'], title: 'Secure card number field' },
    { t: 'size', height: 24 },
    { t: 'fault', code: 'font_refused' },
    { t: 'session', mode: 'test', pageGuard: 'off', brands: ['VISA'] },
    { t: 'result', call: 2, errors: { FORM: 'Sorry.' }, codes: { FORM: 'network' } },
    { t: 'why', result: 'ok' },
  ]) {
    expect(readFrame({ ...message, newer: 1 })).toEqual(message)
  }
})

test.each([
  ['key', 'card number'],
  ['touched', 1],
  ['touched', 'yes'],
  ['code', 'Invalid code'],
  ['brand', '424242'],
  ['brands', ['<b>']],
  ['height', 24.5],
  ['height', Infinity],
  ['error', 'x'.repeat(201)],
  ['token', 'clv_short'],
  ['requestId', 'id'],
])('SEC-30: %s is left out when it is %o', (name, value) => {
  const { [name as keyof typeof state]: _, ...rest } = state
  expect(readFrame({ ...rest, [name]: value })).toEqual(name === 'brands' ? { ...rest, brands: [] } : rest)
})

test('SEC-30: messages above 16 kB are dropped, and those that are none', () => {
  expect(readFrame({ t: 'submit', more: 'x'.repeat(16_400) })).toBeUndefined()
  for (const none of [undefined, null, 1, 'submit', [], {}, { t: 5n }, { t: 'Submit it' }]) {
    expect(readFrame(none)).toBeUndefined()
  }
  fc.assert(fc.property(fc.anything({ withNullPrototype: true, withMap: true }), value => void readFrame(value)))
})

test('SEC-31: a polluted Object.prototype adds no member', () => {
  Object.assign(Object.prototype, { t: 'submit', token: result.token })
  expect(readFrame({})).toBeUndefined()
  expect(readFrame(state)?.t).toBe('state')
  expect('token' in readFrame(state)!).toBe(false)
})
