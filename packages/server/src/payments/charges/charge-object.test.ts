import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: {
      TREFOIL_COMPAT_CHECK_WORD: 'failed',
      TREFOIL_ACQUIRER_TIMEOUT_MS: '200',
      TREFOIL_INQUIRY_BUDGET_MS: '50',
    },
  })
})
afterAll(() => server.close())

const charge = async (body: object = {}, card: Record<string, unknown> = {}): Promise<Answer> => {
  const source = await server.token(card)
  return server.call('POST', '/v1/charges', { body: { amount: 1100, currency: 'usd', source, ...body } })
}

const read = async ({ body }: Answer) => (await server.call('GET', `/v1/charges/${body.id ?? body.error.charge}`)).body

test('CHG-20: with the other word a failed check says "failed"', async () => {
  const { body } = await charge({}, { cvv: '901', address_zip: '00002', address_line1: '1 Main St' })
  expect(body.source).toMatchObject({ cvc_check: 'failed', address_line1_check: 'pass', address_zip_check: 'failed' })
})

test('CHG-20: what was not sent was not checked', async () => {
  const { body } = await charge({}, { cvv: undefined })
  expect(body.source).toMatchObject({ cvc_check: null, address_line1_check: null, address_zip_check: null })
})

test('TOK-37: the verification value is gone with the first answer, whatever it was', async () => {
  const source = await server.token({ number: '4000000090000102' })
  const first = await server.call('POST', '/v1/charges', { body: { amount: 1, currency: 'usd', source } })
  expect((await read(first)).source.cvc_check).toBe('pass')
  const second = await server.call('POST', '/v1/charges', { body: { amount: 1, currency: 'usd', source } })
  expect(second.body.source.cvc_check).toBeNull()
  const { rows } = await server.databases.vault.query('select from vault.verification_code where token_id = $1', [
    source,
  ])
  expect(rows).toHaveLength(0)
})

describe('CHG-31: outcome', () => {
  test.each([
    ['approved', {}, {}, { network_status: 'approved_by_network', type: 'authorized', network_code: '00' }],
    [
      'declined',
      { amount: 90000051 },
      {},
      {
        network_status: 'declined_by_network',
        type: 'issuer_declined',
        reason: 'insufficient_funds',
        network_code: '51',
        advice_code: 'retry_later',
      },
    ],
    [
      'partial',
      {},
      { number: '4005578003333335' },
      {
        network_status: 'reversed_after_approval',
        type: 'issuer_declined',
        reason: 'partial_approval',
        network_code: '10',
        advice_code: 'use_other_card',
      },
    ],
    ['unknown', { amount: 91000014 }, {}, { network_status: 'unknown', type: 'unknown' }],
  ])('CHG-31: %s', async (_name, body, card, outcome) => {
    expect((await read(await charge(body, card))).outcome).toEqual(outcome)
  })
})

describe('what stands in every charge', () => {
  test('CHG-32, GEN-16, GEN-17: members that are never sent, and none without a value', async () => {
    const { body } = await charge()
    const names = Object.keys(body)
    for (const never of [
      'additional_charges',
      'debt_payment',
      'on_behalf_of',
      'receipt_number',
      'receipt_url',
      'message',
    ]) {
      expect(names).not.toContain(never)
    }
    expect(Object.values(body)).not.toContain(null)
  })

  test('GEN-15, GEN-24: 200, and one id', async () => {
    const answer = await charge()
    expect(answer.status).toBe(200)
    expect(answer.text.match(/"id"/g)).toHaveLength(2)
  })

  test('GEN-25: the largest amount is 99999999', async () => {
    expect((await charge({ amount: 99_999_999 })).body.amount).toBe(99_999_999)
  })

  test('GEN-28: times are Unix milliseconds', async () => {
    expect(Math.abs((await charge()).body.created - Date.now())).toBeLessThan(60_000)
  })

  test('CHG-37, CHG-38, CHG-39: what was sent for the network is echoed', async () => {
    const sent = {
      soft_descriptor: { dba_name: 'Tea House', region: 'CA', country_code: '840' },
      level2: { tax_amount: 100, tax_indicator: 1, pc_order_number: 'P-1' },
      level3: { lines: [{ sku: 'tea' }] },
    }
    expect((await charge(sent)).body).toMatchObject(sent)
  })

  test('CHG-1: everything else that is echoed', async () => {
    const sent = {
      description: 'Tee für zwei',
      external_reference_id: 'A 1',
      external_customer_reference: 'c-1',
      receipt_email: 'ada@example.com',
      shipping: { name: 'Ada' },
      billing_details: { name: 'Ada' },
      site_url: 'shop.example',
      ecomind: 'moto',
      stored_credentials: { sequence: 'FIRST', initiator: 'CARDHOLDER', is_scheduled: true },
    }
    const answer = await charge(sent)
    expect(answer.body).toMatchObject(sent)
    expect(await read(answer)).toEqual(answer.body)
  })
})

test.each([
  ['declined', { amount: 90000005 }, {}],
  ['out of reach', { amount: 91000001 }, {}],
  ['unknown', { amount: 91000014 }, {}],
  ['refused by its fields', { amount: 0 }, {}],
  ['without the issuer’s whole approval', {}, { number: '4005578003333335' }],
])('GEN-18: a charge that moved no money never answers 2xx: %s', async (_name, body, card) => {
  expect((await charge(body, card)).status).toBeGreaterThanOrEqual(400)
})

test('TOK-4: making a token asks the issuer nothing, whatever the card would answer', async () => {
  const count = async () =>
    (await server.databases.acquirer.query<{ count: number }>('select count(*) as count from acquirer.transaction'))
      .rows[0]!.count
  const before = await count()
  await server.token({ number: '4005571702222222', cvv: '901', address_zip: '00001' })
  expect(await count()).toBe(before)
})

test('TOK-12: a name and an address come back as they were sent, tabs, line breaks, quotes and all', async () => {
  const card = { name: 'Ada\t"Countess"\nLovelace \\ 艾達 🍀', address_line1: "{1, 'Main'}\r\n\\t" }
  expect((await charge({ expand: ['source'] }, card)).body.source).toMatchObject(card)
})

test('SBX-3: the first trigger of the row decides, and check letters come with a decline too', async () => {
  const { body } = await charge({ amount: 90000051 }, { number: '4005571702222222', cvv: '901' })
  expect(body.error.decline_code).toBe('do_not_honor')
  expect((await server.call('GET', `/v1/charges/${body.error.charge}`)).body.source.cvc_check).toBe('failed')
})

test('SBX-4: triggers read the amount and not the tip', async () => {
  expect((await charge({ amount: 100, tip_amount: 90000051 })).status).toBe(200)
  expect((await charge({ amount: 90000051, tip_amount: 100 })).status).toBe(402)
})

test('CHG-35: every code of the table arrives as its row says, through the whole server', async () => {
  const rows: [number, string, string][] = [
    [1, 'call_issuer', 'use_other_card'],
    [14, 'invalid_account', 'do_not_retry'],
    [54, 'expired_card', 'correct_data'],
    [65, 'frequency_limit_exceeded', 'retry_later'],
    [91, 'issuer_unavailable', 'retry_later'],
  ]
  for (const [code, declineCode, adviceCode] of rows) {
    const { body } = await charge({ amount: 90000000 + code })
    expect([body.error.decline_code, body.error.advice_code]).toEqual([declineCode, adviceCode])
  }
})
