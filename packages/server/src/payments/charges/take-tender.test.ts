import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'
import { reconcile } from '../ledger/reconcile.ts'

const CASH = { label_key: 'com.clover.tender.cash' }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '50' },
  })
})
afterAll(() => server.close())

const pay = (body: object = {}, headers?: Record<string, string>): Promise<Answer> =>
  server.call('POST', '/v1/charges', {
    body: { amount: 1100, currency: 'usd', source: 'alternate_tender', tender: CASH, ...body },
    headers,
  })
const read = async (id: string) => (await server.call('GET', `/v1/charges/${id}`)).body
const refund = (body: object, headers?: Record<string, string>) => server.call('POST', '/v1/refunds', { body, headers })
const rows = async (text: string, values: unknown[] = []) => (await server.databases.owner.query(text, values)).rows
const transfers = (chargeId: string) =>
  rows(
    `select kind, debit_account as debit, credit_account as credit, amount from payments.ledger_transfer
     where charge_id = $1 order by created_at`,
    [chargeId],
  )
const heardOf = async (reference: string) => {
  const { rows: booked } = await server.databases.acquirer.query(
    'select from acquirer.transaction where reference = $1 or original_reference = $1',
    [reference],
  )
  return [...booked, ...(await rows('select from vault.send where attempt_id = $1', [reference]))]
}
const refusal = ({ status, body }: Answer) => [status, body.error.code, body.error.param]

describe('a charge in cash', () => {
  test('CHG-8: is captured at once without an acquirer, with neither source nor authorization code', async () => {
    const { status, body } = await pay({ tip_amount: 100, tax_amount: 90, description: 'Tea', expand: 'order' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      amount: 1100,
      tip_amount: 100,
      tax_amount: 90,
      amount_captured: 1100,
      status: 'succeeded',
      state: 'captured',
      paid: true,
      captured: true,
      refunded: false,
      payment_method_details: 'alternate_tender',
      description: 'Tea',
      order: { status: 'paid', amount: 1100, amount_paid: 1100, tip_amount: 100 },
    })
    expect(body.outcome).toEqual({ network_status: 'not_sent_to_network', type: 'authorized' })
    for (const name of ['source', 'auth_code', 'ref_num', 'gateway_response']) expect(body).not.toHaveProperty(name)
    expect(body.order.status_transitions).toEqual({ paid: body.created })
    expect(body.order.items.map(({ amount }: { amount: number }) => amount)).toEqual([1010, 90])
    expect(await read(body.id)).toEqual({ ...body, order: body.order.id })
    expect(await heardOf(body.id)).toEqual([])
  })

  test('CHG-8: its money is with the merchant, and so in an account of its own', async () => {
    const { body } = await pay({ tip_amount: 100 })
    const sale = { kind: 'sale', debit: 'tender_receivable', credit: 'merchant_payable', amount: 1200 }
    expect(await transfers(body.id)).toEqual([sale])
  })

  test('CHG-16: it can be listed, updated and found by its reference like any other', async () => {
    const { body } = await pay({ external_reference_id: 'CASH1' })
    const list = await server.call('GET', '/v1/charges?external_reference_id=CASH1')
    expect(list.body.data).toEqual([body])
    const updated = await server.call('PUT', `/v1/charges/${body.id}`, { body: { description: 'Tea' } })
    expect(updated.body).toEqual({ ...body, description: 'Tea' })
  })

  test('SBX-4: amounts that stand for answers of the acquirer mean nothing to it', async () => {
    for (const amount of [90000005, 91000001, 91000002, 92000001, 92000005, 92000008]) {
      const { status, body } = await pay({ amount })
      expect([amount, status]).toEqual([amount, 200])
      expect([amount, (await refund({ charge: body.id })).status]).toEqual([amount, 200])
    }
    const { body } = await pay({ amount: 95_000_000 })
    expect((await refund({ charge: body.id, amount: 92000001 })).status).toBe(200)
  })

  test('CHG-19: threeds is ignored, and so are checks of cards', async () => {
    await server.settings({ cvc_fail_declines: true })
    const { status, body } = await pay({ threeds: { source: 'CLOVER' } })
    await server.settings({ cvc_fail_declines: false })
    expect([status, body.threeds]).toEqual([200, undefined])
  })
})

describe('which tender', () => {
  test('CHG-8: is looked at by id, then label key, then label', async () => {
    const path = `/trefoil/v1/merchants/${server.facts.merchantId}`
    const { body } = await server.call('GET', path, { bearer: server.facts.managementToken })
    const [cash, check] = body.tenders
    expect([cash.label_key, check.label_key]).toEqual(['com.clover.tender.cash', 'com.clover.tender.check'])
    const cases: [object, number][] = [
      [{ id: cash.id }, 200],
      [{ label_key: 'com.clover.tender.check' }, 200],
      [{ label: check.label }, 200],
      [{ id: 'NWJ47TAN9ZT24', label_key: cash.label_key }, 404],
      [{ label_key: 'com.clover.tender.shells', label: cash.label }, 404],
      [{ label: 'Shells' }, 404],
    ]
    for (const [tender, status] of cases) {
      const answer = await pay({ tender })
      expect([tender, answer.status]).toEqual([tender, status])
      if (status === 404) expect(refusal(answer)).toEqual([404, 'resource_missing', 'tender'])
    }
  })

  test('CHG-8: of the merchant’s own is as good as a built-in one', async () => {
    const { merchantId, managementToken: bearer } = server.facts
    const { body } = await server.call('GET', `/trefoil/v1/merchants/${merchantId}`, { bearer })
    expect(refusal(await pay({ tender: { label: 'Voucher' } }))).toEqual([404, 'resource_missing', 'tender'])
    await server.settings({ tenders: [...body.tenders, { label_key: 'shop.voucher', label: 'Voucher' }] })
    const { body: charge } = await pay({ tender: { label: 'Voucher' } })
    await server.settings({ tenders: body.tenders })
    expect(charge.state).toBe('captured')
    const [{ tender }] = (await rows(`select facts -> 'tender' as tender from payments.charge where id = $1`, [
      charge.id,
    ])) as unknown as [{ tender: object }]
    expect(tender).toMatchObject({ label_key: 'shop.voucher', label: 'Voucher' })
  })

  test.each([
    ['none', { tender: undefined }, 'parameter_missing', 'tender'],
    ['one without a name', { tender: {} }, 'parameter_missing', 'tender'],
    ['one that is no object', { tender: 'cash' }, 'invalid_request', 'tender'],
    ['one with a name that is no text', { tender: { id: 5 } }, 'invalid_request', 'tender.id'],
    ['capture false', { capture: false }, 'invalid_request', 'capture'],
    ['a foreign currency', { currency: 'eur' }, 'invalid_currency', 'currency'],
  ])('CHG-1 tender: %s is 400, and nothing is booked', async (_name, body, code, param) => {
    await server.settings({ currencies: ['usd', 'eur'] })
    const before = await rows('select count(*) from payments.charge')
    const answer = await pay(body)
    await server.settings({ currencies: ['usd'] })
    expect(refusal(answer)).toEqual([400, code, param])
    expect(await rows('select count(*) from payments.charge')).toEqual(before)
  })

  test('CHG-1 tender: is ignored with any other source', async () => {
    const source = await server.token()
    const { status, body } = await pay({ source, tender: 'cash', capture: false })
    expect([status, body.payment_method_details, body.source.id]).toEqual([200, 'card', source])
  })

  test('ERR-6: a tax rate that is unknown is told before the tender, and the tender before the customer', async () => {
    const [tax_rate_uuid, customer] = ['J09TQM83XSSSS', '6YS3C4DWA7N36']
    const tender = { label: 'Shells' }
    const param = async (body: object) => (await pay(body)).body.error.param
    expect(await param({ tax_rate_uuid, tender, customer })).toBe('tax_rate_uuid')
    expect(await param({ tender, customer })).toBe('tender')
    expect(await param({ customer })).toBe('customer')
  })
})

describe('a repeat', () => {
  test('IDM-11: of a request that died after its money was booked finds it, and books nothing again', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const first = await pay({}, headers)
    await rows(
      'update payments.idempotency_record set status = null, body = null, lease_until = now() where operation_id = $1',
      [first.body.id],
    )
    expect((await pay({}, headers)).body).toEqual(first.body)
    expect(await transfers(first.body.id)).toHaveLength(1)
  })

  test('IDM-13: many at once with one key book once', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay({ amount: 777 }, headers)))
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
    expect(await rows('select from payments.charge where amount = 777')).toHaveLength(1)
  })
})

describe('a refund of it', () => {
  test('REF-3: is booked at once without an acquirer, as REFUND, also of the whole and on the same day', async () => {
    const { body: charge } = await pay({ tip_amount: 100 })
    const { status, body } = await refund({ charge: charge.id, metadata: { why: 'cold' } })
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'succeeded', amount: 1200, charge: charge.id })
    expect(body.metadata).toEqual({ why: 'cold', refundType: 'REFUND' })
    expect(await read(charge.id)).toMatchObject({ state: 'refunded', refunded: true, amount_refunded: 1200 })
    expect((await transfers(charge.id))[1]).toEqual({
      kind: 'refund',
      debit: 'merchant_payable',
      credit: 'tender_receivable',
      amount: 1200,
    })
    expect(await heardOf(body.id)).toEqual([])
  })

  test('REF-5: parts never exceed the whole, at once too', async () => {
    const { body: charge } = await pay()
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund({ charge: charge.id, amount: 500 })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
    expect(await read(charge.id)).toMatchObject({ state: 'partially_refunded', amount_refunded: 1000 })
  })

  test('REF-3: that was cut off is finished by the server without an acquirer', async () => {
    const { body: charge } = await pay()
    const { body } = await refund({ charge: charge.id, amount: 300 })
    await rows(`update payments.attempt set state = 'prepared', due_at = now() where id = $1`, [body.id])
    await rows(`update payments.refund set status = 'pending', outcome = null where id = $1`, [body.id])
    await rows('delete from payments.ledger_transfer where id = $1', [body.id])
    await rows(
      `update payments.charge set state = 'captured', amount_refunded = 0, refund_reserved = 300, pending_action = 'refund'
       where id = $1`,
      [charge.id],
    )
    await server.running.payments!.resolver.runDue()
    expect((await server.call('GET', `/v1/refunds/${body.id}`)).body).toEqual(body)
    expect(await read(charge.id)).toMatchObject({ state: 'partially_refunded', amount_refunded: 300 })
    expect(await heardOf(body.id)).toEqual([])
  })

  test('REF-11: may be canceled while it has not settled, without an acquirer', async () => {
    const { body: charge } = await pay()
    const { body } = await refund({ charge: charge.id })
    const canceled = await server.call('POST', `/v1/refunds/${body.id}/cancel`, { body: {} })
    expect(canceled).toMatchObject({
      status: 200,
      body: { object: 'void_on_refund', status: 'succeeded', amount: 1100 },
    })
    expect(await read(charge.id)).toMatchObject({ state: 'captured', amount_refunded: 0 })
    expect((await transfers(charge.id))[2]).toMatchObject({ kind: 'refund_void', debit: 'tender_receivable' })
    expect(await heardOf(canceled.body.id)).toEqual([])
  })
})

test('faults oracle 3: ledger, charges and attempts agree, and the acquirer’s books are asked about none of it', async () => {
  const books = async () => []
  const isTender = new Set((await rows(`select id from payments.charge where facts ? 'tender'`)).map(({ id }) => id))
  const { differences, sumMinor } = await reconcile({ database: server.databases.services, books })
  expect(sumMinor).toBe(0)
  expect(differences.filter(({ chargeId }) => isTender.has(chargeId))).toEqual([])
  const { body: charge } = await pay()
  await rows('update payments.charge set amount_captured = 1000 where id = $1', [charge.id])
  const found = (await reconcile({ database: server.databases.services, books })).differences
  await rows('update payments.charge set amount_captured = 1100 where id = $1', [charge.id])
  expect(found).toContainEqual(expect.objectContaining({ problem: 'the charge says 1000, the ledger 1100' }))
})
