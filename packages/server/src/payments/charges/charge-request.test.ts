/** What a charge may be asked with, row by row of contract 6.1; what is refused stands in create-charge.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'
import { PERMISSIONS } from '../../http/permissions.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const charge = async (body: object = {}, card: Record<string, unknown> = {}): Promise<Answer> =>
  server.call('POST', '/v1/charges', {
    body: { amount: 1100, currency: 'usd', source: await server.token(card), ...body },
  })
const read = async (id: string, query = '') => (await server.call('GET', `/v1/charges/${id}${query}`)).body

describe('CHG-1: what is echoed', () => {
  const SENT = {
    description: 'x'.repeat(255),
    ecomind: 'moto',
    external_reference_id: 'Order 12',
    external_customer_reference: 'y'.repeat(64),
    receipt_email: 'ada@example.com',
    metadata: { a: 'b' },
    soft_descriptor: { dba_name: 'Tea House', region: 'CA', country_code: '840', merchant_contact_info: '555-0100' },
    stored_credentials: {
      sequence: 'FIRST',
      initiator: 'CARDHOLDER',
      is_scheduled: true,
      installment_info: { bill_pay_indicator: 'RECURRING', invoice_number: '7', total_count: 12, interval: 'MONTHLY' },
    },
    level2: { tax_amount: 5, tax_indicator: 9, pc_order_number: 'PO1', merchant_tax_id: '12-3' },
    level3: { lines: [{ sku: 'T', total: 1.5 }] },
    shipping: { address: { city: 'Paris' } },
    billing_details: { email: 'ada@example.com' },
    site_url: 'shop.example',
  }

  test.each(Object.entries(SENT))('CHG-1 %s: is shown again, also when the charge is read', async (name, value) => {
    const { status, body } = await charge({ [name]: value })
    expect(status).toBe(200)
    expect(body[name]).toEqual(value)
    expect((await read(body.id))[name]).toEqual(value)
  })

  test('CHG-1: all of it at once', async () => {
    const { body } = await charge(SENT)
    expect(body).toMatchObject(SENT)
    expect(await read(body.id)).toMatchObject(SENT)
  })

  test('CHG-1: what was not sent has no default, but for ecomind', async () => {
    const { body } = await charge()
    expect(body.ecomind).toBe('ecom')
    for (const name of Object.keys(SENT)) if (name !== 'ecomind') expect(body).not.toHaveProperty(name)
  })

  test('CHG-1 level3: of 8,192 characters is taken, one more is not', async () => {
    const level3 = (length: number) => ({ a: 'x'.repeat(length - 8) })
    expect((await charge({ level3: level3(8192) })).status).toBe(200)
    expect((await charge({ level3: level3(8193) })).body.error.param).toBe('level3')
  })

  test.each(['shipping', 'billing_details'])('CHG-1 %s: of 2,048 characters is taken', async name => {
    expect((await charge({ [name]: { a: 'x'.repeat(2048 - 8) } })).status).toBe(200)
  })

  test('CHG-9: metadata of 500 characters is taken, as text and as an object', async () => {
    expect((await charge({ metadata: 'x'.repeat(500) })).status).toBe(200)
    expect((await charge({ metadata: { a: 'x'.repeat(492) } })).status).toBe(200)
    expect((await charge({ metadata: { a: 'x'.repeat(493) } })).body.error.param).toBe('metadata')
    expect((await charge({ metadata: { ['k'.repeat(41)]: 1 } })).body.error.param).toBe('metadata')
  })
})

describe('CHG-1: amounts', () => {
  test.each([
    ['amount of the largest', { amount: 99_999_999 }],
    ['amount of the smallest', { amount: 1 }],
    ['amount in digits', { amount: '1100' }],
    ['tip_amount up to the largest total', { amount: 99_999_000, tip_amount: 999 }],
    ['tax_amount of the whole', { tax_amount: 1100 }],
    ['tax_amount of nothing', { tax_amount: 0 }],
    ['capture in words', { capture: 'false' }],
    ['partial_redemption', { partial_redemption: true }],
  ])('CHG-1 %s: is taken', async (_name, body) => {
    expect((await charge(body)).status).toBe(200)
  })

  test.each([
    ['partial_redemption', { partial_redemption: 1 }],
    ['return_gateway_response', { return_gateway_response: 'yes' }],
    ['ecomind', { ecomind: 'ECOM' }],
    ['site_url', { site_url: 'shop.example.com' }],
    ['tax_rate_uuid', { tax_rate_uuid: 5 }],
    ['threeds', { threeds: 'CLOVER' }],
  ])('CHG-1 %s: of a wrong form is 400', async (param, body) => {
    const answer = await charge(body)
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([400, 'invalid_request', param])
  })
})

describe('CHG-1 tax_rate_uuid', () => {
  test('CHG-1 tax_rate_uuid: of the merchant is recorded and not added; INVENTORY_R is not needed', async () => {
    await server.settings({ tax_rates: [{ name: 'Sales tax', rate: 1000000 }] })
    const { merchantId, managementToken: bearer } = server.facts
    const { body: merchant } = await server.call('GET', `/trefoil/v1/merchants/${merchantId}`, { bearer })
    const tax_rate_uuid = merchant.tax_rates[0].id
    const source = await server.token()
    await server.running.platform.changeAppPermissions(server.facts.appId, ['ONLINE_PAYMENTS'])
    const answer = await server.call('POST', '/v1/charges', {
      body: { amount: 1100, currency: 'usd', source, tax_rate_uuid },
    })
    await server.running.platform.changeAppPermissions(server.facts.appId, PERMISSIONS)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ amount: 1100, amount_captured: 1100, tax_rate_uuid })
    expect(answer.body).not.toHaveProperty('tax_amount')
    expect((await read(answer.body.id)).tax_rate_uuid).toBe(tax_rate_uuid)
    const cash = { source: 'alternate_tender', tender: { label_key: 'com.clover.tender.cash' }, tax_rate_uuid }
    expect((await charge(cash)).body.tax_rate_uuid).toBe(tax_rate_uuid)
  })

  test('ERR-6: a token that nobody knows is told before a tax rate that nobody knows', async () => {
    const answer = await charge({ source: 'clv_1TSTSunknownunknownunk', tax_rate_uuid: 'J09TQM83XSSSS' })
    expect([answer.status, answer.body.error.param]).toEqual([404, 'source'])
  })
})

describe('CHG-33: expand', () => {
  const NAMES = 'customer,order,refunds,source'

  test('CHG-34: all four names at once; what is absent is left out', async () => {
    const { body } = await charge({ expand: NAMES }, { name: 'Ada' })
    expect(body.order).toMatchObject({ object: 'order', amount: 1100 })
    expect(body.refunds).toMatchObject({ object: 'list', data: [], has_more: false })
    expect(body.source.name).toBe('Ada')
    expect(body).not.toHaveProperty('customer')
  })

  test('CHG-33: query and body are united, and every form is read', async () => {
    const source = await server.token({ name: 'Ada' })
    const { body } = await server.call('POST', '/v1/charges?expand=order&expand[]=refunds', {
      body: { amount: 1100, currency: 'usd', source, expand: ['source'] },
    })
    expect([body.order.object, body.refunds.object, body.source.name]).toEqual(['order', 'list', 'Ada'])
    const shown = await read(body.id, '?expand=order,refunds')
    expect([shown.order.object, shown.refunds.object]).toEqual(['order', 'list'])
    expect(shown.source).not.toHaveProperty('name')
  })

  test('CHG-34: refunds are the ten newest, newest first', async () => {
    const { body } = await charge()
    const ids: string[] = []
    for (let round = 0; round < 11; round++) {
      ids.unshift((await server.call('POST', '/v1/refunds', { body: { charge: body.id, amount: 1 } })).body.id)
    }
    const { refunds } = await read(body.id, '?expand=refunds')
    expect(refunds.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 10))
    expect(refunds.has_more).toBe(true)
  })
})

test('CHG-1 return_gateway_response: says what the acquirer said, for that answer only', async () => {
  const { body } = await charge({ return_gateway_response: true })
  expect(body.gateway_response).toEqual({ code: '00', text: 'APPROVAL' })
  expect(await read(body.id)).not.toHaveProperty('gateway_response')
})
