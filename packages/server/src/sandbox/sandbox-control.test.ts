import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../test/support/server.ts'
import type { Answer, TestServer } from '../../test/support/server.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '100' },
  })
})
afterAll(() => server.close())

const charge = async (body: object): Promise<Answer> =>
  server.call('POST', '/v1/charges', { body: { amount: 1100, currency: 'usd', source: await server.token(), ...body } })
const read = async (id: string) => (await server.call('GET', `/v1/charges/${id}`)).body

const manage = (method: string, path: string, body?: object, bearer = server.facts.managementToken) =>
  server.call(method, `/trefoil/v1/sandbox${path}`, { body, bearer })
const advance = (advance_ms: number) => manage('POST', '/clock', { merchantId: server.facts.merchantId, advance_ms })
const mine = () => `?merchantId=${server.facts.merchantId}`

describe('the clock', () => {
  test('SBX-6: shows the merchant’s time and its offset, which only grows', async () => {
    const before = await manage('GET', `/clock${mine()}`)
    expect(before.body).toMatchObject({ merchantId: server.facts.merchantId, offset_ms: 0 })
    const after = await advance(HOUR_MS)
    expect(after.body.offset_ms).toBe(HOUR_MS)
    expect(after.body.now - before.body.now).toBeGreaterThanOrEqual(HOUR_MS)
    expect((await advance(0)).status).toBe(400)
    expect((await advance(-5)).body.error).toMatchObject({ code: 'invalid_request', param: 'advance_ms' })
  })

  test('SBX-6 TOK-34: a token that is not used ends by it', async () => {
    const source = await server.token()
    expect((await advance(59 * 60_000)).status).toBe(200)
    expect((await server.call('GET', `/v1/tokens/${source}`)).status).toBe(200)
    await advance(60_000)
    expect((await charge({ source })).body.error.code).toBe('token_expired')
  })

  test('CHG-13: a stored card that has expired since is still sent, and the issuer decides', async () => {
    const { body: clock } = await manage('GET', `/clock${mine()}`)
    const now = new Date(clock.now)
    const card = { exp_month: String(now.getUTCMonth() + 1), exp_year: String(now.getUTCFullYear()) }
    const source = await server.token(card, { multipay: true })
    const stored = (sequence: string) => ({ source, stored_credentials: { sequence, initiator: 'CARDHOLDER' } })
    expect((await charge(stored('FIRST'))).status).toBe(200)
    await advance(32 * DAY_MS)
    expect((await charge(stored('SUBSEQUENT'))).body).toMatchObject({ status: 'succeeded', source: card })
    const late = await server.call('POST', '/v1/tokens', {
      body: { card: { number: '4242424242424242', cvv: '123', ...card } },
      headers: { apikey: server.facts.publicKey },
    })
    expect(late.body.error.code).toBe('expired_card')
  })

  test('SBX-6: what is made shows its time', async () => {
    const { body: clock } = await manage('GET', `/clock${mine()}`)
    const { body } = await charge({})
    expect(Math.abs(body.created - clock.now)).toBeLessThan(60_000)
    expect((await read(body.id)).created).toBe(body.created)
  })

  test('CHG-30 CHG-3: an authorization that is not captured in seven days is reversed and expired, its order canceled', async () => {
    const { body } = await charge({ capture: false })
    await advance(7 * DAY_MS - HOUR_MS)
    expect((await read(body.id)).state).toBe('authorized')
    await advance(HOUR_MS + 1_000)
    const ended = await server.call('GET', `/v1/charges/${body.id}?expand=order`)
    expect(ended.body).toMatchObject({
      status: 'failed',
      state: 'expired',
      paid: false,
      failure_code: 'charge_expired_for_capture',
      outcome: { network_status: 'approved_by_network', type: 'reversed' },
      order: { status: 'canceled' },
    })
    const late = await server.call('POST', `/v1/charges/${body.id}/capture`, { body: {} })
    expect(late).toMatchObject({ status: 400, body: { error: { code: 'charge_expired_for_capture' } } })
    const books = (await manage('GET', `/acquirer/transactions${mine()}`)).body.data
    expect(books.find(({ reference }: { reference: string }) => reference === body.id)).toMatchObject({
      reversed: true,
    })
  })

  test('CHG-30: the merchant’s setting decides when', async () => {
    await server.settings({ authorization_ttl_days: 2 })
    const { body } = await charge({ capture: false })
    await server.settings({ authorization_ttl_days: 7 })
    await advance(2 * DAY_MS + 1_000)
    expect((await read(body.id)).state).toBe('expired')
  })

  test('SBX-6 CHG-29: retries fall due by it: amount 91000013 needs 35 seconds and is still pending before', async () => {
    const { body } = await charge({ amount: 91000013 })
    const id = body.error.charge
    await advance(34_000)
    expect((await read(id)).state).toBe('pending')
    await advance(2_000)
    expect(await read(id)).toMatchObject({ state: 'failed', failure_code: 'payment_not_completed' })
  })

  test('SBX-7 REF-3: a charge settles at midnight: a whole refund before is a void, after it a refund', async () => {
    const { body: clock } = await manage('GET', `/clock${mine()}`)
    // To noon, so that no midnight comes by itself.
    await advance(DAY_MS - (clock.now % DAY_MS) + 12 * HOUR_MS)
    const [early, late] = [(await charge({})).body.id, (await charge({})).body.id]
    const refund = async (id: string) => (await server.call('POST', '/v1/refunds', { body: { charge: id } })).body
    expect((await refund(early)).metadata.refundType).toBe('VOID')
    await advance(12 * HOUR_MS + 1_000)
    expect((await refund(late)).metadata.refundType).toBe('REFUND')
  })
})

describe('settling, the books, starting over', () => {
  test('19.7 SBX-7: settling on demand counts what settled, and what is whole is refunded from then on', async () => {
    await manage('POST', '/settle', { merchantId: server.facts.merchantId })
    const { body } = await charge({ amount: 700 })
    await charge({ capture: false })
    const settled = await manage('POST', '/settle', { merchantId: server.facts.merchantId })
    expect(settled.body).toEqual({ settled: 1 })
    const refund = await server.call('POST', '/v1/refunds', { body: { charge: body.id } })
    expect(refund.body).toMatchObject({ status: 'succeeded', metadata: { refundType: 'REFUND' } })
  })

  test('19.7 SBX-9: the books list each transaction with its reference', async () => {
    const { body } = await charge({ amount: 321, tip_amount: 9 })
    const { body: books } = await manage('GET', `/acquirer/transactions${mine()}`)
    const found = books.data.filter(({ reference }: { reference: string }) => reference === body.id)
    expect(found).toEqual([
      {
        id: expect.any(String),
        kind: 'sale',
        amount: 330,
        response_code: '00',
        reversed: false,
        settled: false,
        reference: body.id,
      },
    ])
  })

  test('19.7: a reset removes charges, tokens and the clock’s offset, and keeps keys and settings', async () => {
    const source = await server.token()
    const { body } = await charge({})
    expect(await manage('POST', '/reset', { merchantId: server.facts.merchantId })).toMatchObject({
      status: 200,
      body: {},
    })
    expect((await server.call('GET', `/v1/charges/${body.id}`)).status).toBe(404)
    expect((await server.call('GET', '/v1/charges')).body.data).toEqual([])
    expect((await charge({ source })).body.error.code).toBe('resource_missing')
    expect((await manage('GET', `/clock${mine()}`)).body.offset_ms).toBe(0)
    expect((await manage('GET', `/acquirer/transactions${mine()}`)).body.data).toEqual([])
    expect((await charge({})).status).toBe(200)
  })
})

test('19.7 GEN-23: an administrator of another merchant, and an unknown merchant, find nothing', async () => {
  const { platform } = server.running
  const other = await platform.createMerchant({ name: 'Other', defaultCurrency: 'usd' })
  const token = await platform.createManagementToken({ role: 'merchant_admin', merchantId: other.id, name: 'other' })
  const merchantId = server.facts.merchantId
  expect((await manage('POST', '/reset', { merchantId }, token)).status).toBe(404)
  expect((await manage('GET', `/clock${mine()}`, undefined, token)).status).toBe(404)
  expect((await manage('GET', `/clock?merchantId=${other.id}`, undefined, token)).status).toBe(200)
  expect((await manage('POST', '/settle', { merchantId: 'nobody' })).status).toBe(404)
})
