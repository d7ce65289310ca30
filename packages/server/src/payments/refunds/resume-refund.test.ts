/** Crashes between any two steps of a refund, and what goes on from there (architecture §3, contract IDM-11, IDM-14). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MerchantCall } from '../../http/call.ts'
import { newId } from '../../http/identifiers.ts'
import type { Outcome } from '../../vault/index.ts'
import { createRefund } from './create-refund.ts'
import { reserveRefund } from './refunding.ts'
import { LARGE, openRefundDesk } from './refunds.test-support.ts'
import type { RefundDesk } from './refunds.test-support.ts'

let desk: RefundDesk
beforeAll(async () => {
  desk = await openRefundDesk()
})
afterAll(() => desk.close())

/** The request again, under the id that its first try worked under. */
const resume = (operationId: string, charge: string, body: object = {}, isResumed = true) =>
  createRefund(desk.services).handle(
    { merchant: desk.merchant, operationId, keyHash: '00', isResumed } as unknown as MerchantCall,
    { body: { charge, ...body }, query: {}, subject: undefined, rawBody: {} },
  )

const reserve = (id: string, chargeId: string, amount?: number) =>
  reserveRefund(desk.services, desk.merchant, { id, chargeId, amount: amount as never })

/** The process dies with the message on its way: the acquirer does it, and nobody writes that it did. */
function dieAfterSending(): () => void {
  const { vault } = desk.services
  const die = (send: (request: never) => Promise<Outcome>) => async (request: never) => {
    await send(request)
    throw new Error('This process has died.')
  }
  return desk.withVault({ refund: die(vault.refund), void: die(vault.void), voidRefund: die(vault.voidRefund) })
}

test('IDM-11: before the reservation: a request that is resumed begins', async () => {
  const charge = await desk.charge()
  const id = newId()
  expect(await resume(id, charge.id, { amount: 100 })).toMatchObject({ id, amount: 100, status: 'succeeded' })
})

test('architecture §3: refund and attempt are durable before anything is sent', async () => {
  const charge = await desk.charge()
  const seen: unknown[] = []
  const { vault } = desk.services
  const restore = desk.withVault({
    refund: async request => {
      const { rows } = await desk.databases.services.query(
        `select r.status, a.state, a.kind, c.refund_reserved as reserved, c.pending_action as action
         from payments.refund r
         join payments.attempt a on a.merchant_id = r.merchant_id and a.id = r.id
         join payments.charge c on c.merchant_id = r.merchant_id and c.id = r.charge_id
         where r.id = $1`,
        [request.attemptId],
      )
      seen.push(...rows)
      return vault.refund(request)
    },
  })
  await desk.refund(charge.id, { amount: 100 })
  restore()
  expect(seen).toEqual([{ status: 'pending', state: 'prepared', kind: 'refund', reserved: 100, action: 'refund' }])
})

test('IDM-11: after the reservation: resumed under its id, it is not reserved again', async () => {
  for (const amount of [100, undefined]) {
    const charge = await desk.charge()
    const id = newId()
    await reserve(id, charge.id, amount)
    expect(await resume(id, charge.id, { amount })).toMatchObject({ id, status: 'succeeded' })
    expect(await desk.books(charge.id)).toHaveLength(1)
    expect((await desk.readCharge(charge.id)).amount_refunded).toBe(amount ?? 1100)
  }
})

test('IDM-14: after the reservation: whoever goes on with it completes it', async () => {
  const charge = await desk.charge()
  const id = newId()
  await reserve(id, charge.id, 100)
  expect(await desk.pressOn(id)).toBe('decided')
  expect(await desk.readRefund(id)).toMatchObject({ status: 'succeeded', amount: 100 })
})

test.each([
  ['a refund', {}, { amount: 100 }],
  ['a void', {}, {}],
  ['a release', { capture: false }, {}],
])('F1, IDM-11: after the acquirer has done %s: no second message, and the same end', async (_name, terms, body) => {
  for (const goOn of ['resume', 'press'] as const) {
    const charge = await desk.charge(terms)
    const id = newId()
    const restore = dieAfterSending()
    await expect(resume(id, charge.id, body, false)).rejects.toThrow('died')
    restore()
    expect((await desk.readRefund(id)).status).toBe('pending')
    if (goOn === 'resume') expect(await resume(id, charge.id, body)).toMatchObject({ id, status: 'succeeded' })
    else expect(await desk.pressOn(id)).toBe('decided')
    expect((await desk.readRefund(id)).status).toBe('succeeded')
    expect(await desk.books(charge.id)).toHaveLength(1)
    expect((await desk.readCharge(charge.id)).pending_action).toBeUndefined()
  }
})

test('F1, IDM-11: after the result was written: resumed, it is answered from the record', async () => {
  const charge = await desk.charge()
  const id = newId()
  const first = await resume(id, charge.id, { amount: 100 })
  expect(await resume(id, charge.id, { amount: 100 })).toEqual(first)
  const large = await desk.charge({ amount: LARGE })
  const refused = newId()
  for (const isResumed of [false, true]) {
    await expect(resume(refused, large.id, { amount: 90_000_005 }, isResumed)).rejects.toMatchObject({
      code: 'refund_declined',
      details: { refund: refused, declineCode: 'do_not_honor', networkCode: '05' },
    })
  }
  expect(await desk.books(large.id)).toHaveLength(1)
})

test('IDM-11: resumed, it is not judged by what has changed since', async () => {
  const charge = await desk.charge()
  const id = newId()
  await reserve(id, charge.id, 1000)
  desk.settings({ refund_max_amount: 1 })
  const resumed = await resume(id, charge.id, { amount: 1000 })
  desk.settings({})
  expect(resumed).toMatchObject({ id, amount: 1000, status: 'succeeded' })
})

test('IDM-14: with the acquirer out of reach, whoever goes on with it leaves it for later', async () => {
  const charge = await desk.charge()
  const id = newId()
  await reserve(id, charge.id, 100)
  const restore = desk.withVault({ refund: async () => ({ kind: 'not_sent' }) })
  expect(await desk.pressOn(id)).toBe('undecided')
  restore()
  expect((await desk.readRefund(id)).status).toBe('pending')
  expect(await desk.pressOn(id)).toBe('decided')
  expect(await desk.givenBack(charge.id)).toBe(100)
})

test('REF-9: of what is decided or unknown to it, nothing is left to press for', async () => {
  expect(await desk.pressOn(newId())).toBe('decided')
  const charge = await desk.charge()
  // A charge's own authorization is not its business.
  expect(await desk.pressOn(charge.id)).toBe('decided')
  const { body } = await desk.refund(charge.id, { amount: 1 })
  const restore = desk.withVault({ refund: () => Promise.reject(new Error('asked again')) })
  expect(await desk.pressOn(body.id)).toBe('decided')
  restore()
})

test('ERR-11: a database that goes away after the acquirer was asked is a 500, and the refund is finished later', async () => {
  const charge = await desk.charge()
  const { refundAttempts } = desk.services
  desk.services.refundAttempts = Object.create(refundAttempts, {
    find: { value: refundAttempts.find.bind(refundAttempts) },
    reserve: { value: refundAttempts.reserve.bind(refundAttempts) },
    succeed: { value: () => Promise.reject(Object.assign(new Error('away'), { code: '57P01' })) },
  }) as typeof refundAttempts
  const { status, body } = await desk.refund(charge.id, { amount: 100 })
  desk.services.refundAttempts = refundAttempts
  expect([status, body.error.code]).toEqual([500, 'processing_error'])
  const [refund] = await desk.listRefunds(`?charge=${charge.id}`)
  expect(refund.status).toBe('pending')
  expect(await desk.pressOn(refund.id)).toBe('decided')
  expect(await desk.givenBack(charge.id)).toBe(100)
})

test('architecture §4: an error that hides a reservation that was carried out does not repeat or lose it', async () => {
  const charge = await desk.charge()
  const { refundAttempts } = desk.services
  desk.services.refundAttempts = Object.create(refundAttempts, {
    find: { value: refundAttempts.find.bind(refundAttempts) },
    succeed: { value: refundAttempts.succeed.bind(refundAttempts) },
    reserve: {
      value: async (...values: Parameters<typeof refundAttempts.reserve>) => {
        await refundAttempts.reserve(...values)
        throw Object.assign(new Error('lost while committing'), { code: '08006' })
      },
    },
  }) as typeof refundAttempts
  const { status, body } = await desk.refund(charge.id, { amount: 100 })
  desk.services.refundAttempts = refundAttempts
  expect([status, body.status]).toEqual([200, 'succeeded'])
  expect(await desk.readCharge(charge.id)).toMatchObject({ amount_refunded: 100 })
})
