import { describe, expect, test } from 'vitest'
import { ApiError } from '../../http/errors.ts'
import type { AmountMinor } from '../../http/money.ts'
import { CHARGE_STATES, checkCapturable, decideCapture, STATE_ROWS, totalMinor } from './charge.ts'
import type { Charge, ChargeState } from './charge.ts'

const charge = (changes: Partial<Charge> = {}): Charge => ({
  merchantId: 'M9S346Q3D25VT',
  id: 'NWJ47TAN9ZT24',
  created: 1,
  state: 'authorized',
  amount: 1100 as AmountMinor,
  tip: 200 as AmountMinor,
  tax: null,
  currency: 'usd',
  amountCaptured: 0 as AmountMinor,
  amountRefunded: 0 as AmountMinor,
  tokenId: 'clv_1TSTSbbrZNhFgtsqwDtGuSpt',
  orderId: null,
  outcome: { networkStatus: 'approved_by_network', type: 'authorized' },
  facts: {
    card: { brand: 'VISA', expMonth: '12', expYear: '2030', first6: '424242', last4: '4242', address: {} },
    echo: {},
  },
  failureCode: null,
  pendingAction: null,
  pendingSince: null,
  ...changes,
})

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
  return 'no error'
}

test('CHG-2: the acquirer is asked for amount and tip, never for the tax on top', () => {
  expect(totalMinor(charge({ tax: 100 as AmountMinor }))).toBe(1300)
})

describe('CHG-17', () => {
  test('CHG-17: without an amount all is captured', () => {
    expect(decideCapture(charge(), undefined, undefined)).toEqual({ amount: 1100, stateAfter: 'captured' })
  })

  test('CHG-17: capturing less releases the rest', () => {
    expect(decideCapture(charge(), 500 as AmountMinor, undefined)).toEqual({
      amount: 500,
      stateAfter: 'partially_captured',
    })
  })

  test('CHG-17: more than was authorized cannot be captured', () => {
    expect(codeOf(() => decideCapture(charge(), 1101 as AmountMinor, undefined))).toBe('invalid_charge_amount')
  })

  test('CHG-17: the tip is that of the charge and no other', () => {
    expect(codeOf(() => decideCapture(charge(), undefined, 199 as AmountMinor))).toBe('invalid_tip_amount')
    expect(decideCapture(charge(), undefined, 200 as AmountMinor).amount).toBe(1100)
  })
})

describe('contract 6.4: which state answers which code', () => {
  const codes: Record<ChargeState, string> = {
    authorized: 'no error',
    pending: 'charge_pending',
    captured: 'charge_already_captured',
    partially_captured: 'charge_already_captured',
    partially_refunded: 'charge_already_captured',
    refunded: 'charge_already_captured',
    expired: 'charge_expired_for_capture',
    requires_action: 'charge_not_capturable',
    voided: 'charge_not_capturable',
    declined: 'charge_not_capturable',
    failed: 'charge_not_capturable',
  }
  test.each(CHARGE_STATES)('CHG-17: capturing a charge that is %s', state => {
    expect(codeOf(() => checkCapturable(charge({ state })))).toBe(codes[state])
  })

  test('CHG-18: a charge whose capture is under way is pending for the next one', () => {
    expect(codeOf(() => checkCapturable(charge({ pendingAction: 'capture' })))).toBe('charge_pending')
  })
})

test('CHG-22: every state shows the flags of its row, and refunded only when nothing is left', () => {
  const rows = Object.entries(STATE_ROWS).map(([state, row]) => `${state} ${Object.values(row).join(' ')}`)
  expect(rows).toEqual([
    'requires_action pending false false false',
    'pending pending false false false',
    'authorized succeeded true false false',
    'captured succeeded true true false',
    'partially_captured succeeded true true false',
    'partially_refunded succeeded true true false',
    'refunded succeeded true true true',
    'voided succeeded false false true',
    'expired failed false false false',
    'declined failed false false false',
    'failed failed false false false',
  ])
})
