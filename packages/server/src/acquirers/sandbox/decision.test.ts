import { describe, expect, test } from 'vitest'
import { addressChecks, verificationCodeCheck } from '../response-codes.ts'
import { decideAuthorization, decideVerification } from './decision.ts'
import { sale, verification } from './test-support.ts'

describe('SBX-5: verification values of 19.2', () => {
  const rows = [
    ['123', 'M', 'pass', '00'],
    ['900', 'M', 'pass', '00'],
    ['901', 'N', 'fail', '00'],
    ['902', 'P', 'unchecked', '00'],
    ['903', 'U', 'unavailable', '00'],
    ['904', 'S', 'unavailable', '00'],
    ['905', 'N', 'fail', 'N7'],
    ['906', '', 'unchecked', '00'],
  ] as const
  test.each(rows)('SBX-5 CVV %s: letter "%s", %s', (verificationCode, letter, check, code) => {
    const decision = decideAuthorization(sale({ card: { verificationCode } }))
    expect(decision).toMatchObject({ code, letters: { verification: letter } })
    expect(verificationCodeCheck(decision.letters.verification)).toBe(check)
  })

  test.each(rows)('SBX-5 CVV of AMEX, 9%s: letter "%s", %s', (digits, letter, _check, code) => {
    const card = { number: '378282246310005', brand: 'AMEX', verificationCode: `9${digits}` }
    expect(decideAuthorization(sale({ card }))).toMatchObject({ code, letters: { verification: letter } })
  })

  test('SBX-5 CVV: an AMEX value without the leading 9 is ordinary', () => {
    const card = { number: '378282246310005', brand: 'AMEX', verificationCode: '1905' }
    expect(decideAuthorization(sale({ card }))).toMatchObject({ code: '00', letters: { verification: 'M' } })
  })

  test('SBX-5 CVV 905: storing the card is declined too', () => {
    expect(decideVerification(verification({ verificationCode: '905' }))?.code).toBe('N7')
  })
})

describe('SBX-5: ZIP codes of 19.2', () => {
  test.each([
    ['94085', 'Y', 'pass', 'pass'],
    ['00001', 'N', 'fail', 'fail'],
    ['00002', 'A', 'pass', 'fail'],
    ['00003', 'Z', 'fail', 'pass'],
    ['00004', 'U', 'unavailable', 'unavailable'],
    ['00005', 'R', 'unchecked', 'unchecked'],
    ['00006', 'B', 'pass', 'unavailable'],
    ['00007', 'P', 'unavailable', 'pass'],
    ['00008', '', 'unchecked', 'unchecked'],
  ])('SBX-5 ZIP %s: letter "%s", %s, %s', (addressZip, letter, addressLine1, zip) => {
    const { code, letters } = decideAuthorization(sale({ card: { addressZip, addressLine1: '1 Main St' } }))
    expect({ code, letters }).toEqual({ code: '00', letters: { line1: letter, zip: letter } })
    expect(addressChecks(letters.zip)).toEqual({ addressLine1, addressZip: zip })
  })

  test('CHG-20: what was not sent has no letter', () => {
    expect(decideAuthorization(sale()).letters).toEqual({})
    expect(decideAuthorization(sale({ card: { addressLine1: '1 Main St' } })).letters).toEqual({ line1: 'Y' })
    expect(decideAuthorization(sale({ card: { addressZip: '00001' } })).letters).toEqual({ zip: 'N' })
  })
})

describe('SBX-5: expiries of 19.2', () => {
  test.each([
    [1, '54', '85'],
    [2, '62', '85'],
    [3, '00', '05'],
    [4, '05', '85'],
    [5, '00', '85'],
    [6, '00', '85'],
    [7, '00', '85'],
    [8, '00', undefined],
    [9, '00', '85'],
  ])('SBX-5 expiry %i/2098: charges %s, storing %s', (expiryMonth, chargeCode, storeCode) => {
    const card = { expiryMonth, expiryYear: 2098 }
    expect(decideAuthorization(sale({ card })).code).toBe(chargeCode)
    expect(decideVerification(verification(card))?.code).toBe(storeCode)
    expect(decideAuthorization(sale({ card: { expiryMonth, expiryYear: 2097 } })).code).toBe('00')
  })

  test('SBX-5 expiry 05/2098: charges with sequence SUBSEQUENT are declined R1', () => {
    const card = { expiryMonth: 5, expiryYear: 2098 }
    const stored = { initiator: 'CARDHOLDER', isScheduled: false } as const
    expect(decideAuthorization(sale({ card, storedCredentials: { ...stored, sequence: 'FIRST' } })).code).toBe('00')
    expect(decideAuthorization(sale({ card, storedCredentials: { ...stored, sequence: 'SUBSEQUENT' } })).code).toBe(
      'R1',
    )
  })
})

describe('SBX-3: the first trigger decides', () => {
  const all = { number: '4000000090000037', expiryMonth: 1, expiryYear: 2098, verificationCode: '905' }

  test('SBX-3: number, expiry, amount 90, CVV 905', () => {
    const amountMinor = 90_000_051
    expect(decideAuthorization(sale({ amountMinor, card: all })).code).toBe('41')
    expect(decideAuthorization(sale({ amountMinor, card: { ...all, number: '4242424242424242' } })).code).toBe('54')
    expect(decideAuthorization(sale({ amountMinor, card: { verificationCode: '905' } })).code).toBe('51')
    expect(decideAuthorization(sale({ card: { verificationCode: '905' } })).code).toBe('N7')
  })

  test('SBX-3: check letters are reported with a decline too', () => {
    expect(decideAuthorization(sale({ card: { ...all, addressZip: '00002' } }))).toMatchObject({
      code: '41',
      letters: { verification: 'N', zip: 'A' },
    })
  })

  test('SBX-4: amounts are read without the tip', () => {
    expect(decideAuthorization(sale({ amountMinor: 90_000_151, tipMinor: 100 })).code).toBe('51')
    expect(decideAuthorization(sale({ amountMinor: 90_000_051, tipMinor: 1_000 })).code).toBe('00')
  })
})
