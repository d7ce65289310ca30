import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { TestServer } from '../../../test/support/server.ts'
import { sealField } from '../elements/seal.test-support.ts'

const NUMBER = '6036280000000000266'
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const post = (path: string, body: object) =>
  server.call('POST', path, { body, headers: { apikey: server.facts.publicKey } })
const create = (fields: object, more: object = {}) => post('/v1/tokens', { gift_card: fields, ...more })
const refusal = (code: string, param: string) => ({ status: 400, body: { error: { code, param } } })

test('5.7: a gift card becomes a token that shows its last four digits, and is read again', async () => {
  const { status, body } = await create({ number: NUMBER, security_code: 'Ab12', foreign_access_code: 'x' })
  expect(status).toBe(200)
  expect(body).toEqual({
    id: expect.stringMatching(/^clv_1TSTS/),
    object: 'token',
    type: 'gift_card',
    created: expect.any(Number),
    livemode: false,
    used: false,
    giftCard: { last4: '0266' },
  })
  const read = await server.call('GET', `/v1/tokens/${body.id}`)
  expect(read).toMatchObject({
    status: 200,
    body: { ...body, tokenMeta: { paymentInstrument: 'GIFT_CARD', tokenStatus: 'NEW', tokenType: 'ONEOFF' } },
  })
  expect(read.body).not.toHaveProperty('card')
})

test.each([
  [{}, 'parameter_missing', 'gift_card.number'],
  [{ number: '1234567' }, 'invalid_number', 'gift_card.number'],
  [{ number: 123456 }, 'invalid_number', 'gift_card.number'],
  [{ number: '12345a' }, 'invalid_number', 'gift_card.number'],
  [{ number: '123456', card_number: '123457' }, 'invalid_request', 'gift_card.card_number'],
  [{ number: '123456', security_code: '123' }, 'invalid_request', 'gift_card.security_code'],
  [{ number: '123456', security_code: '12-45' }, 'invalid_request', 'gift_card.security_code'],
])('5.7: %j is %s', async (fields, code, param) => {
  expect(await create(fields)).toMatchObject(refusal(code, param))
})

test.each([{ number: '123456' }, { card_number: '1234567890123' }, { number: '123456', card_number: '123456' }])(
  'TOK-30: %j is not looked up, and gets a token',
  async fields => {
    expect(await create(fields)).toMatchObject({ status: 200 })
  },
)

test('TOK-30: with the feature off it is not enabled', async () => {
  await server.settings({ features: { gift_cards: false } })
  const off = refusal('feature_not_enabled', 'gift_card')
  await expect.poll(() => create({ number: NUMBER }), { timeout: 2000 }).toMatchObject(off)
  await server.settings({ features: { gift_cards: true } })
  await expect.poll(() => create({ number: NUMBER }), { timeout: 2000 }).toMatchObject({ status: 200 })
})

test('TOK-31: a gift card is never multi-pay', async () => {
  expect(await create({ number: NUMBER }, { multipay: true })).toMatchObject(refusal('invalid_request', 'multipay'))
})

test('section 11: nothing is charged to a gift card here', async () => {
  const { body } = await create({ number: NUMBER })
  const charge = { amount: 100, currency: 'usd', source: body.id }
  expect(await server.call('POST', '/v1/charges', { body: charge })).toMatchObject(
    refusal('feature_not_enabled', 'source'),
  )
})

test('TOK-41, TOK-42: the hosted fields seal number and code; a repeat gives the same token', async () => {
  const { body } = await post('/v1/elements/session', { origin: 'https://shop.example', sdk: '1' })
  const { session } = body
  const sealing = { jwk: body.jwks.keys[0], session, attempt: 'g' }
  const sealed = {
    number_jwe: await sealField('gift_card.number', NUMBER, sealing),
    security_code_jwe: await sealField('gift_card.security_code', 'Ab12', sealing),
  }
  const elements = { session, attempt: 'g', sdk: '1' }
  const first = await create(sealed, { elements })
  expect(first).toMatchObject({ status: 200, body: { giftCard: { last4: '0266' } } })
  const { status, body: repeated } = await create(sealed, { elements })
  expect({ status, repeated }).toEqual({ status: 200, repeated: first.body })
  const swapped = { number_jwe: sealed.security_code_jwe }
  expect(await create(swapped, { elements: { ...elements, attempt: 'h' } })).toMatchObject(
    refusal('invalid_encrypted_card', 'gift_card.number_jwe'),
  )
})

test('GEN-19: number and code are sealed at rest', async () => {
  await create({ number: NUMBER, security_code: 'Ab12Ab12' })
  const { rows } = await server.databases.vault.query<{ row: string }>(
    'select t::text as row from vault.gift_card_token t',
  )
  const hex = [NUMBER, 'Ab12Ab12'].map(text => Buffer.from(text).toString('hex'))
  for (const { row } of rows) for (const text of [NUMBER, 'Ab12Ab12', ...hex]) expect(row).not.toContain(text)
  expect(rows.length).toBeGreaterThan(0)
})
