import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MerchantCall } from '../../http/call.ts'
import type { Outcome } from '../../vault/index.ts'
import { cancelRefund } from './cancel-refund.ts'
import { LARGE, openRefundDesk } from './refunds.test-support.ts'
import type { RefundDesk } from './refunds.test-support.ts'

let desk: RefundDesk
beforeAll(async () => {
  desk = await openRefundDesk(1_000)
})
afterAll(() => desk.close())

const settleBooks = (reference: string) =>
  desk.databases.acquirer.query('update acquirer.transaction set settled = true where reference = $1', [reference])

describe('the cancel of a refund', () => {
  test('contract 8.2, REF-11: answers in the shape of the example, and the charge is as without the refund', async () => {
    const charge = await desk.charge()
    const refund = (await desk.refund(charge.id, { amount: 300 })).body
    const { status, body } = await desk.cancel(refund.id, { reason: 'FRAUD' })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{13}$/),
      object: 'void_on_refund',
      charge: charge.id,
      refund: refund.id,
      amount: 300,
      created: expect.any(Number),
      status: 'succeeded',
      metadata: { refundType: 'VOID' },
    })
    expect(body.created).toBeGreaterThanOrEqual(refund.created)
    expect(await desk.readRefund(refund.id)).toEqual({ ...refund, status: 'canceled' })
    expect(await desk.readCharge(charge.id)).toEqual(charge)
    expect(await desk.books(charge.id)).toMatchObject([
      { kind: 'refund', reversed: true, reference: refund.id },
      { kind: 'void', code: '00', amount: 300, reference: body.id },
    ])
    // Nothing is given back any more, so that the whole is left, and is undone as a whole.
    expect((await desk.refund(charge.id)).body).toMatchObject({ amount: 1100, metadata: { refundType: 'VOID' } })
  })

  test('REF-11: leads back to the state without it', async () => {
    const whole = await desk.charge()
    const first = (await desk.refund(whole.id, { amount: 600 })).body
    const second = (await desk.refund(whole.id)).body
    expect((await desk.readCharge(whole.id)).state).toBe('refunded')
    await desk.cancel(first.id)
    expect(await desk.readCharge(whole.id)).toMatchObject({
      state: 'partially_refunded',
      refunded: false,
      amount_refunded: 500,
    })
    await desk.cancel(second.id)
    expect(await desk.readCharge(whole.id)).toMatchObject({ state: 'captured', amount_refunded: 0 })
    const part = await desk.charge({ capture: false })
    await desk.capture(part.id, { amount: 500 })
    await desk.cancel((await desk.refund(part.id, { amount: 100 })).body.id)
    expect(await desk.readCharge(part.id)).toMatchObject({ state: 'partially_captured', amount_refunded: 0 })
  })

  test('contract 8.2: takes every reason of the list, USER_CANCEL by default, and no other', async () => {
    const charge = await desk.charge()
    const reasonOf = async (id: string) =>
      (
        await desk.databases.services.query<{ cancel_reason: string }>(
          'select cancel_reason from payments.refund where id = $1',
          [id],
        )
      ).rows[0]!.cancel_reason
    const one = (await desk.refund(charge.id, { amount: 1 })).body
    const wrong = await desk.cancel(one.id, { reason: 'BORED' })
    expect([wrong.status, wrong.body.error.code, wrong.body.error.param]).toEqual([400, 'invalid_request', 'reason'])
    expect((await desk.cancel(one.id)).status).toBe(200)
    const other = (await desk.refund(charge.id, { amount: 1 })).body
    expect((await desk.cancel(other.id, { reason: 'REJECT_GREATER_APPROVED_AMOUNT' })).status).toBe(200)
    expect([await reasonOf(one.id), await reasonOf(other.id)]).toEqual([
      'USER_CANCEL',
      'REJECT_GREATER_APPROVED_AMOUNT',
    ])
  })

  test('contract 8.2, GEN-23: of an unknown or foreign refund is 404, before any field is looked at', async () => {
    const charge = await desk.charge()
    const refund = (await desk.refund(charge.id, { amount: 1 })).body
    const unknown = await desk.cancel('NWJ47TAN9ZT24', { reason: 'BORED' })
    const foreign = await desk.call('POST', `/v1/refunds/${refund.id}/cancel`, {}, desk.otherMerchant)
    for (const { body } of [unknown, foreign]) delete body.error.request_id
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'resource_missing'])
    expect(foreign).toEqual(unknown)
    expect((await desk.readRefund(refund.id)).status).toBe('succeeded')
  })

  test('REF-11: of two at once one is carried out', async () => {
    const charge = await desk.charge()
    const refund = (await desk.refund(charge.id, { amount: 1000 })).body
    const answers = await Promise.all(Array.from({ length: 10 }, () => desk.cancel(refund.id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.map(({ body }) => body.error?.code))).toEqual(new Set([undefined, 'refund_not_cancelable']))
    expect(await desk.readCharge(charge.id)).toMatchObject({ state: 'captured', amount_refunded: 0 })
    expect((await desk.books(charge.id)).filter(({ kind }) => kind === 'void')).toHaveLength(1)
  })
})

describe('REF-11: refund_not_cancelable', () => {
  const refusal = async (id: string) => {
    const { status, body } = await desk.cancel(id)
    return [status, body.error?.type, body.error?.code]
  }
  const REFUSED = [400, 'invalid_request_error', 'refund_not_cancelable']

  test('REF-11: a void', async () => {
    const captured = (await desk.refund((await desk.charge()).id)).body
    const released = (await desk.refund((await desk.charge({ capture: false })).id)).body
    expect([await refusal(captured.id), await refusal(released.id)]).toEqual([REFUSED, REFUSED])
  })

  test('REF-11: a refund that is failed, pending or canceled', async () => {
    const failed = await desk.refund((await desk.charge({ amount: LARGE })).id, { amount: 90_000_005 })
    expect(await refusal(failed.body.error.refund)).toEqual(REFUSED)
    const pending = await desk.refund((await desk.charge({ amount: LARGE })).id, { amount: 91_000_014 })
    expect(await refusal(pending.body.id)).toEqual(REFUSED)
    const canceled = (await desk.refund((await desk.charge()).id, { amount: 1 })).body
    await desk.cancel(canceled.id)
    expect(await refusal(canceled.id)).toEqual(REFUSED)
  })

  test('REF-11: a refund of an earlier day, which has settled', async () => {
    const charge = await desk.charge()
    const refund = (await desk.refund(charge.id, { amount: 1 })).body
    await desk.age(charge.id)
    expect(await refusal(refund.id)).toEqual(REFUSED)
    expect(await desk.books(charge.id)).toHaveLength(1)
  })
})

describe('the cancel of a refund without a plain answer', () => {
  test('contract 8.2: refused by the acquirer it is 402; the refund stands and can be tried again', async () => {
    const charge = await desk.charge()
    const refund = (await desk.refund(charge.id, { amount: 300 })).body
    await settleBooks(refund.id)
    for (let count = 0; count < 2; count++) {
      const { status, body } = await desk.cancel(refund.id)
      expect([status, body.error.type, body.error.code]).toEqual([402, 'card_error', 'refund_declined'])
      expect(body.error).toMatchObject({
        refund: refund.id,
        charge: charge.id,
        decline_code: 'invalid_transaction',
        network_code: '12',
      })
    }
    expect(await desk.readRefund(refund.id)).toEqual(refund)
    expect(await desk.readCharge(charge.id)).toMatchObject({ state: 'partially_refunded', amount_refunded: 300 })
  })

  test('contract 8.2: with the acquirer out of reach it is 503, and can be repeated', async () => {
    const charge = await desk.charge()
    const refund = (await desk.refund(charge.id, { amount: 300 })).body
    const restore = desk.withVault({ voidRefund: async (): Promise<Outcome> => ({ kind: 'not_sent' }) })
    const { status, body } = await desk.cancel(refund.id)
    restore()
    expect([status, body.error.code]).toEqual([503, 'acquirer_unavailable'])
    const { rowCount } = await desk.databases.services.query(
      `select from payments.attempt where charge_id = $1 and kind = 'refund_void'`,
      [charge.id],
    )
    expect(rowCount).toBe(0)
    expect(await desk.readRefund(refund.id)).toEqual(refund)
    expect((await desk.cancel(refund.id)).status).toBe(200)
  })

  test('contract 8.2, IDM-12: unknown, it is 504 until it is known, and then what it ended with', async () => {
    const { id: chargeId } = await desk.charge({ amount: LARGE })
    const refund = (await desk.refund(chargeId, { amount: 91_000_002 })).body
    await desk.pressUntilDecided(refund.id)
    const { status, body } = await desk.cancel(refund.id)
    expect([status, body.error.code, body.error.charge]).toEqual([504, 'outcome_unknown', chargeId])
    const { rows } = await desk.databases.services.query<{ id: string; state: string }>(
      `select id, state from payments.attempt where charge_id = $1 and kind = 'refund_void'`,
      [chargeId],
    )
    expect(rows).toMatchObject([{ state: 'unknown' }])
    const attemptId = rows[0]!.id
    // Until then the refund stands, and is nobody else's to cancel.
    expect((await desk.readRefund(refund.id)).status).toBe('succeeded')
    expect((await desk.cancel(refund.id)).body.error.code).toBe('refund_not_cancelable')
    expect((await desk.readCharge(chargeId)).amount_refunded).toBe(91_000_002)

    const recall = async () => {
      const subject = await desk.services.refunds.find(desk.merchant.id, refund.id)
      const call = { merchant: desk.merchant, operationId: attemptId, keyHash: '00', isResumed: true }
      return cancelRefund(desk.services).recall!(call as never, { subject, query: {}, body: {} })
    }
    await expect(recall()).rejects.toMatchObject({ code: 'outcome_unknown' })
    await desk.pressUntilDecided(attemptId)
    expect((await desk.readRefund(refund.id)).status).toBe('canceled')
    expect(await desk.readCharge(chargeId)).toMatchObject({ state: 'captured', amount_refunded: 0 })
    expect(await recall()).toMatchObject({ id: attemptId, object: 'void_on_refund', status: 'succeeded' })
    expect(await desk.givenBack(chargeId)).toBe(0)
  })

  test('IDM-11: a cancel that is resumed under its id goes on with what is on record', async () => {
    const charge = await desk.charge()
    const refund = await desk.services.refunds.find(
      desk.merchant.id,
      (await desk.refund(charge.id, { amount: 300 })).body.id,
    )
    const resume = (operationId: string) =>
      cancelRefund(desk.services).handle(
        { merchant: desk.merchant, operationId, keyHash: '00', isResumed: true } as unknown as MerchantCall,
        { subject: refund, body: {}, query: {}, rawBody: {} },
      )
    // The crash came after the cancel was begun; and again after it had been carried out, before it was answered.
    await desk.services.refundAttempts.beginCancel(refund, 'M9S346Q3D25VT', 'USER_CANCEL')
    const first = await resume('M9S346Q3D25VT')
    expect(first).toMatchObject({ id: 'M9S346Q3D25VT', refund: refund.id, amount: 300 })
    expect(await resume('M9S346Q3D25VT')).toEqual(first)
    expect((await desk.books(charge.id)).filter(({ kind }) => kind === 'void')).toHaveLength(1)
    expect((await desk.readCharge(charge.id)).amount_refunded).toBe(0)
  })
})
