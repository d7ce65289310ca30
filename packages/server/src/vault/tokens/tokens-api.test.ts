import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { DEFAULT_SETTINGS, authenticatorOf } from '../test-credentials.ts'
import { newId } from '../../http/identifiers.ts'
import { registerOperation } from '../../http/operation.ts'
import { createHttpServer } from '../../http/server.ts'
import { tokenOperations, tokenReadOperations } from '../index.ts'
import { TEST_CARD, openTestVault } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'
import type { Credential } from '../../http/credentials.ts'

let under: VaultUnderTest
let app: FastifyInstance
const merchantId = newId()
const credentials: Record<string, Partial<Credential>> = {
  key: { multipay: true },
  plainkey: { multipay: false },
  featureless: {
    multipay: true,
    merchant: merchantWith({ features: { ...DEFAULT_SETTINGS.features, multi_pay: false } }),
  },
  narrow: { merchant: merchantWith({ brands: ['MC'] }) },
  bearer: {},
  powerless: { permissions: new Set() },
  stranger: { merchant: { ...merchantWith({}), id: newId() } },
}

function merchantWith(settings: object): Credential['merchant'] {
  return {
    id: merchantId,
    name: 'Shop',
    active: true,
    defaultCurrency: 'usd',
    settings: { ...DEFAULT_SETTINGS, ...settings },
  }
}

beforeAll(async () => {
  under = await openTestVault()
  app = createHttpServer({
    mode: 'sandbox',
    trustedProxies: [],
    checkoutOrigin: () => 'https://checkout.example',
    logger: pino({ level: 'silent' }),
  })
  const authenticator = authenticatorOf(merchantWith({}), credentials)
  for (const operation of [...tokenOperations(under.vault), ...tokenReadOperations(under.vault)]) {
    registerOperation(app, operation, authenticator, { trustedProxies: [], refuseCardDataInText: true })
  }
  await app.ready()
})
afterAll(async () => {
  await app.close()
  await under.close()
})

async function create(body: unknown, headers: Record<string, string> = {}) {
  const response = await app.inject({
    method: 'POST',
    url: '/v1/tokens',
    headers: { apikey: 'key', 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.statusCode, headers: response.headers, ...response.json() }
}
async function read(id: string, bearer = 'bearer') {
  const headers = { authorization: `Bearer ${bearer}` }
  const response = await app.inject({ method: 'GET', url: `/v1/tokens/${id}`, headers })
  return { status: response.statusCode, ...response.json() }
}
const refusal = (status: number, code: string, param?: string) => ({
  status,
  error: param === undefined ? { code } : { code, param },
})
async function count(): Promise<number> {
  const { rows } = await under.databases.vault.query<{ count: number }>('select count(*) from vault.token')
  return rows[0]!.count
}

test('5.1: a card becomes a token', async () => {
  const reply = await create({
    card: { ...TEST_CARD, number: '4242-4242 4242 4242', exp_month: 12, exp_year: 30, name: 'Ann' },
  })
  expect(reply).toMatchObject({
    status: 200,
    id: expect.stringMatching(/^clv_1TSTS/),
    object: 'token',
    type: 'card',
    livemode: false,
    used: false,
    card: { exp_month: '12', exp_year: '2030', first6: '424242', last4: '4242', brand: 'VISA', name: 'Ann' },
  })
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(reply).not.toHaveProperty('message')
})

test('NPM-3, TOK-2: apiKey in the body, a Bearer header and a missing User-Agent change nothing', async () => {
  const reply = await create(
    { apiKey: 'x', card: TEST_CARD },
    { authorization: 'Bearer x', 'user-agent': '', 'idempotency-key': '' },
  )
  expect(reply.status).toBe(200)
})

test('TOK-2: the same request twice makes two tokens', async () => {
  const [one, other] = [await create({ card: TEST_CARD }), await create({ card: TEST_CARD })]
  expect(one.id).not.toBe(other.id)
})

test('GEN-19: no reply about a token holds the number', async () => {
  const created = await create({ card: TEST_CARD })
  expect(JSON.stringify([created, await read(created.id)])).not.toContain(TEST_CARD.number)
  const refused = await create({ card: { ...TEST_CARD, exp_month: '13' } })
  expect(JSON.stringify(refused)).not.toContain(TEST_CARD.number)
})

test('ERR-7, ERR-8: without a good key 401 names the scheme, before the body is looked at', async () => {
  for (const apikey of ['', 'unknown']) {
    const reply = await create('{', { apikey })
    expect(reply).toMatchObject(refusal(401, 'unauthorized'))
    expect(reply.headers['www-authenticate']).toBe('ApiKey')
  }
})

test('TOK-31: multipay needs a key that has it and the merchant’s feature; 403 comes before any field', async () => {
  for (const apikey of ['plainkey', 'featureless']) {
    expect(await create({ multipay: true, card: 'x' }, { apikey })).toMatchObject(refusal(403, 'multipay_not_allowed'))
    expect(await create({ multipay: false, card: TEST_CARD }, { apikey })).toMatchObject({ status: 200 })
    expect(await create({ multipay: true, external_token: {} }, { apikey })).toMatchObject(
      refusal(400, 'parameter_missing', 'external_token.token_value'),
    )
    expect(await create('{"multipay":true', { apikey })).toMatchObject(refusal(400, 'invalid_json'))
  }
  const { id } = await create({ multipay: 'true', card: TEST_CARD })
  expect(await read(id)).toMatchObject({ status: 200, tokenMeta: { tokenType: 'MULTIPAY' } })
  expect(await create({ multipay: 1, card: TEST_CARD })).toMatchObject(refusal(400, 'invalid_request', 'multipay'))
})

test('TOK-5: the merchant’s own list of brands decides', async () => {
  expect(await create({ card: TEST_CARD }, { apikey: 'narrow' })).toMatchObject(
    refusal(400, 'invalid_card_type', 'card.number'),
  )
})

test('TOK-3: nothing is stored when the answer is not 200', async () => {
  const before = await count()
  for (const body of [
    {},
    { card: 1 },
    { card: {} },
    { card: { ...TEST_CARD, cvv: '1' } },
    { card: TEST_CARD, ach: {} },
    '[]',
  ]) {
    expect((await create(body)).status).toBe(400)
  }
  expect(await count()).toBe(before)
})

test.each([
  ['4000000090000128', 500, 'processing_error'],
  ['4000000090000136', 500, 'missing'],
  ['4000000090000144', 503, 'service_unavailable'],
])('SBX-5 19.1 %s: answers %i %s and stores nothing', async (number, status, code) => {
  const before = await count()
  const reply = await create({ card: { ...TEST_CARD, number } })
  expect(reply).toMatchObject({ status, error: { code, type: 'api_error' } })
  if (status === 503) expect(reply.headers['retry-after']).toBe('1')
  expect(await create({ card: { ...TEST_CARD, number, cvv: '1' } })).toMatchObject(
    refusal(400, 'invalid_cvc', 'card.cvv'),
  )
  expect(await count()).toBe(before)
})

test('5.10: a token is read with any credential of its merchant, and by no other', async () => {
  const { id, created } = await create({ card: { ...TEST_CARD, address_zip: '94085', email: 'a@example.com' } })
  expect(await read(id)).toMatchObject({
    status: 200,
    id,
    created,
    card: { first6: '424242', last4: '4242', address_zip: '94085', created_time: created },
    cloverToken: {
      tokenValue: id,
      merchantUuid: merchantId,
      developerUuid: 'JT97KB6CQ643D',
      lastAccessedTime: created,
    },
    tokenMeta: { tokenProvider: 'MOCK', tokenStatus: 'NEW', tokenType: 'ONEOFF', paymentInstrument: 'CARD' },
  })
  expect(JSON.stringify(await read(id))).not.toContain('a@example.com')
  expect(await read(id, 'stranger')).toMatchObject(refusal(404, 'resource_missing'))
  expect(await read('clv_x')).toMatchObject(refusal(404, 'resource_missing'))
  expect(await read(id, 'powerless')).toMatchObject(refusal(403, 'permission_missing'))
})

test('TOK-44: reading does not change a token', async () => {
  const { id } = await create({ card: TEST_CARD })
  const first = await read(id)
  expect(await read(id)).toEqual(first)
})
