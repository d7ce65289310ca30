import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'

const VALUE = '1227542233445566'
const FIRST = { sequence: 'FIRST', initiator: 'CARDHOLDER' }
const SUBSEQUENT = { sequence: 'SUBSEQUENT', initiator: 'MERCHANT' }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const create = (attribute: object = {}, more: object = {}): Promise<Answer> =>
  server.call('POST', '/v1/tokens', {
    headers: { apikey: server.facts.publicKey },
    body: {
      external_token: {
        token_value: VALUE,
        transarmor_token_attribute: { exp_month: '12', exp_year: '2030', ...attribute },
        ...more,
      },
    },
  })
const charge = (source: string, body: object = {}): Promise<Answer> =>
  server.call('POST', '/v1/charges', {
    body: { amount: 1100, currency: 'usd', source, stored_credentials: FIRST, ...body },
  })

let values = 0
/** A token of another provider that no other test has charged. */
const newToken = async (attribute: object = {}) =>
  (await create(attribute, { token_value: `99887766${String(values++).padStart(8, '0')}` })).body.id as string

describe('the token', () => {
  test('TOK-29: has the shape of a card token with the attributes given, and is multi-pay from birth', async () => {
    const { status, body } = await create({ name: 'Ada', first6: '424242', last4: '4242', address_zip: '94085' })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(/^clv_1TSTS[1-9A-HJ-NP-Za-km-z]{19}$/),
      object: 'token',
      type: 'card',
      created: expect.any(Number),
      livemode: false,
      used: false,
      card: {
        brand: 'VISA',
        first6: '424242',
        last4: '4242',
        exp_month: '12',
        exp_year: '2030',
        name: 'Ada',
        address_zip: '94085',
      },
    })
    const read = await server.call('GET', `/v1/tokens/${body.id}`)
    expect(read.body).toMatchObject({
      card: body.card,
      tokenMeta: { tokenType: 'MULTIPAY', paymentInstrument: 'CARD' },
    })
  })

  test('TOK-29: of which nothing is known shows nothing but its expiry', async () => {
    const { body } = await create()
    expect(body.card).toEqual({ exp_month: '12', exp_year: '2030' })
    const read = await server.call('GET', `/v1/tokens/${body.id}`)
    expect(Object.keys(read.body.card).sort()).toEqual(['created_time', 'exp_month', 'exp_year', 'id', 'modified_time'])
  })

  test('TOK-31: multipay is ignored, whatever it is', async () => {
    for (const multipay of [true, false, 'often']) {
      const { status } = await server.call('POST', '/v1/tokens', {
        headers: { apikey: server.facts.publicKey },
        body: {
          multipay,
          external_token: { token_value: VALUE, transarmor_token_attribute: { exp_month: 1, exp_year: 30 } },
        },
      })
      expect(status).toBe(200)
    }
  })

  test('TOK-28: of a type that no acquirer takes is refused, after its fields, and nothing is stored', async () => {
    const count = async () => (await server.databases.vault.query('select count(*) from vault.token')).rows
    const before = await count()
    const unknown = await create({}, { token_type: 'Other' })
    expect([unknown.status, unknown.body.error.code, unknown.body.error.param]).toEqual([
      400,
      'feature_not_enabled',
      'external_token.token_type',
    ])
    expect((await create({ exp_month: 13 }, { token_type: 'Other' })).body.error.code).toBe('invalid_expiry_month')
    expect(await count()).toEqual(before)
  })

  test('PCI-03: is sealed, and nowhere in the database in the clear', async () => {
    const { body } = await create()
    const { rows } = await server.databases.vault.query<{ row: string; sealed: Buffer }>(
      'select t::text as row, sealed_number as sealed from vault.token t where id = $1',
      [body.id],
    )
    expect(rows[0]!.row).not.toContain(VALUE)
    expect(rows[0]!.row).not.toContain(Buffer.from(VALUE).toString('hex'))
    expect(rows[0]!.sealed.includes(VALUE)).toBe(false)
  })
})

describe('a charge of it', () => {
  test('CHG-10: needs stored_credentials', async () => {
    const answer = await charge(await newToken(), { stored_credentials: undefined })
    expect([answer.status, answer.body.error.code]).toEqual([400, 'stored_credentials_required'])
  })

  test('6.7: shows the first six characters of the other provider’s token, and no more', async () => {
    const { body: token } = await create({ first6: '424242', last4: '4242', brand: 'VISA' })
    const answer = await charge(token.id)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      state: 'captured',
      payment_method_details: 'card',
      saved_credentials_on_file: { tokenType: 'TRANSARMOR', value: '122754**********' },
      source: { id: token.id, brand: 'VISA', first6: '424242', last4: '4242', cvc_check: null },
    })
    expect(answer.text).not.toContain(VALUE.slice(0, 7))
    const read = await server.call('GET', `/v1/charges/${answer.body.id}`)
    expect(read.body).toEqual(answer.body)
    expect(JSON.stringify(read.body)).not.toContain(VALUE.slice(0, 7))
  })

  test('GEN-17: leaves out what nobody has told', async () => {
    const { body } = await charge(await newToken())
    expect(body.source).toEqual({
      id: expect.any(String),
      exp_month: '12',
      exp_year: '2030',
      cvc_check: null,
      address_line1_check: null,
      address_zip_check: null,
    })
  })

  test('6.7: a charge of a card has no saved_credentials_on_file', async () => {
    const { body } = await charge(await server.token())
    expect(body).not.toHaveProperty('saved_credentials_on_file')
  })

  test('6.7: six characters are shown, whatever they are', async () => {
    const value = 'tä-ключ 2'
    const { body } = await create({}, { token_value: value })
    const answer = await charge(body.id)
    expect(answer.body.saved_credentials_on_file.value).toBe('tä-клю**********')
  })

  test('TOK-36: may be charged again and again', async () => {
    const source = await newToken()
    expect((await charge(source)).status).toBe(200)
    const again = await charge(source, { stored_credentials: SUBSEQUENT })
    expect([again.status, again.body.warning_message]).toEqual([200, undefined])
  })

  test('GEN-27: in a foreign currency it needs a brand that is known', async () => {
    await server.settings({ currencies: ['usd', 'eur'] })
    const unknown = await charge(await newToken(), { currency: 'eur' })
    const known = await charge(await newToken({ brand: 'MC' }), { currency: 'eur' })
    await server.settings({ currencies: ['usd'] })
    expect([unknown.status, unknown.body.error.code, known.status]).toEqual([400, 'invalid_currency', 200])
  })

  test('SBX-3: its expiry and the amount decide as with a card', async () => {
    const declined = await charge(await newToken(), { amount: 90000051 })
    expect([declined.status, declined.body.error.decline_code]).toEqual([402, 'insufficient_funds'])
    const revoked = await charge(await newToken({ exp_month: '05', exp_year: '2098' }), {
      stored_credentials: SUBSEQUENT,
    })
    expect([revoked.status, revoked.body.error.decline_code]).toEqual([402, 'authorization_revoked'])
  })

  test('6.5: nobody but its provider could ask its cardholder', async () => {
    const source = await newToken()
    const browser_info = { browser_user_agent: 'x', browser_accept_header: 'y' }
    const { status, body } = await charge(source, { threeds: { source: 'CLOVER', browser_info } })
    expect([status, body.error.code]).toEqual([400, 'feature_not_enabled'])
    expect((await charge(source)).status).toBe(200)
  })
})

describe('CHG-11: SUBSEQUENT', () => {
  const MISSING = 'Missing original transaction identifer for c-token'

  test('CHG-11: without transactionId and without an earlier FIRST says so', async () => {
    const { status, body } = await charge(await newToken(), { stored_credentials: SUBSEQUENT })
    expect([status, body.warning_message]).toEqual([200, MISSING])
  })

  test('CHG-11: with transactionId its FIRST was made elsewhere', async () => {
    const { body } = await charge(await newToken({ transactionId: 'MCC123' }), { stored_credentials: SUBSEQUENT })
    expect(body).not.toHaveProperty('warning_message')
  })

  test('CHG-11: the same token brought twice is the same card', async () => {
    const token_value = 'twice-the-same'
    const one = (await create({}, { token_value })).body.id
    const other = (await create({}, { token_value })).body.id
    expect((await charge(one)).status).toBe(200)
    expect((await charge(other, { stored_credentials: SUBSEQUENT })).body).not.toHaveProperty('warning_message')
  })

  test('CHG-11: a value that looks like a card is not that card', async () => {
    const card = await server.token({ number: '4242424242424242' }, { multipay: true })
    expect((await charge(card)).status).toBe(200)
    const { body } = await create({}, { token_value: '4242424242424242' })
    expect((await charge(body.id, { stored_credentials: SUBSEQUENT })).body.warning_message).toBe(MISSING)
  })
})
