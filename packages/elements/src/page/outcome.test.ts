import { expect, test } from 'vitest'
import { formFailure, notMounted, outcomeOf } from './outcome.ts'
import { readCall } from './token-options.ts'

const WORDS = { locale: 'en', strings: {} } as const

test('SDK-37: true and { multipay: true } ask for a multi-pay token, anything else does not', () => {
  expect(readCall(true, 1).request.multipay).toBe(true)
  expect(readCall({ multipay: true }, 1).request.multipay).toBe(true)
  for (const other of [undefined, null, 'x', 1, {}, { multipay: 'yes' }, []]) {
    expect(readCall(other, 1).request.multipay).toBe(false)
  }
})

test('SDK-37: name and billing are taken, under either name', () => {
  const { request } = readCall({ cardholderName: ' Ann ', billing: { address_zip: '1', address_city: 'Rome' } }, 1)
  expect(request).toEqual({ multipay: false, name: 'Ann', billing: { address_zip: '1', address_city: 'Rome' } })
  expect(readCall({ name: ' ', cardholderName: 'Ann' }, 1).request.name).toBe('Ann')
})

test('SDK-43: the deadline is the call’s, the instance’s or 14 s, within bounds', () => {
  expect(readCall({ timeoutMs: 2_000 }, 14_000).timeoutMs).toBe(2_000)
  expect(readCall({ timeoutMs: 'soon' }, 5_000).timeoutMs).toBe(5_000)
  expect(readCall({ timeoutMs: 5 }, 14_000).timeoutMs).toBe(1_000)
  expect(readCall({ timeoutMs: 1e9 }, 14_000).timeoutMs).toBe(60_000)
})

test('SDK-41: a failure always says something, under the same keys in errors and codes', () => {
  expect(outcomeOf({ t: 'result', call: 1 }, WORDS)).toEqual(formFailure('internal', WORDS))
  const [errors, codes] = [{ CARD_CVV: 'Wrong' }, { CARD_CVV: 'invalid' }] as const
  const told = outcomeOf({ t: 'result', call: 1, errors, codes, requestId: 'req_12345678' }, WORDS)
  expect(told).toEqual({ errors, codes, requestId: 'req_12345678' })
})

test('SDK-42: a success has no errors, a failure no token, and both survive cloning', () => {
  const card = { brand: 'VISA', last4: '4242' } as const
  const success = outcomeOf({ t: 'result', call: 1, token: 'clv_x', card }, WORDS)
  expect(success).toEqual({ token: 'clv_x', card })
  expect('errors' in success).toBe(false)
  const failure = notMounted(['CARD_CVV'], WORDS)
  expect('token' in failure).toBe(false)
  for (const outcome of [success, failure])
    expect(structuredClone(outcome)).toEqual(JSON.parse(JSON.stringify(outcome)))
})

test('6.6: codes without a sentence of their own say that payment is unavailable', () => {
  expect(formFailure('csp_blocked', WORDS).errors.FORM).toBe('Card payment is not available right now.')
  expect(formFailure('busy', { locale: 'es', strings: {} }).errors.FORM).toBe('Ya se está preparando un pago.')
})

test('I18N-5: the page’s own sentence stands in for ours', () => {
  const words = { locale: 'en', strings: { 'cvv.required': 'Code, please' } } as const
  expect(notMounted(['CARD_CVV'], words).errors.CARD_CVV).toBe('Code, please')
  const tooLong = { locale: 'en', strings: { 'cvv.required': 'x'.repeat(161) } } as const
  expect(notMounted(['CARD_CVV'], tooLong).errors.CARD_CVV).toBe('Card CVV is required')
})

test('SDK-36: an argument that throws when it is read asks for nothing', () => {
  const hostile = {
    get multipay(): never {
      throw new Error('of the page')
    },
  }
  expect(readCall(hostile, 14_000)).toEqual({ request: { multipay: false, billing: {} }, timeoutMs: 14_000 })
})
