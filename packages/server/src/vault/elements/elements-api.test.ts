import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JWK } from 'jose'
import { VISA, startTestServer } from '../../../test/support/server.ts'
import type { TestServer } from '../../../test/support/server.ts'
import { sealField } from './seal.test-support.ts'

let server: TestServer
const logged: string[] = []
let fieldsOrigin: string
beforeAll(async () => {
  const write = (line: string) => void logged.push(line)
  server = await startTestServer({ log: { write } })
  fieldsOrigin = server.running.origins.fields
})
afterAll(() => server.close())

const PAGE = 'https://shop.example'
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  server.call('POST', path, { body, headers: { apikey: server.facts.publicKey, ...headers } })
const open = (body: object = {}) => post('/v1/elements/session', { origin: PAGE, sdk: '1.0.0', ...body })
const refusal = (status: number, code: string, param?: string) => ({
  status,
  body: { error: param === undefined ? { code } : { code, param } },
})

interface Form {
  readonly jwk: JWK
  readonly session: string
}
async function openForm(): Promise<Form> {
  const { body } = await open()
  return { session: body.session, jwk: body.jwks.keys[0] }
}

interface Changes {
  readonly number?: string
  readonly header?: object
  readonly card?: object
  readonly elements?: object
}
async function tokenize(form: Form, attempt: string, changes: Changes = {}) {
  const sealing = { ...form, attempt }
  const card = {
    number_jwe: await sealField('card.number', changes.number ?? VISA.number, sealing, changes.header),
    cvv_jwe: await sealField('card.cvv', VISA.cvv, sealing),
    exp_month: VISA.exp_month,
    exp_year: VISA.exp_year,
    ...changes.card,
  }
  return post('/v1/tokens', { card, elements: { session: form.session, attempt, sdk: '1', ...changes.elements } })
}

async function count(): Promise<number> {
  const { rows } = await server.databases.vault.query<{ n: number }>('select count(*) as n from vault.token')
  return rows[0]!.n
}

test('5.4, GEN-12, GEN-14: the card keys are public, may be kept for an hour and read by every page', async () => {
  const answer = await server.call('GET', '/.well-known/trefoil-card-keys.json', { headers: { origin: PAGE } })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600')
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(answer.body.keys[0]).toMatchObject({ use: 'enc', alg: 'ECDH-ES', kty: 'EC', crv: 'P-256' })
  expect(answer.body.keys[0]).not.toHaveProperty('d')
})

test('TOK-39, SEC-20: a session tells mode, brands, postal code, and the keys that are published', async () => {
  const { status, body } = await open()
  const published = await server.call('GET', '/.well-known/trefoil-card-keys.json')
  expect(status).toBe(200)
  expect(body).toEqual({
    session: expect.stringMatching(/^trf_es_[\w-]{43}$/),
    expires_at: expect.any(Number),
    mode: 'test',
    jwks: published.body,
    brands: expect.arrayContaining(['VISA', 'MC']),
    postal_code: 'optional',
    page_guard: 'off',
  })
  expect(Math.abs(body.expires_at - Date.now() - 1_800_000)).toBeLessThan(30_000)
})

test('SEC-42: page_guard is the merchant’s own setting', async () => {
  await server.settings({ page_guard: 'report' })
  await expect.poll(async () => (await open()).body.page_guard, { timeout: 2000 }).toBe('report')
  await server.settings({ page_guard: 'off' })
})

test('TOK-39: a foreign merchant_id and malformed fields are refused', async () => {
  expect(await open({ merchant_id: server.facts.merchantId })).toMatchObject({ status: 200 })
  expect(await open({ merchant_id: 'M9S346Q3D25VT' })).toMatchObject(refusal(403, 'merchant_mismatch', 'merchant_id'))
  for (const origin of ['shop.example', `${PAGE}/`, `${PAGE}/pay`, 'data:text/html,x', 'null']) {
    expect(await open({ origin })).toMatchObject(refusal(400, 'invalid_request', 'origin'))
  }
  expect(await open({ origin: undefined })).toMatchObject(refusal(400, 'parameter_missing', 'origin'))
  expect(await open({ sdk: 'x'.repeat(33) })).toMatchObject(refusal(400, 'invalid_request', 'sdk'))
})

test('TOK-39, SEC-19: a key with origins serves those and no other', async () => {
  const change = (origins: string[]) =>
    server.databases.services.query('update platform.api_key set allowed_origins = $1 where public_key = $2', [
      origins,
      server.facts.publicKey,
    ])
  await change(['https://*.shop.example'])
  await expect.poll(() => open(), { timeout: 2000 }).toMatchObject(refusal(403, 'origin_not_registered', 'origin'))
  expect(await open({ origin: 'https://www.shop.example' })).toMatchObject({ status: 200 })
  await change([])
  await expect.poll(() => open(), { timeout: 2000 }).toMatchObject({ status: 200 })
})

test.each(['/v1/elements/session', '/v1/elements/page-report'])(
  'GEN-12 %s: allows exactly the fields origin, without credentials',
  async path => {
    const ask = (origin: string) => server.call('OPTIONS', path, { headers: { origin } })
    const own = await ask(fieldsOrigin)
    expect(own.status).toBe(200)
    expect(own.headers.get('access-control-allow-origin')).toBe(fieldsOrigin)
    expect(own.headers.get('access-control-allow-methods')).toBe('POST')
    expect(own.headers.get('access-control-allow-headers')).toBe('apikey, content-type, idempotency-key')
    expect(own.headers.get('access-control-allow-credentials')).toBeNull()
    const foreign = await ask(PAGE)
    expect(foreign.status).toBe(200)
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    const answer = await post(path, {}, { origin: fieldsOrigin })
    expect(answer.headers.get('access-control-allow-origin')).toBe(fieldsOrigin)
    expect(answer.headers.get('access-control-expose-headers')).toBe('request-id, retry-after')
  },
)

test('TOK-41: sealed values make the token that clear ones make', async () => {
  const answer = await tokenize(await openForm(), 'a1', { card: { address_zip: '94041' } })
  expect(answer).toMatchObject({
    status: 200,
    body: { type: 'card', used: false, card: { brand: 'VISA', first6: '424242', last4: '4242', address_zip: '94041' } },
  })
  const charge = await server.call('POST', '/v1/charges', {
    body: { amount: 100, currency: 'usd', source: answer.body.id },
  })
  expect(charge).toMatchObject({ status: 200, body: { source: { last4: '4242', cvc_check: 'pass' } } })
})

test('TOK-41: what is sealed is read by TOK-8 from step 4, and named by its clear field', async () => {
  const form = await openForm()
  const wrong = (number: string, attempt: string) => tokenize(form, attempt, { number })
  expect(await wrong('4242', 'n1')).toMatchObject(refusal(400, 'invalid_number', 'card.number'))
  expect(await wrong('4242424242424241', 'n2')).toMatchObject(refusal(400, 'incorrect_number', 'card.number'))
  expect(await tokenize(form, 'n3', { card: { exp_month: '13' } })).toMatchObject(
    refusal(400, 'invalid_expiry_month', 'card.exp_month'),
  )
})

test('SEC-16: a value for another field, attempt or session is refused, and nothing is stored', async () => {
  const form = await openForm()
  const before = await count()
  const invalid = refusal(400, 'invalid_encrypted_card', 'card.number_jwe')
  for (const header of [{ fld: 'card.cvv' }, { att: 'x' }, { ses: 'x' }, { typ: 'JWT' }, { enc: 'A128GCM' }]) {
    expect(await tokenize(form, 'h', { header })).toMatchObject(invalid)
  }
  const sealing = { ...form, attempt: 's' }
  const code = await sealField('card.cvv', '123', sealing)
  expect(await tokenize(form, 's', { card: { number_jwe: code } })).toMatchObject(invalid)
  const number = await sealField('card.number', VISA.number, sealing)
  const flipped = number.replace(/(.)(?=[^.]*$)/, letter => (letter === 'A' ? 'B' : 'A'))
  for (const jwe of [flipped, 'x', 'a.b.c.d.e', 1, '']) {
    expect(await tokenize(form, 's', { card: { number_jwe: jwe } })).toMatchObject(invalid)
  }
  expect(await count()).toBe(before)
})

test('TOK-41: the padding must be there, so that length never tells anything', async () => {
  const form = await openForm()
  const sealing = { ...form, attempt: 'p' }
  const longer = await sealField('card.number', VISA.number + '    ', sealing)
  expect(await tokenize(form, 'p', { card: { number_jwe: longer } })).toMatchObject(
    refusal(400, 'invalid_encrypted_card', 'card.number_jwe'),
  )
})

test('SEC-16, TOK-21: a key that is unknown or retired opens nothing; SEC-20: the one before the current one does', async () => {
  const form = await openForm()
  expect(await tokenize(form, 'k1', { header: { kid: 'unknown' } })).toMatchObject(
    refusal(400, 'encryption_key_unknown', 'card.number_jwe'),
  )
  await server.databases.vault.query(
    `update vault.card_key set created_at = created_at - interval '25 hours', not_after = not_after - interval '25 hours'`,
  )
  // Only a refresh tells this process that its key has aged.
  await tokenize(form, 'k2', { header: { kid: 'unknown' } })
  expect((await openForm()).jwk.kid).not.toBe(form.jwk.kid)
  expect(await tokenize(form, 'k3')).toMatchObject({ status: 200 })
  await server.databases.vault.query(`update vault.card_key set not_after = now() where kid = $1`, [form.jwk.kid])
  await tokenize(form, 'k4', { header: { kid: 'unknown' } })
  expect(await tokenize(form, 'k5')).toMatchObject(refusal(400, 'encryption_key_unknown', 'card.number_jwe'))
})

test('TOK-41: clear fields beside elements, sealed ones without it, and a form without a number are refused', async () => {
  const form = await openForm()
  expect(await tokenize(form, 'c1', { card: { number: VISA.number } })).toMatchObject(
    refusal(400, 'invalid_request', 'card.number'),
  )
  expect(await tokenize(form, 'c2', { card: { number_jwe: undefined } })).toMatchObject(
    refusal(400, 'invalid_request', 'card.number_jwe'),
  )
  expect(await post('/v1/tokens', { card: { ...VISA, cvv: undefined, cvv_jwe: 'x' } })).toMatchObject(
    refusal(400, 'invalid_request', 'card.cvv_jwe'),
  )
  expect(await tokenize(form, 'c3', { elements: { attempt: 1 } })).toMatchObject(
    refusal(400, 'invalid_request', 'elements.attempt'),
  )
})

test('TOK-40: an unknown, expired or foreign session is session_expired', async () => {
  const form = await openForm()
  const expired = refusal(400, 'session_expired', 'elements.session')
  expect(await tokenize({ ...form, session: 'trf_es_unknown' }, 'x')).toMatchObject(expired)
  const foreign = await openForm()
  await server.databases.vault.query(`update vault.elements_session set public_key_id = 'OTHER' where session_hash =
    sha256(convert_to('${foreign.session}', 'UTF8'))`)
  expect(await tokenize(foreign, 'x')).toMatchObject(expired)
  await server.databases.vault.query(`update vault.elements_session set expires_at = now()`)
  expect(await tokenize(form, 'x')).toMatchObject(expired)
  expect(await post('/v1/elements/page-report', { session: form.session })).toMatchObject(
    refusal(400, 'session_expired', 'session'),
  )
})

test('TOK-40: the 21st different attempt of a session is too many, however many arrive at once', async () => {
  const form = await openForm()
  const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => tokenize(form, `t${index}`)))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter(status => status === 200)).toHaveLength(20)
  expect(answers.filter(({ status }) => status !== 200)).toMatchObject(
    Array.from({ length: 4 }, () => refusal(429, 'rate_limit')),
  )
  const known = answers.findIndex(({ status }) => status === 200)
  expect(await tokenize(form, `t${known}`)).toMatchObject({ status: 200, body: { id: answers[known]!.body.id } })
})

test('TOK-42: a repeat answers with the first token and stores nothing, also when both arrive at once', async () => {
  const form = await openForm()
  const before = await count()
  const answers = await Promise.all(Array.from({ length: 6 }, () => tokenize(form, 'same')))
  answers.push(await tokenize(form, 'same'))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  for (const { body } of answers) expect(body).toEqual(answers[0]!.body)
  expect(await count()).toBe(before + 1)
})

test('TOK-42: a refused attempt may be repeated', async () => {
  const form = await openForm()
  expect(await tokenize(form, 'again', { number: '4242424242424241' })).toMatchObject({ status: 400 })
  expect(await tokenize(form, 'again')).toMatchObject({ status: 200 })
})

test('TOK-31: multipay holds for sealed cards too', async () => {
  const form = await openForm()
  const sealing = { ...form, attempt: 'm' }
  const number_jwe = await sealField('card.number', VISA.number, sealing)
  const { body } = await post('/v1/tokens', {
    card: { number_jwe, exp_month: '12', exp_year: '2030' },
    elements: { session: form.session, attempt: 'm', sdk: '1' },
    multipay: true,
  })
  const read = await server.call('GET', `/v1/tokens/${body.id}`)
  expect(read.body.tokenMeta.tokenType).toBe('MULTIPAY')
})

test('5.9, SEC-42: a page report answers 204, and logs addresses without their queries', async () => {
  const { session } = await openForm()
  const scripts = [
    { url: 'https://cdn.example/a.js?visitor=ann', integrity: 'sha256-x' },
    { url: 'data:text/javascript,secretcontent' },
  ]
  const answer = await post('/v1/elements/page-report', { session, scripts, violations: [{ directive: 'script-src' }] })
  expect(answer).toMatchObject({ status: 204, text: '' })
  const line = logged.find(text => text.includes('scripts of a payment page'))!
  expect(JSON.parse(line)).toMatchObject({
    level: 30,
    scripts: 2,
    violations: 1,
    addresses: ['https://cdn.example/a.js'],
  })
  expect(logged.join('')).not.toMatch(/visitor|secretcontent/)
})

test('5.9: a page report is bounded', async () => {
  const { session } = await openForm()
  const report = (members: object) => post('/v1/elements/page-report', { session, ...members })
  const many = Array.from({ length: 201 }, () => ({}))
  expect(await report({ scripts: many })).toMatchObject(refusal(400, 'invalid_request', 'scripts'))
  expect(await report({ violations: [{ url: 'x'.repeat(2049) }] })).toMatchObject(
    refusal(400, 'invalid_request', 'violations[0]'),
  )
  expect(await report({ scripts: [{ nested: {} }] })).toMatchObject(refusal(400, 'invalid_request', 'scripts[0]'))
})

test('GEN-19, TOK-40: the database keeps no session secret, and the log no number', async () => {
  const form = await openForm()
  await tokenize(form, 'last')
  const { rows } = await server.databases.vault.query<{ row: string }>(
    'select s::text as row from vault.elements_session s',
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const { row } of rows) expect(row).not.toContain(form.session)
  expect(logged.join('')).not.toContain(VISA.number)
  expect(logged.join('')).not.toContain(form.session)
})
