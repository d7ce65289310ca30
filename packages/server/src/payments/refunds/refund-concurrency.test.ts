/** Refunds at once (contract REF-5), and the acquirer's own books beside ours. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRefundDesk } from './refunds.test-support.ts'
import type { Answer, RefundDesk } from './refunds.test-support.ts'

let desk: RefundDesk
beforeAll(async () => {
  desk = await openRefundDesk()
})
afterAll(() => desk.close())

const atOnce = (count: number, work: (index: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))

const codes = (answers: Answer[]) =>
  new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code as string))

test('REF-5: twenty parts at once never give back more than was taken', async () => {
  const charge = await desk.charge({ tip_amount: 200 })
  const answers = await atOnce(20, () => desk.refund(charge.id, { amount: 100 }))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(13)
  expect([...codes(answers)].every(code => ['charge_already_refunded', 'invalid_charge_amount'].includes(code))).toBe(
    true,
  )
  const after = await desk.readCharge(charge.id)
  expect(after).toMatchObject({ state: 'refunded', amount_refunded: 1300 })
  expect(after.pending_action).toBeUndefined()
  expect(await desk.givenBack(charge.id)).toBe(1300)
  // Ours refused the others: none of them was left to the acquirer to refuse.
  expect(await desk.books(charge.id)).toHaveLength(13)
})

test('REF-5: amounts that do not divide the whole stop short of it', async () => {
  const charge = await desk.charge()
  // Sevens: no sum of them is 1100.
  const answers = await atOnce(20, index => desk.refund(charge.id, { amount: 147 + 7 * index }))
  const sum = answers.reduce((total, { status, body }) => total + (status === 200 ? (body.amount as number) : 0), 0)
  expect(sum).toBeLessThanOrEqual(1100)
  expect(await desk.readCharge(charge.id)).toMatchObject({ amount_refunded: sum, state: 'partially_refunded' })
  expect(await desk.givenBack(charge.id)).toBe(sum)
})

test('REF-5: of twenty voids at once one is carried out', async () => {
  for (const capture of [true, false]) {
    const charge = await desk.charge({ capture })
    const answers = await atOnce(20, () => desk.refund(charge.id))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect([...codes(answers)].every(code => ['charge_pending', 'charge_already_refunded'].includes(code))).toBe(true)
    expect(await desk.books(charge.id)).toHaveLength(1)
    expect((await desk.readCharge(charge.id)).amount_refunded).toBe(1100)
  }
})

test('REF-5: whole and parts at once: one side has it', async () => {
  const charge = await desk.charge()
  const answers = await atOnce(20, index => desk.refund(charge.id, index % 2 ? { amount: 400 } : {}))
  const given = answers.filter(({ status }) => status === 200).map(({ body }) => body.amount as number)
  const sum = given.reduce((total, amount) => total + amount, 0)
  expect(sum).toBe(1100)
  expect(await desk.readCharge(charge.id)).toMatchObject({ state: 'refunded', amount_refunded: 1100 })
  const books = await desk.books(charge.id)
  expect(books.every(({ code }) => code === '00')).toBe(true)
  expect(books.reduce((total, { amount }) => total + amount, 0)).toBe(1100)
})

test('CHG-28, REF-1: of a capture and a void at once one is carried out, or one after the other', async () => {
  for (let round = 0; round < 5; round++) {
    const charge = await desk.charge({ capture: false })
    const [captured, voided] = await Promise.all([desk.capture(charge.id), desk.refund(charge.id)])
    const after = await desk.readCharge(charge.id)
    if (captured.status !== 200) expect([voided.status, after.state]).toEqual([200, 'voided'])
    else if (voided.status !== 200)
      expect([voided.body.error.code, after.state]).toEqual(['charge_pending', 'captured'])
    else expect(after.state).toBe('refunded')
  }
})

test('REF-2: what comes between the look at a charge and its reservation is looked at again', async () => {
  const charge = await desk.charge({ capture: false })
  const { refunds } = desk.services
  let looks = 0
  desk.services.refunds = Object.create(refunds, {
    look: { value: refunds.look.bind(refunds) },
    find: { value: refunds.find.bind(refunds) },
    findCharge: {
      value: async (merchantId: string, chargeId: string) => {
        const seen = await refunds.findCharge(merchantId, chargeId)
        if (looks++ === 0) await desk.capture(chargeId, { amount: 500 })
        return seen
      },
    },
  }) as typeof refunds
  const { body } = await desk.refund(charge.id)
  desk.services.refunds = refunds
  expect([looks, body.status, body.amount]).toEqual([2, 'succeeded', 500])
  expect(await desk.books(charge.id)).toMatchObject([
    { kind: 'capture', amount: 500, reversed: true },
    { kind: 'void', amount: 500, code: '00' },
  ])
  expect(await desk.readCharge(charge.id)).toMatchObject({ state: 'refunded', amount_refunded: 500 })
})

test('REF-9: twenty pending refunds are decided at once, and the charge is free of all', async () => {
  const charge = await desk.charge()
  const restore = desk.withVault({ refund: async () => ({ kind: 'unknown', reason: 'timeout' }) })
  const pending = await atOnce(20, () => desk.refund(charge.id, { amount: 50 }))
  restore()
  expect(pending.every(({ body }) => body.status === 'pending')).toBe(true)
  // Each of them twice, as a request and the one who goes on after a crash may.
  const pressed = await Promise.all(pending.flatMap(({ body }) => [desk.pressOn(body.id), desk.pressOn(body.id)]))
  expect(new Set(pressed)).toEqual(new Set(['decided']))
  const after = await desk.readCharge(charge.id)
  expect([after.amount_refunded, after.pending_action, after.pending_since]).toEqual([1000, undefined, undefined])
  expect(await desk.givenBack(charge.id)).toBe(1000)
  expect((await desk.refund(charge.id)).body.amount).toBe(100)
})
