import { describe, expect, test } from 'vitest'
import { ApiError } from '../../http/errors.ts'
import type { AmountMinor } from '../../http/money.ts'
import { CHARGE_STATES } from '../charges/charge.ts'
import type { ChargeState } from '../charges/charge.ts'
import { checkCancelable, checkRefundable, decideRefund, hasSettled, refundable } from './refund.ts'
import type { Refund, RefundableCharge, RefundRules } from './refund.ts'

const NOON = Date.UTC(2026, 10, 23, 12)
const MIDNIGHT = Date.UTC(2026, 10, 24)

const charge = (changes: Partial<RefundableCharge> = {}): RefundableCharge => ({
  merchantId: 'M9S346Q3D25VT',
  id: 'NWJ47TAN9ZT24',
  created: NOON,
  takenAt: NOON,
  state: 'captured',
  amount: 1100 as AmountMinor,
  tip: 200 as AmountMinor,
  tax: null,
  currency: 'usd',
  amountCaptured: 1100 as AmountMinor,
  amountRefunded: 0 as AmountMinor,
  refundReserved: 0 as AmountMinor,
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

const RULES: RefundRules = { nowMs: NOON + 1, maxAmount: null, wholeOnly: false }
const decide = (changes: Partial<RefundableCharge>, amount?: number, rules: Partial<RefundRules> = {}) =>
  decideRefund(charge(changes), amount as AmountMinor | undefined, { ...RULES, ...rules })

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
  return 'no error'
}

test('SBX-7: money that moved settles at 00:00 UTC, whatever the hour it moved', () => {
  for (const movedAt of [Date.UTC(2026, 10, 23), NOON, MIDNIGHT - 1]) {
    expect([hasSettled(movedAt, MIDNIGHT - 1), hasSettled(movedAt, MIDNIGHT)]).toEqual([false, true])
  }
})

describe('REF-2: what is left', () => {
  test('REF-2: is captured amount and tip, less what was refunded and what is being refunded', () => {
    const spent = { amountRefunded: 300 as AmountMinor, refundReserved: 400 as AmountMinor }
    expect(refundable(charge())).toBe(1300)
    expect(refundable(charge(spent))).toBe(600)
    expect(refundable(charge({ state: 'partially_captured', amountCaptured: 500 as AmountMinor }))).toBe(700)
    expect(refundable(charge({ state: 'authorized', amountCaptured: 0 as AmountMinor }))).toBe(1300)
  })

  test('REF-2: can be refunded to the last unit, and no more', () => {
    const spent = { amountRefunded: 300 as AmountMinor, refundReserved: 400 as AmountMinor }
    expect(decide(spent).amount).toBe(600)
    expect(decide(spent, 600).amount).toBe(600)
    expect(codeOf(() => decide(spent, 601))).toBe('invalid_charge_amount')
  })

  test('contract 8.1: with nothing left, any amount is charge_already_refunded', () => {
    const spent = { amountRefunded: 300 as AmountMinor, refundReserved: 1000 as AmountMinor }
    for (const amount of [undefined, 1]) expect(codeOf(() => decide(spent, amount))).toBe('charge_already_refunded')
  })
})

describe('REF-3: void or refund', () => {
  test('REF-3: the whole before settlement is a VOID, everything else of a captured charge a REFUND', () => {
    expect(decide({}).type).toBe('VOID')
    expect(decide({}, 1300).type).toBe('VOID')
    expect(decide({}, 1299).type).toBe('REFUND')
    expect(decide({}, undefined, { nowMs: MIDNIGHT }).type).toBe('REFUND')
    expect(decide({ state: 'partially_refunded', amountRefunded: 1 as AmountMinor }).type).toBe('REFUND')
    expect(decide({ refundReserved: 1 as AmountMinor, pendingAction: 'refund' }).type).toBe('REFUND')
  })

  test('REF-1: an authorization is always voided, as a whole', () => {
    const authorized = { state: 'authorized', amountCaptured: 0 as AmountMinor } as const
    expect(decide(authorized, undefined, { nowMs: MIDNIGHT })).toMatchObject({ type: 'VOID', amount: 1300 })
    expect(codeOf(() => decide(authorized, 1299))).toBe('partial_refund_not_allowed')
    expect(codeOf(() => decide(authorized, 1301))).toBe('invalid_charge_amount')
  })

  test('SBX-4: the acquirer is told of the tip where no amount was named for the whole', () => {
    const tips = [decide({}), decide({}, 1300), decide({ amountRefunded: 1 as AmountMinor })].map(({ tip }) => tip)
    expect(tips).toEqual([200, 0, 0])
  })
})

test('REF-7: where the whole only may be refunded, a part may not', () => {
  expect(codeOf(() => decide({}, 1299, { wholeOnly: true }))).toBe('partial_refund_not_allowed')
  expect(decide({}, 1300, { wholeOnly: true }).amount).toBe(1300)
})

test('REF-8: the cap is for a single refund, and is not exceeded by a void either', () => {
  expect(decide({}, 500, { maxAmount: 500 }).amount).toBe(500)
  for (const amount of [501, undefined]) {
    expect(codeOf(() => decide({}, amount, { maxAmount: 500 }))).toBe('refund_limit_exceeded')
  }
})

describe('contract 8.1: which state answers which code', () => {
  const codes: Record<ChargeState, string> = {
    requires_action: 'charge_not_refundable',
    pending: 'charge_pending',
    authorized: 'no error',
    captured: 'no error',
    partially_captured: 'no error',
    partially_refunded: 'no error',
    refunded: 'charge_already_refunded',
    voided: 'charge_already_refunded',
    expired: 'charge_not_refundable',
    declined: 'charge_not_refundable',
    failed: 'charge_not_refundable',
  }
  test.each(CHARGE_STATES)('contract 8.1: refunding a charge that is %s', state => {
    expect(codeOf(() => checkRefundable(charge({ state })))).toBe(codes[state])
  })

  test('REF-9: beside a capture or a void under way it is charge_pending, beside a refund it is not', () => {
    const code = (pendingAction: 'capture' | 'void' | 'refund') =>
      codeOf(() => checkRefundable(charge({ pendingAction })))
    expect([code('capture'), code('void'), code('refund')]).toEqual(['charge_pending', 'charge_pending', 'no error'])
  })
})

test('REF-11: what can be canceled is a refund that succeeded today and is in nobody’s hands', () => {
  const refund: Refund = {
    merchantId: 'M9S346Q3D25VT',
    id: 'JRP1XPA7Z3DJ8',
    created: NOON,
    chargeId: 'NWJ47TAN9ZT24',
    amount: 300 as AmountMinor,
    currency: 'usd',
    status: 'succeeded',
    type: 'REFUND',
    reason: null,
    metadata: null,
    externalReferenceId: null,
    outcome: null,
    cancelId: null,
  }
  const code = (changes: Partial<Refund>, nowMs = NOON) =>
    codeOf(() => checkCancelable({ ...refund, ...changes }, nowMs))
  expect(code({})).toBe('no error')
  expect(code({}, MIDNIGHT)).toBe('refund_not_cancelable')
  for (const changes of [
    { type: 'VOID' },
    { status: 'pending' },
    { status: 'failed' },
    { status: 'canceled' },
    { cancelId: 'FSSZ5AWSH8VHT' },
  ] as const) {
    expect(code(changes)).toBe('refund_not_cancelable')
  }
})
