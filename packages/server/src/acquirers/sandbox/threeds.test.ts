import { describe, expect, test } from 'vitest'
import { TEST_CARDS } from '../test-cards.ts'
import { authenticate } from './threeds.ts'
import type { AuthenticateRequest } from '../connector.ts'

const request = (number: string, changes: Partial<AuthenticateRequest> = {}, brand = 'VISA'): AuthenticateRequest => ({
  merchantId: 'M9S346Q3D25VT',
  reference: 'NWJ47TAN9ZT24',
  card: { number, expiryMonth: 12, expiryYear: 2030, brand },
  browser: {},
  stepsOver: 0,
  ...changes,
})
const resultsOf = (number: string, steps: number) =>
  Array.from({ length: steps }, (_, stepsOver) => authenticate(request(number, { stepsOver })).result)

test.each(TEST_CARDS.filter(({ threeds }) => threeds))('SBX-5 19.4: $number → $threeds', ({ number, threeds }) => {
  expect(resultsOf(number, threeds!.length)).toEqual(threeds)
})

test('19.4: every card that is not listed is authenticated', () => {
  for (const { number, threeds } of TEST_CARDS) {
    if (!threeds) expect(resultsOf(number, 1)).toEqual(['AUTHENTICATION_SUCCESSFUL'])
  }
})

describe('19.7', () => {
  test.each(['success', 'failure'] as const)('a challenge can be made to end in %s', stepResult => {
    const result = stepResult === 'success' ? 'AUTHENTICATION_SUCCESSFUL' : 'AUTHENTICATION_FAILED'
    for (const number of ['4811326490014875', '4000000090000094']) {
      expect(authenticate(request(number, { stepsOver: 1, stepResult })).result).toBe(result)
    }
    expect(authenticate(request('4043130007524792', { stepsOver: 2, stepResult })).result).toBe(result)
  })

  test('CHG-19: a method step goes on either way', () => {
    for (const stepResult of ['success', 'failure'] as const) {
      const afterMethod = request('4043130007524792', { stepsOver: 1, stepResult })
      expect(authenticate(afterMethod).result).toBe('CHALLENGE_FLOW_REQUIRED')
    }
  })
})

describe('what the issuer is told', () => {
  const proofOf = (number: string, brand?: string) => {
    const answer = authenticate(request(number, {}, brand))
    return 'proof' in answer ? answer.proof : undefined
  }

  test.each([
    ['4242424242424242', 'VISA', '05'],
    ['4000000090000078', 'VISA', '06'],
    ['4000000090000086', 'VISA', '07'],
    ['5555555555554444', 'MC', '02'],
    ['373953192351004', 'AMEX', '05'],
  ])('%s of %s: eci %s', (number, brand, eci) => expect(proofOf(number, brand)?.eci).toBe(eci))

  test('a cryptogram of 20 bytes, but for an issuer that could not be asked', () => {
    expect(Buffer.from(proofOf('4242424242424242')!.cavv!, 'base64')).toHaveLength(20)
    expect(proofOf('4000000090000086')!.cavv).toBeUndefined()
  })
})

test('repeated it is the same authentication, and of another charge another one', () => {
  const of = (reference: string) => authenticate(request('4811326490014875', { reference }))
  expect(of('A')).toEqual(of('A'))
  expect(of('A')).toMatchObject({ serverTransactionId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  const ids = new Set(Array.from({ length: 2_000 }, (_, index) => JSON.stringify(of(String(index)))))
  expect(ids.size).toBe(2_000)
})
