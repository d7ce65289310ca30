import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '300', TREFOIL_INQUIRY_BUDGET_MS: '100' },
  })
})
afterAll(() => server.close())

const charge = (body: object, headers?: Record<string, string>): Promise<Answer> =>
  server.call('POST', '/v1/charges', { body: { amount: 1100, currency: 'usd', ...body }, headers })

const chargeCard = async (body: object = {}, card: object = {}): Promise<Answer> =>
  charge({ source: await server.token({ ...card }), ...body })

describe('an approved charge', () => {
  test('CHG-1: answers the charge with everything that happened', async () => {
    const source = await server.token({ address_zip: '94085' })
    const { status, body } = await charge({ source, tax_amount: 100 })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'charge',
      amount: 1100,
      tax_amount: 100,
      amount_captured: 1100,
      amount_refunded: 0,
      currency: 'usd',
      captured: true,
      paid: true,
      refunded: false,
      status: 'succeeded',
      state: 'captured',
      livemode: false,
      payment_method_details: 'card',
      ecomind: 'ecom',
      outcome: { network_status: 'approved_by_network', type: 'authorized', network_code: '00' },
      source: {
        id: source,
        brand: 'VISA',
        exp_month: '12',
        exp_year: '2030',
        first6: '424242',
        last4: '4242',
        cvc_check: 'pass',
        address_line1_check: null,
        address_zip_check: 'pass',
        address_zip: '94085',
      },
    })
    expect(body.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{13}$/)
    expect(body.order).toMatch(/^[0-9A-HJKMNP-TV-Z]{13}$/)
    expect(body.ref_num).toMatch(/^\d{4}005\d{5}$/)
    expect(body.auth_code).toMatch(/^OK\d{4}$/)
    expect(Object.keys(body)).not.toContain('tip_amount')
    expect(Object.keys(body)).not.toContain('message')
  })

  test('CHG-2: the tip is added for the acquirer and not to the amount', async () => {
    const { body } = await chargeCard({ tip_amount: 200 })
    expect(body).toMatchObject({ amount: 1100, tip_amount: 200, amount_captured: 1100 })
    const { rows } = await server.databases.acquirer.query<{ amount: number }>(
      'select amount_minor as amount from acquirer.transaction where reference = $1',
      [body.id],
    )
    expect(rows).toEqual([{ amount: 1300 }])
  })

  test('CHG-3: makes one order, paid when captured, with the tax on a line of its own', async () => {
    const { body } = await chargeCard({ tax_amount: 100, expand: 'order', description: 'Tea' })
    expect(body.order).toMatchObject({
      object: 'order',
      amount: 1100,
      amount_paid: 1100,
      status: 'paid',
      currency: 'usd',
    })
    expect(body.order.status_transitions).toEqual({ paid: body.created })
    expect(body.order.items.map(({ type, amount }: { type: string; amount: number }) => [type, amount])).toEqual([
      ['sku', 1000],
      ['tax', 100],
    ])
  })

  test('CHG-3: an order of an authorization is created, not paid', async () => {
    const { body } = await chargeCard({ capture: false, expand: ['order'] })
    expect(body).toMatchObject({ state: 'authorized', captured: false, paid: true, amount_captured: 0 })
    expect(body.order).toMatchObject({ status: 'created', amount_paid: 0, status_transitions: {} })
  })

  test('CHG-7: a nested customer becomes billing details and no customer', async () => {
    const { body } = await chargeCard({ customer: { first_name: 'Ada', email: 'ada@example.com' } })
    expect(body.billing_details).toEqual({ first_name: 'Ada', email: 'ada@example.com' })
    expect(body.customer).toBeUndefined()
  })

  test('CHG-9: metadata comes back as it was sent', async () => {
    const metadata = { order: 'A-1', count: 3, ratio: 1.5, gift: true, note: null }
    expect((await chargeCard({ metadata })).body.metadata).toEqual(metadata)
    expect((await chargeCard({ metadata: 'plain text' })).body.metadata).toBe('plain text')
  })

  test('CHG-12: what is not used is said in one warning', async () => {
    await server.settings({ features: { soft_descriptor: false, purchase_card: false } })
    const { body } = await chargeCard({ soft_descriptor: { dba_name: 'Tea' }, level2: { tax_amount: 1 } })
    expect(body.warning_message).toBe(
      'Soft descriptor disregarded, merchant account does not support soft descriptors; ' +
        'Purchase card Level2 Data disregarded, merchant account does not support purchase cards',
    )
    await server.settings({ features: { soft_descriptor: true, purchase_card: true } })
  })

  test('CHG-34: expand=source adds name and address', async () => {
    const card = { name: 'Ada Lovelace', address_line1: '1 Main St', address_zip: '94085' }
    const plain = await chargeCard({}, card)
    expect(plain.body.source).not.toHaveProperty('name')
    const { body } = await chargeCard({ expand: ['source'] }, card)
    expect(body.source).toMatchObject(card)
  })

  test('CHG-1 return_gateway_response: the acquirer’s own words only when asked for', async () => {
    expect((await chargeCard()).body).not.toHaveProperty('gateway_response')
    expect((await chargeCard({ return_gateway_response: true })).body.gateway_response).toMatchObject({ code: '00' })
  })

  test('CHG-1: fields of other versions are ignored', async () => {
    const { status } = await chargeCard({
      orderId: 'x',
      order_id: 'x',
      intent: 'x',
      skip_default_convenience_fee: true,
      x: 1,
    })
    expect(status).toBe(200)
  })

  test('GEN-26: a currency is read in any letter case and shown in lower case', async () => {
    expect((await chargeCard({ currency: 'USD' })).body.currency).toBe('usd')
  })
})

describe('CHG-1: every row of the request table', () => {
  const long = 'x'.repeat(256)
  test.each([
    ['amount absent', { amount: undefined }, 'parameter_missing', 'amount'],
    ['amount 0', { amount: 0 }, 'invalid_charge_amount', 'amount'],
    ['amount with a fraction', { amount: 1.5 }, 'invalid_charge_amount', 'amount'],
    ['amount in words', { amount: 'ten' }, 'invalid_charge_amount', 'amount'],
    ['amount too large', { amount: 100_000_000 }, 'amount_too_large', 'amount'],
    ['currency absent', { currency: undefined }, 'parameter_missing', 'currency'],
    ['currency of four letters', { currency: 'usdx' }, 'invalid_currency', 'currency'],
    ['currency not enabled', { currency: 'eur' }, 'invalid_currency', 'currency'],
    ['source absent', { source: null }, 'parameter_missing', 'source'],
    ['source of another type', { source: 12 }, 'invalid_request', 'source'],
    ['capture', { capture: 'maybe' }, 'invalid_request', 'capture'],
    ['tip_amount negative', { tip_amount: -1 }, 'invalid_tip_amount', 'tip_amount'],
    ['tip_amount too large with the amount', { amount: 99_999_999, tip_amount: 1 }, 'amount_too_large', 'tip_amount'],
    ['tax_amount above the amount', { tax_amount: 1101 }, 'invalid_tax_amount', 'tax_amount'],
    ['tax_amount in words', { tax_amount: 'a' }, 'invalid_tax_amount', 'tax_amount'],
    ['description', { description: long }, 'invalid_request', 'description'],
    ['ecomind', { ecomind: 'phone' }, 'invalid_request', 'ecomind'],
    [
      'external_reference_id too long',
      { external_reference_id: '1234567890123' },
      'invalid_request',
      'external_reference_id',
    ],
    [
      'external_reference_id with a space at its end',
      { external_reference_id: 'a ' },
      'invalid_request',
      'external_reference_id',
    ],
    [
      'external_reference_id with a hyphen',
      { external_reference_id: 'a-b' },
      'invalid_request',
      'external_reference_id',
    ],
    [
      'external_customer_reference',
      { external_customer_reference: 'x'.repeat(65) },
      'invalid_request',
      'external_customer_reference',
    ],
    ['receipt_email', { receipt_email: 'nobody' }, 'email_invalid', 'receipt_email'],
    ['metadata nested', { metadata: { a: {} } }, 'invalid_request', 'metadata'],
    ['metadata too long', { metadata: 'x'.repeat(501) }, 'invalid_request', 'metadata'],
    ['metadata with an empty name', { metadata: { '': 1 } }, 'invalid_request', 'metadata'],
    ['soft_descriptor', { soft_descriptor: { dba_name: 'a-b' } }, 'invalid_request', 'soft_descriptor.dba_name'],
    [
      'stored_credentials without initiator',
      { stored_credentials: { sequence: 'FIRST' } },
      'parameter_missing',
      'stored_credentials.initiator',
    ],
    [
      'stored_credentials.sequence',
      { stored_credentials: { sequence: 'X' } },
      'invalid_request',
      'stored_credentials.sequence',
    ],
    ['level2', { level2: { tax_indicator: 10 } }, 'invalid_request', 'level2.tax_indicator'],
    ['level3', { level3: { a: 'x'.repeat(8192) } }, 'invalid_request', 'level3'],
    ['customer', { customer: 5 }, 'invalid_request', 'customer'],
    ['customer.first_name', { customer: { first_name: 5 } }, 'invalid_request', 'customer.first_name'],
    ['shipping', { shipping: { a: 'x'.repeat(2048) } }, 'invalid_request', 'shipping'],
    ['billing_details', { billing_details: [] }, 'invalid_request', 'billing_details'],
    ['site_url', { site_url: 'abc' }, 'invalid_request', 'site_url'],
    ['expand', { expand: 'everything' }, 'invalid_request', 'expand'],
  ])('CHG-1 %s', async (_row, body, code, param) => {
    const { status, body: answer } = await charge({ source: 'clv_1TSTSunknownunknownunk', ...body })
    expect([status, answer.error.code, answer.error.param]).toEqual([400, code, param])
  })

  test('CHG-1 external_reference_id: an integer is read as its digits', async () => {
    expect((await chargeCard({ external_reference_id: 1042 })).body.external_reference_id).toBe('1042')
  })

  test('ERR-6: fields are reported in the order of the table', async () => {
    const { body } = await charge({ source: 1, tip_amount: -1, capture: 'x' })
    expect(body.error.param).toBe('source')
  })
})

describe('what the source may be', () => {
  test('TOK-35: a token that nobody knows is 404 and leaves no charge', async () => {
    const { status, body } = await charge({ source: 'clv_1TSTSunknownunknownunk' })
    expect([status, body.error.code, body.error.param]).toEqual([404, 'resource_missing', 'source'])
    expect(body.error.charge).toBeUndefined()
    const { rows } = await server.databases.owner.query(`select from payments.attempt where state = 'prepared'`)
    expect(rows).toHaveLength(0)
  })

  test('TOK-32: a token is used up by its first success', async () => {
    const source = await server.token()
    expect((await charge({ source })).status).toBe(200)
    const { status, body } = await charge({ source })
    expect([status, body.error.code]).toEqual([400, 'token_already_used'])
  })

  test('TOK-33: a decline does not use a token up', async () => {
    const source = await server.token({ number: '4000000090000102' })
    const first = await charge({ source })
    expect([first.status, first.body.error.decline_code]).toEqual([402, 'issuer_unavailable'])
    expect((await charge({ source })).status).toBe(200)
  })

  test('TOK-35: of two charges with one token at once exactly one succeeds', async () => {
    const source = await server.token()
    const answers = await Promise.all(Array.from({ length: 8 }, () => charge({ source })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const refusals = answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code)
    expect(refusals.every(code => ['token_in_use', 'token_already_used'].includes(code))).toBe(true)
  })

  test('CHG-10: a multi-pay token needs stored_credentials, and then pays again and again', async () => {
    const source = await server.token({}, { multipay: true })
    const without = await charge({ source })
    expect([without.status, without.body.error.code]).toEqual([400, 'stored_credentials_required'])
    const stored_credentials = { sequence: 'FIRST', initiator: 'CARDHOLDER' }
    expect((await charge({ source, stored_credentials })).status).toBe(200)
    const again = await charge({ source, stored_credentials: { sequence: 'SUBSEQUENT', initiator: 'MERCHANT' } })
    expect(again.status).toBe(200)
    expect(again.body.stored_credentials).toMatchObject({ sequence: 'SUBSEQUENT', initiator: 'MERCHANT' })
  })

  test('GEN-27: a foreign currency is for two brands only', async () => {
    await server.settings({ currencies: ['usd', 'eur'] })
    const amex = await chargeCard({ currency: 'eur' }, { number: '378282246310005', cvv: '1234' })
    expect([amex.status, amex.body.error.code, amex.body.error.param]).toEqual([400, 'invalid_currency', 'currency'])
    expect((await chargeCard({ currency: 'eur' })).body.currency).toBe('eur')
    await server.settings({ currencies: ['usd'] })
  })

  test.each([
    ['tax_rate_uuid', { tax_rate_uuid: 'J09TQM83XSSSS' }, 'tax_rate_uuid'],
    ['customer', { customer: '6YS3C4DWA7N36' }, 'customer'],
  ])('CHG-1 %s: an object that does not exist is 404 and leaves the token as it was', async (_name, body, param) => {
    const source = await server.token()
    const answer = await charge({ source, ...body })
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([404, 'resource_missing', param])
    expect((await charge({ source })).status).toBe(200)
  })
})

describe('declines', () => {
  test('CHG-4: a declined charge exists, can be read, and has no order', async () => {
    const { status, body } = await chargeCard({}, { number: '4005571702222222' })
    expect(status).toBe(402)
    expect(body.error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'do_not_honor',
      network_code: '05',
      advice_code: 'use_other_card',
    })
    const read = await server.call('GET', `/v1/charges/${body.error.charge}`)
    expect(read.body).toMatchObject({
      state: 'declined',
      status: 'failed',
      paid: false,
      captured: false,
      failure_code: 'card_declined',
      outcome: {
        network_status: 'declined_by_network',
        type: 'issuer_declined',
        reason: 'do_not_honor',
        network_code: '05',
      },
    })
    expect(read.body.order).toBeUndefined()
    expect(read.body.auth_code).toBeUndefined()
  })

  test('CHG-6: a partial approval is a decline, and what was approved is given back', async () => {
    const { body } = await chargeCard({}, { number: '4005578003333335' })
    expect(body.error.decline_code).toBe('partial_approval')
    const read = await server.call('GET', `/v1/charges/${body.error.charge}`)
    expect(read.body.outcome).toMatchObject({ network_status: 'reversed_after_approval', type: 'issuer_declined' })
    const { rows } = await server.databases.acquirer.query<{ reversed: boolean }>(
      'select reversed from acquirer.transaction where reference = $1',
      [body.error.charge],
    )
    expect(rows).toEqual([{ reversed: true }])
  })

  test('CHG-35: a stolen card is told to the shop only, not to the shopper', async () => {
    const stolen = await chargeCard({}, { number: '4000000090000045' })
    const generic = await chargeCard({ amount: 90000199 })
    expect(stolen.body.error.decline_code).toBe('stolen_card')
    expect(stolen.body.error.message).toBe(generic.body.error.message)
  })

  test.each([
    ['cvc_fail_declines', { cvv: '901' }, 'incorrect_cvc'],
    ['zip_fail_declines', { address_zip: '00001' }, 'incorrect_zip'],
    ['line1_fail_declines', { address_zip: '00001', address_line1: '1 Main St' }, 'incorrect_address'],
  ])('CHG-21 %s: an approval that fails the check is reversed and declined', async (setting, card, declineCode) => {
    const accepted = await chargeCard({}, card)
    expect(accepted.status).toBe(200)
    await server.settings({ [setting]: true })
    const { status, body } = await chargeCard({}, card)
    await server.settings({ [setting]: false })
    expect([status, body.error.decline_code, body.error.advice_code]).toEqual([402, declineCode, 'correct_data'])
    const read = await server.call('GET', `/v1/charges/${body.error.charge}`)
    expect(read.body).toMatchObject({
      state: 'declined',
      outcome: { network_status: 'reversed_after_approval', type: 'blocked', reason: declineCode },
    })
    const { rows } = await server.databases.acquirer.query<{ reversed: boolean }>(
      'select reversed from acquirer.transaction where reference = $1',
      [body.error.charge],
    )
    expect(rows).toEqual([{ reversed: true }])
  })
})

describe('when the acquirer does not answer', () => {
  test('CHG-27: an acquirer out of reach is 503, leaves no charge and the token as it was', async () => {
    const source = await server.token()
    const { status, body, headers } = await charge({ source, amount: 91000001 })
    expect([status, body.error.code, headers.get('retry-after')]).toEqual([503, 'acquirer_unavailable', '1'])
    expect(body.error.charge).toBeUndefined()
    expect((await charge({ source })).status).toBe(200)
  })

  test('CHG-24: an approval found by inquiry is answered as if it had come at once', async () => {
    expect((await chargeCard({ amount: 91000003 })).body.state).toBe('captured')
  })

  test('CHG-24: a decline found by inquiry is answered as if it had come at once', async () => {
    const { status, body } = await chargeCard({ amount: 91000004 })
    expect([status, body.error.decline_code]).toEqual([402, 'do_not_honor'])
  })

  test('CHG-25: an outcome that stays unknown is 504, and the charge is pending', async () => {
    const source = await server.token()
    const { status, body, headers } = await charge({ source, amount: 91000014 })
    expect([status, body.error.code, headers.get('retry-after')]).toEqual([504, 'outcome_unknown', '5'])
    const read = await server.call('GET', `/v1/charges/${body.error.charge}`)
    expect(read.body).toMatchObject({ state: 'pending', status: 'pending', paid: false, captured: false })
    expect(read.body.outcome).toEqual({ network_status: 'unknown', type: 'unknown' })
    expect(read.body.pending_since).toBeGreaterThan(0)
    const again = await charge({ source })
    expect([again.status, again.body.error.code]).toEqual([409, 'token_in_use'])
  })
})

describe('GEN-9', () => {
  test('GEN-9: a merchant may insist on the shopper’s address', async () => {
    await server.settings({ require_shopper_ip: true })
    const source = await server.token()
    const without = await charge({ source })
    const broken = await charge({ source }, { 'x-forwarded-for': 'unknown' })
    const given = await charge({ source }, { 'x-forwarded-for': '203.0.113.7, 10.0.0.1' })
    await server.settings({ require_shopper_ip: false })
    expect([without.status, without.body.error.code, without.body.error.param]).toEqual([
      400,
      'parameter_missing',
      'x-forwarded-for',
    ])
    expect(broken.body.error.code).toBe('parameter_missing')
    expect(given.status).toBe(200)
  })
})

test('GEN-20: a card number in a description, in metadata or as source is refused and not repeated', async () => {
  for (const body of [
    { description: 'card 4242 4242 4242 4242' },
    { metadata: { n: 4242424242424242 } },
    { source: '4242-4242-4242-4242' },
  ]) {
    const { status, text, body: answer } = await charge({ source: 'clv_1TSTSunknownunknownunk', ...body })
    expect([status, answer.error.code]).toEqual([400, 'card_data_not_allowed'])
    expect(text).not.toMatch(/4242.?4242/)
  }
})
