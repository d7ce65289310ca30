import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRefundDesk } from './refunds.test-support.ts'
import type { RefundDesk } from './refunds.test-support.ts'

let desk: RefundDesk
beforeAll(async () => {
  desk = await openRefundDesk()
})
afterAll(() => desk.close())

const ID = /^[0-9A-HJKMNP-TV-Z]{13}$/

describe('a refund', () => {
  test('contract 8.1: of the whole on the day of the charge is a void, in the shape of the example', async () => {
    const charge = await desk.charge()
    const { status, body } = await desk.refund(charge.id, { reason: 'requested_by_customer' })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(ID),
      object: 'refund',
      amount: 1100,
      charge: charge.id,
      currency: 'usd',
      created: expect.any(Number),
      status: 'succeeded',
      reason: 'requested_by_customer',
      metadata: {
        refundType: 'VOID',
        authCode: charge.auth_code,
        refNum: expect.stringMatching(/^[0-9]{12}$/),
        gatewayResponseCode: '00',
      },
    })
    expect(body.created).toBeGreaterThanOrEqual(charge.created)
    expect(body.metadata.refNum).not.toBe(charge.ref_num)
    expect(await desk.readCharge(charge.id)).toMatchObject({
      state: 'refunded',
      status: 'succeeded',
      refunded: true,
      paid: true,
      captured: true,
      amount_captured: 1100,
      amount_refunded: 1100,
    })
    expect(await desk.books(charge.id)).toMatchObject([{ kind: 'void', amount: 1100, code: '00', reference: body.id }])
  })

  test('REF-3: of a part is a refund, sent at once, with an authorization code of its own', async () => {
    const charge = await desk.charge()
    const { body } = await desk.refund(charge.id, { amount: '300' })
    expect(body).toMatchObject({ amount: 300, status: 'succeeded', metadata: { refundType: 'REFUND' } })
    expect(body.metadata.authCode).toMatch(/^OK[0-9]{4}$/)
    const books = await desk.books(charge.id)
    expect(books).toMatchObject([{ kind: 'refund', amount: 300, code: '00', reference: body.id }])
    expect(await desk.readCharge(charge.id)).toMatchObject({
      state: 'partially_refunded',
      refunded: false,
      amount_refunded: 300,
    })
  })

  test('REF-3: of the whole after the day of the charge is a refund', async () => {
    const charge = await desk.charge()
    await desk.age(charge.id)
    const { body } = await desk.refund(charge.id)
    expect(body).toMatchObject({ amount: 1100, metadata: { refundType: 'REFUND' } })
    expect((await desk.books(charge.id)).map(({ kind }) => kind)).toEqual(['refund'])
  })

  test('REF-3: the day that counts is that of the capture, not of the authorization', async () => {
    const charge = await desk.charge({ capture: false })
    await desk.databases.services.query(
      `update payments.charge set created_at = created_at - interval '3 days' where id = $1`,
      [charge.id],
    )
    await desk.capture(charge.id)
    expect((await desk.refund(charge.id)).body.metadata.refundType).toBe('VOID')
  })

  test('REF-3: two refunds that undo the whole together are refunds', async () => {
    const charge = await desk.charge()
    const first = await desk.refund(charge.id, { amount: 600 })
    const second = await desk.refund(charge.id)
    expect([first, second].map(({ body }) => [body.amount, body.metadata.refundType])).toEqual([
      [600, 'REFUND'],
      [500, 'REFUND'],
    ])
    expect(await desk.readCharge(charge.id)).toMatchObject({ state: 'refunded', refunded: true, amount_refunded: 1100 })
  })

  test('REF-1: of an uncaptured charge releases the authorization, tip included, and cancels the order', async () => {
    const charge = await desk.charge({ capture: false, tip_amount: 200 })
    const { body } = await desk.refund(charge.id)
    expect(body).toMatchObject({ amount: 1300, status: 'succeeded', metadata: { refundType: 'VOID' } })
    const voided = await desk.readCharge(charge.id, '?expand=order')
    expect(voided).toMatchObject({
      state: 'voided',
      paid: false,
      captured: false,
      refunded: true,
      amount_captured: 0,
      amount_refunded: 1300,
      outcome: { network_status: 'approved_by_network', type: 'authorized' },
    })
    // CHG-3
    expect(voided.order).toMatchObject({ status: 'canceled', amount_paid: 0 })
    expect(voided.order.status_transitions.canceled).toBeGreaterThanOrEqual(charge.created)
    const capture = await desk.capture(charge.id)
    expect([capture.status, capture.body.error.code]).toEqual([400, 'charge_not_capturable'])
    expect(await desk.books(charge.id)).toMatchObject([{ kind: 'void', amount: 1300, code: '00' }])
  })

  test('REF-1: an authorization of days ago is released as well', async () => {
    const charge = await desk.charge({ capture: false })
    await desk.age(charge.id, 3)
    expect((await desk.refund(charge.id)).body.metadata.refundType).toBe('VOID')
  })

  test('REF-2: of a tipped and taxed charge the tip can be refunded too, in full and in part', async () => {
    const terms = { tip_amount: 200, tax_amount: 100 }
    const inFull = await desk.charge(terms)
    expect((await desk.refund(inFull.id, { amount: 1300 })).body).toMatchObject({
      amount: 1300,
      metadata: { refundType: 'VOID' },
    })
    const inPart = await desk.charge(terms)
    expect((await desk.refund(inPart.id, { amount: 1250 })).body.amount).toBe(1250)
    expect((await desk.refund(inPart.id)).body.amount).toBe(50)
    expect(await desk.readCharge(inPart.id)).toMatchObject({ state: 'refunded', amount_refunded: 1300 })
    expect(await desk.givenBack(inPart.id)).toBe(1300)
  })

  test('REF-2: of a charge captured in part no more than was captured, and the tip', async () => {
    const charge = await desk.charge({ capture: false, tip_amount: 200 })
    await desk.capture(charge.id, { amount: 500 })
    const above = await desk.refund(charge.id, { amount: 701 })
    expect([above.status, above.body.error.code]).toEqual([400, 'invalid_charge_amount'])
    const { body } = await desk.refund(charge.id)
    expect(body).toMatchObject({ amount: 700, metadata: { refundType: 'VOID' } })
    expect(await desk.readCharge(charge.id)).toMatchObject({ state: 'refunded', amount_refunded: 700 })
  })

  test('REF-4: metadata holds the caller’s members and the server’s, which win', async () => {
    const charge = await desk.charge()
    const metadata = { order: 'A-1', paid: true, count: 3, nothing: null, refundType: 'mine', authCode: 'mine' }
    const { body } = await desk.refund(charge.id, { amount: 1, metadata })
    expect(body.metadata).toEqual({
      order: 'A-1',
      paid: true,
      count: 3,
      nothing: null,
      refundType: 'REFUND',
      authCode: expect.stringMatching(/^OK/),
      refNum: expect.any(String),
      gatewayResponseCode: '00',
    })
    expect((await desk.readRefund(body.id)).metadata).toEqual(body.metadata)
  })

  test('REF-6: leaves the order’s status as it is', async () => {
    const charge = await desk.charge()
    const order = async () => (await desk.readCharge(charge.id, '?expand=order')).order
    const before = await order()
    await desk.refund(charge.id, { amount: 100 })
    await desk.refund(charge.id)
    expect(before.status).toBe('paid')
    expect(await order()).toEqual(before)
  })

  test('contract 8.1: shows reason and reference as they were sent', async () => {
    const charge = await desk.charge()
    const { body } = await desk.refund(charge.id, { amount: 1, reason: 'x'.repeat(255), external_reference_id: 4711 })
    expect(body).toMatchObject({ reason: 'x'.repeat(255), external_reference_id: '4711' })
  })

  test('contract 8.1: expand shows the charge as it stands afterwards, in body and query', async () => {
    const charge = await desk.charge()
    const inBody = await desk.refund(charge.id, { amount: 100, expand: ['charge'] })
    expect(inBody.body.charge).toEqual(await desk.readCharge(charge.id))
    expect(inBody.body.charge).toMatchObject({ object: 'charge', id: charge.id, amount_refunded: 100 })
    const inQuery = await desk.call('POST', '/v1/refunds?expand=charge', { charge: charge.id, amount: 100 })
    expect(inQuery.body.charge).toMatchObject({ object: 'charge', amount_refunded: 200 })
  })

  test('contract 6.7: a charge shows its ten newest refunds on request', async () => {
    const charge = await desk.charge()
    const none = await desk.readCharge(charge.id, '?expand=refunds')
    expect(none.refunds).toEqual({ object: 'list', url: '/v1/refunds', data: [], has_more: false })
    const ids: string[] = []
    for (let count = 0; count < 11; count++) ids.push((await desk.refund(charge.id, { amount: 1 })).body.id)
    const { refunds } = await desk.readCharge(charge.id, '?expand=refunds')
    expect(refunds).toMatchObject({ object: 'list', url: '/v1/refunds', has_more: true })
    const order = (await desk.listRefunds(`?charge=${charge.id}`)).map(({ id }: { id: string }) => id)
    expect(refunds.data.map(({ id }: { id: string }) => id)).toEqual(order)
    expect(order).toHaveLength(10)
    expect(refunds.data[0]).toEqual(await desk.readRefund(order[0]!))
    expect(refunds.data[0].id).toBe(ids.at(-1))
    expect((await desk.readCharge(charge.id)).refunds).toBeUndefined()
  })
})

describe('a refund that is not accepted', () => {
  test.each([
    ['charge', {}, 'parameter_missing', 'charge'],
    ['charge', { charge: 5 }, 'invalid_request', 'charge'],
    ['amount 0', { amount: 0 }, 'invalid_charge_amount', 'amount'],
    ['amount below 0', { amount: -1 }, 'invalid_charge_amount', 'amount'],
    ['amount', { amount: 1.5 }, 'invalid_charge_amount', 'amount'],
    ['amount above what is left', { amount: 1101 }, 'invalid_charge_amount', 'amount'],
    ['reason', { reason: 'x'.repeat(256) }, 'invalid_request', 'reason'],
    ['metadata as text', { metadata: 'text' }, 'invalid_request', 'metadata'],
    ['metadata nested', { metadata: { a: {} } }, 'invalid_request', 'metadata'],
    ['metadata too long', { metadata: { a: 'x'.repeat(500) } }, 'invalid_request', 'metadata'],
    ['external_reference_id', { external_reference_id: 'x'.repeat(13) }, 'invalid_request', 'external_reference_id'],
    ['expand', { expand: 'order' }, 'invalid_request', 'expand'],
  ])('contract 8.1 %s: is refused and moves nothing', async (name, changes, code, param) => {
    const charge = await desk.charge()
    const body = name === 'charge' ? changes : { charge: charge.id, ...changes }
    const answer = await desk.call('POST', '/v1/refunds', body)
    expect([answer.status, answer.body.error.type, answer.body.error.code, answer.body.error.param]).toEqual([
      400,
      'invalid_request_error',
      code,
      param,
    ])
    expect(await desk.readCharge(charge.id)).toEqual(charge)
    expect(await desk.listRefunds(`?charge=${charge.id}`)).toEqual([])
  })

  test('contract 8.1: of an unknown charge is 404 after the fields were looked at (ERR-6)', async () => {
    const unknown = await desk.refund('NWJ47TAN9ZT24')
    expect([unknown.status, unknown.body.error.code, unknown.body.error.param]).toEqual([
      404,
      'resource_missing',
      'charge',
    ])
    expect((await desk.refund('NWJ47TAN9ZT24', { amount: 0 })).body.error.code).toBe('invalid_charge_amount')
  })

  test('GEN-23: of another merchant’s charge is the same 404', async () => {
    const charge = await desk.charge()
    const foreign = await desk.call('POST', '/v1/refunds', { charge: charge.id }, desk.otherMerchant)
    const unknown = await desk.refund('NWJ47TAN9ZT24')
    for (const { body } of [foreign, unknown]) delete body.error.request_id
    expect([foreign.status, foreign.body]).toEqual([404, unknown.body])
    expect(await desk.readCharge(charge.id)).toEqual(charge)
  })

  test('contract 8.1: with nothing left, or voided, it is charge_already_refunded', async () => {
    const refunded = await desk.charge()
    const voided = await desk.charge({ capture: false })
    for (const { id } of [refunded, voided]) {
      await desk.refund(id)
      for (const body of [{}, { amount: 1 }]) {
        const { status, body: answer } = await desk.refund(id, body)
        expect([status, answer.error.code, answer.error.charge]).toEqual([400, 'charge_already_refunded', id])
      }
    }
  })

  test.each(['requires_action', 'declined', 'failed', 'expired'])(
    'contract 8.1: of a charge that is %s, it is charge_not_refundable',
    async state => {
      const { id } = await desk.charge({ capture: false })
      await desk.databases.services.query('update payments.charge set state = $2 where id = $1', [id, state])
      const { status, body } = await desk.refund(id)
      expect([status, body.error.code, body.error.charge]).toEqual([400, 'charge_not_refundable', id])
      expect(await desk.books(id)).toEqual([])
    },
  )

  test.each([
    ['the charge itself', { state: 'pending', action: null }],
    ['its capture', { state: 'authorized', action: 'capture' }],
    ['a void of it', { state: 'captured', action: 'void' }],
  ])('contract 8.1: while %s is undecided, it is 409 charge_pending', async (_name, { state, action }) => {
    const { id } = await desk.charge({ capture: state === 'captured' })
    await desk.databases.services.query(
      'update payments.charge set state = $2, pending_action = $3, pending_since = now() where id = $1',
      [id, state, action],
    )
    const { status, body } = await desk.refund(id)
    expect([status, body.error.type, body.error.code, body.error.charge]).toEqual([
      409,
      'invalid_request_error',
      'charge_pending',
      id,
    ])
    expect(await desk.books(id)).toEqual([])
  })

  test('REF-1: a part of an uncaptured charge is not released', async () => {
    const charge = await desk.charge({ capture: false, tip_amount: 200 })
    const { status, body } = await desk.refund(charge.id, { amount: 1100 })
    expect([status, body.error.code, body.error.param]).toEqual([400, 'partial_refund_not_allowed', 'amount'])
    expect((await desk.refund(charge.id, { amount: 1301 })).body.error.code).toBe('invalid_charge_amount')
    expect(await desk.readCharge(charge.id)).toEqual(charge)
    expect((await desk.refund(charge.id, { amount: 1300 })).body.status).toBe('succeeded')
  })

  test('REF-8: above the merchant’s cap it is refund_limit_exceeded', async () => {
    const charge = await desk.charge()
    desk.settings({ refund_max_amount: 500 })
    try {
      for (const amount of [undefined, 501]) {
        const { status, body } = await desk.refund(charge.id, { amount })
        expect([status, body.error.code, body.error.param]).toEqual([400, 'refund_limit_exceeded', 'amount'])
      }
      expect((await desk.refund(charge.id, { amount: 500 })).status).toBe(200)
      // The cap is for a single refund.
      expect((await desk.refund(charge.id, { amount: 500 })).status).toBe(200)
    } finally {
      desk.settings({})
    }
  })

  test('REF-7: where partial refunds are limited, charges with tip, tax or several items are refunded in full', async () => {
    const plain = await desk.charge()
    const tipped = await desk.charge({ tip_amount: 1 })
    const taxed = await desk.charge({ tax_amount: 1 })
    const several = await desk.charge()
    await desk.databases.services.query('update payments."order" set items = items || items where id = $1', [
      several.order,
    ])
    desk.services.partialRefundLimits = true
    try {
      expect((await desk.refund(plain.id, { amount: 1 })).status).toBe(200)
      for (const { id } of [tipped, taxed, several]) {
        const { status, body } = await desk.refund(id, { amount: 1 })
        expect([status, body.error.code, body.error.param]).toEqual([400, 'partial_refund_not_allowed', 'amount'])
        expect((await desk.refund(id)).status).toBe(200)
      }
    } finally {
      desk.services.partialRefundLimits = false
    }
    const { id } = await desk.charge({ tip_amount: 1 })
    expect((await desk.refund(id, { amount: 1 })).status).toBe(200)
  })
})
