/** What a refund answers when the acquirer refuses, or does not answer plainly (contract 19.2, 19.3). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LARGE, openRefundDesk } from './refunds.test-support.ts'
import type { RefundDesk } from './refunds.test-support.ts'

let desk: RefundDesk
/** Waits long enough to hear every answer that comes at all. */
let patient: RefundDesk
beforeAll(async () => {
  desk = await openRefundDesk(1_000)
  patient = await openRefundDesk(3_000, 1_000)
})
afterAll(async () => {
  await desk.close()
  await patient.close()
})

/** A charge of which every test amount can be refunded, without its order of fields in the way. */
const large = async (at = desk): Promise<string> => (await at.charge({ amount: LARGE })).id

const attemptsOf = async (charge: string) => {
  const { rows } = await desk.databases.services.query<{ id: string; kind: string; state: string }>(
    `select id, kind, state from payments.attempt where charge_id = $1 and kind <> 'authorize' order by created_at`,
    [charge],
  )
  return rows
}

/** What is reserved must be what is pending, whatever happened. */
const reservedOf = async (charge: string): Promise<[reserved: number, pending: number]> => {
  const { rows } = await desk.databases.services.query<{ reserved: number; pending: number }>(
    `select c.refund_reserved as reserved,
       coalesce((select sum(amount) from payments.refund r where r.charge_id = c.id and status = 'pending'), 0)::bigint as pending
     from payments.charge c where c.id = $1`,
    [charge],
  )
  return [rows[0]!.reserved, rows[0]!.pending]
}

describe.concurrent('contract 19.3: by amount', () => {
  test.each([3, 7, 8, 11, 12])('SBX-5 910000%i: succeeds as if it had been answered at once', async row => {
    const charge = await large(patient)
    const amount = 91_000_000 + row
    const { status, body } = await patient.refund(charge, { amount })
    expect([status, body.status, body.metadata.gatewayResponseCode]).toEqual([200, 'succeeded', '00'])
    expect(await patient.readCharge(charge)).toMatchObject({ state: 'partially_refunded', amount_refunded: amount })
    expect(await patient.givenBack(charge)).toBe(amount)
  })

  test('SBX-5 91000001, contract 8.1: with the acquirer out of reach it is 503 and nothing of it is kept', async () => {
    const charge = await large()
    const before = await desk.readCharge(charge)
    const { status, body } = await desk.refund(charge, { amount: 91_000_001 })
    expect([status, body.error.type, body.error.code]).toEqual([503, 'api_error', 'acquirer_unavailable'])
    expect(await desk.readCharge(charge)).toEqual(before)
    expect(await desk.listRefunds(`?charge=${charge}`)).toEqual([])
    expect([await attemptsOf(charge), await reservedOf(charge)]).toEqual([[], [0, 0]])
    // The whole is still there to be refunded.
    expect((await desk.refund(charge)).body.metadata.refundType).toBe('VOID')
  })

  test('SBX-5 91000004, REF-10: declined, found by inquiry: 402, and a failed refund on record', async () => {
    const charge = await large(patient)
    const before = await patient.readCharge(charge)
    const { status, body } = await patient.refund(charge, { amount: 91_000_004, metadata: { mine: 1 } })
    expect([status, body.error.type, body.error.code]).toEqual([402, 'card_error', 'refund_declined'])
    expect(body.error).toMatchObject({
      charge,
      refund: expect.stringMatching(/^[0-9A-Z]{13}$/),
      decline_code: 'do_not_honor',
      network_code: '05',
      advice_code: 'use_other_card',
    })
    expect(await patient.readRefund(body.error.refund)).toMatchObject({
      status: 'failed',
      amount: 91_000_004,
      failure_code: 'refund_declined',
      decline_code: 'do_not_honor',
      metadata: { mine: 1, refundType: 'REFUND', gatewayResponseCode: '05' },
    })
    expect(await patient.readCharge(charge)).toEqual(before)
    expect((await patient.refund(charge)).status).toBe(200)
  })

  test.each([2, 5, 6, 9, 10])('SBX-5, REF-9 91000000 + %i: pending, then succeeded, once', async row => {
    const charge = await large()
    const amount = 91_000_000 + row
    const { status, body } = await desk.refund(charge, { amount })
    expect([status, body.status]).toEqual([200, 'pending'])
    expect(body.metadata).toEqual({ refundType: 'REFUND' })
    expect(await desk.readCharge(charge)).toMatchObject({
      state: 'captured',
      amount_refunded: 0,
      refunded: false,
      pending_action: 'refund',
      pending_since: expect.any(Number),
    })
    expect(await reservedOf(charge)).toEqual([amount, amount])
    await desk.pressUntilDecided(body.id)
    expect(await desk.readRefund(body.id)).toMatchObject({
      status: 'succeeded',
      metadata: { refundType: 'REFUND', gatewayResponseCode: '00' },
    })
    const after = await desk.readCharge(charge)
    expect(after).toMatchObject({ state: 'partially_refunded', amount_refunded: amount })
    expect([after.pending_action, after.pending_since]).toEqual([undefined, undefined])
    expect(await desk.books(charge)).toMatchObject([{ kind: 'refund', amount, code: '00', reference: body.id }])
    expect(await desk.pressOn(body.id)).toBe('decided')
    expect((await desk.readCharge(charge)).amount_refunded).toBe(amount)
  })

  test('SBX-5 91000013: pending until the third message', async () => {
    const charge = await large()
    const { body } = await desk.refund(charge, { amount: 91_000_013 })
    expect(body.status).toBe('pending')
    expect([await desk.pressOn(body.id), await desk.pressOn(body.id)]).toEqual(['undecided', 'undecided'])
    await desk.pressUntilDecided(body.id)
    expect((await desk.readRefund(body.id)).status).toBe('succeeded')
    expect(await desk.givenBack(charge)).toBe(91_000_013)
  })

  test('SBX-5 91000014: stays pending however often it is repeated', async () => {
    const charge = await large()
    const { body } = await desk.refund(charge, { amount: 91_000_014 })
    for (let count = 0; count < 3; count++) expect(await desk.pressOn(body.id)).toBe('undecided')
    expect((await desk.readRefund(body.id)).status).toBe('pending')
    expect(await desk.readCharge(charge)).toMatchObject({ amount_refunded: 0, pending_action: 'refund' })
    expect(await attemptsOf(charge)).toEqual([{ id: body.id, kind: 'refund', state: 'unknown' }])
  })

  test('SBX-5 91000015: pending, then failed; the amount is free again', async () => {
    const charge = await large()
    const { status, body } = await desk.refund(charge, { amount: 91_000_015 })
    expect([status, body.status]).toEqual([200, 'pending'])
    await desk.pressUntilDecided(body.id)
    expect(await desk.readRefund(body.id)).toMatchObject({
      status: 'failed',
      failure_code: 'refund_declined',
      decline_code: 'do_not_honor',
    })
    const after = await desk.readCharge(charge)
    expect(after).toMatchObject({ state: 'captured', amount_refunded: 0 })
    expect([after.pending_action, await reservedOf(charge)]).toEqual([undefined, [0, 0]])
    expect((await desk.refund(charge)).status).toBe(200)
  })

  test.each([
    [90_000_005, 'do_not_honor', '05', 'use_other_card'],
    [90_000_051, 'insufficient_funds', '51', 'retry_later'],
    [90_000_199, 'generic_decline', 'ZZ', 'use_other_card'],
  ])('contract 19.3 %i: refused with the acquirer’s code', async (amount, declineCode, networkCode, adviceCode) => {
    const { body } = await desk.refund(await large(), { amount })
    expect(body.error).toMatchObject({
      code: 'refund_declined',
      decline_code: declineCode,
      network_code: networkCode,
      advice_code: adviceCode,
    })
  })

  test('SBX-4: the amount that is looked at is the one that was sent, and of a default the one without the tip', async () => {
    const charge = await desk.charge({ amount: 90_000_100, tip_amount: 1 })
    await desk.age(charge.id)
    // Without the tip: an amount of no meaning. With it: 90000101, which would be refused.
    expect((await desk.refund(charge.id)).body).toMatchObject({ status: 'succeeded', amount: 90_000_101 })
    const { id } = await desk.charge({ amount: 90_000_100, tip_amount: 1 })
    expect((await desk.refund(id, { amount: 90_000_051 })).body.error.network_code).toBe('51')
  })
})

describe.concurrent('contract 19.2: by expiry', () => {
  test('19.2 06/2098: every refund is refused, 57; a void too', async () => {
    const card = { exp_month: '06', exp_year: '2098' }
    const captured = await desk.charge({}, card)
    const authorized = await desk.charge({ capture: false }, card)
    for (const [charge, body] of [
      [captured, { amount: 100 }],
      [captured, {}],
      [authorized, {}],
    ] as const) {
      const answer = await desk.refund(charge.id, body)
      expect([answer.status, answer.body.error.code]).toEqual([402, 'refund_declined'])
      expect(answer.body.error).toMatchObject({ decline_code: 'transaction_not_allowed', network_code: '57' })
      expect(await desk.readCharge(charge.id)).toEqual(charge)
    }
    // The refused void has given the authorization free.
    expect((await desk.capture(authorized.id)).body.state).toBe('captured')
  })

  test('19.2 07/2098, REF-9: a void is pending, holds the charge, and succeeds once', async () => {
    const card = { exp_month: '07', exp_year: '2098' }
    const charge = await desk.charge({ capture: false }, card)
    const { status, body } = await desk.refund(charge.id)
    expect([status, body.status, body.metadata]).toEqual([200, 'pending', { refundType: 'VOID' }])
    expect(await desk.readCharge(charge.id)).toMatchObject({
      state: 'authorized',
      amount_refunded: 0,
      pending_action: 'void',
      pending_since: expect.any(Number),
    })
    for (const answer of [await desk.refund(charge.id), await desk.capture(charge.id)]) {
      expect([answer.status, answer.body.error.code]).toEqual([409, 'charge_pending'])
    }
    await desk.pressUntilDecided(body.id)
    expect(await desk.readRefund(body.id)).toMatchObject({
      status: 'succeeded',
      metadata: { refundType: 'VOID', authCode: charge.auth_code, gatewayResponseCode: '00' },
    })
    const voided = await desk.readCharge(charge.id, '?expand=order')
    expect(voided).toMatchObject({ state: 'voided', amount_refunded: 1100, order: { status: 'canceled' } })
    expect(voided.pending_action).toBeUndefined()
    expect(await desk.books(charge.id)).toMatchObject([{ kind: 'void', code: '00', reference: body.id }])
  })

  test('19.2 07/2098, REF-9: a pending void of a captured charge makes another refund charge_pending', async () => {
    const charge = await desk.charge({}, { exp_month: '07', exp_year: '2098' })
    const { body } = await desk.refund(charge.id)
    expect(body).toMatchObject({ status: 'pending', metadata: { refundType: 'VOID' } })
    expect((await desk.refund(charge.id, { amount: 1 })).body.error.code).toBe('charge_pending')
    await desk.pressUntilDecided(body.id)
    expect(await desk.readCharge(charge.id)).toMatchObject({ state: 'refunded', amount_refunded: 1100 })
  })
})

describe('beside a pending refund', () => {
  test('REF-9: the rest can be refunded, and no more', async () => {
    const charge = await large()
    const pending = await desk.refund(charge, { amount: 91_000_014 })
    const rest = LARGE - 91_000_014
    expect((await desk.refund(charge, { amount: rest + 1 })).body.error.code).toBe('invalid_charge_amount')
    const { body } = await desk.refund(charge)
    expect(body).toMatchObject({ status: 'succeeded', amount: rest, metadata: { refundType: 'REFUND' } })
    expect(await desk.readCharge(charge)).toMatchObject({
      state: 'partially_refunded',
      refunded: false,
      amount_refunded: rest,
      pending_action: 'refund',
    })
    expect((await desk.refund(charge)).body.error.code).toBe('charge_already_refunded')
    expect(await reservedOf(charge)).toEqual([91_000_014, 91_000_014])
    expect((await desk.readRefund(pending.body.id)).status).toBe('pending')
  })

  test('REF-9: the charge is free of it only when the last of several is decided', async () => {
    const charge = (await desk.charge({ amount: 95_000_000, tip_amount: 4_000_000 })).id
    const restore = desk.withVault({ refund: async () => ({ kind: 'unknown', reason: 'timeout' }) })
    const first = await desk.refund(charge, { amount: 100 })
    const second = await desk.refund(charge, { amount: 200 })
    restore()
    expect([first.body.status, second.body.status]).toEqual(['pending', 'pending'])
    await desk.pressUntilDecided(first.body.id)
    expect(await desk.readCharge(charge)).toMatchObject({ amount_refunded: 100, pending_action: 'refund' })
    await desk.pressUntilDecided(second.body.id)
    const after = await desk.readCharge(charge)
    expect([after.amount_refunded, after.pending_action]).toEqual([300, undefined])
  })
})

test('SBX-9: of every charge that waits for nothing, the acquirer’s books say what we say', async () => {
  for (const { databases } of [desk, patient]) {
    const { rows: charges } = await databases.services.query<{ id: string; refunded: number }>(
      'select id, amount_refunded as refunded from payments.charge where pending_action is null',
    )
    const { rows: booked } = await databases.acquirer.query<{ id: string; given: number }>(
      `select original_reference as id, sum(amount_minor)::bigint as given from acquirer.transaction
       where kind in ('refund', 'void') and response_code in ('00', '08', '11') and not reversed
       group by original_reference`,
    )
    const given = new Map(booked.map(row => [row.id, row.given]))
    expect(charges.filter(({ refunded }) => refunded > 0).length).toBeGreaterThan(3)
    expect(charges.map(({ id }) => [id, given.get(id) ?? 0])).toEqual(charges.map(({ id, refunded }) => [id, refunded]))
  }
})
