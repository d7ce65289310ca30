import { beforeAll, describe, expect, test } from 'vitest'
import { ORIGINS, SOURCES, startWorld } from './elements.test-support.ts'
import type { World } from './elements.test-support.ts'
import { integrityOf } from './served-file.ts'

const OPEN = 'a'.repeat(20)
const BOUND = 'b'.repeat(20)
const OFF = 'c'.repeat(20)
const UNKNOWN = 'd'.repeat(20)
const KEYS = {
  [OPEN]: { active: true, allowedOrigins: [] },
  [BOUND]: { active: true, allowedOrigins: ['https://shop.example', 'https://*.pay.example', 'http://localhost:*'] },
  [OFF]: { active: false, allowedOrigins: ['https://shop.example'] },
}
const SECURE = {
  checkout: 'https://checkout.example',
  fields: 'https://fields.example',
  vault: 'https://token.example',
}

let world: World
let live: World
beforeAll(async () => {
  world = await startWorld({ keys: KEYS })
  live = await startWorld({ keys: KEYS, mode: 'live', origins: SECURE, fontOrigins: ['https://fonts.example'] })
})

const get = (url: string, on = world) =>
  on.fields.inject({ method: 'GET', url, headers: { host: 'f', 'x-forwarded-proto': 'https' } })
const policyOf = async (url: string, on = world) => String((await get(url, on)).headers['content-security-policy'])

const PERMISSIONS =
  'accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), ' +
  'magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=()'

/** What every answer of the server has. */
const OF_THE_SERVER = ['request-id', 'x-request-id', 'content-type', 'content-length', 'date', 'connection']

const COMMON = (fields: string) => ({
  'reporting-endpoints': `csp="${fields}/csp"`,
  'permissions-policy': PERMISSIONS,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'origin-agent-cluster': '?1',
  'cache-control': 'private, max-age=300',
})

const TAIL = (fields: string, upgrade = '') =>
  `require-trusted-types-for 'script'; trusted-types 'none'; sandbox allow-scripts allow-same-origin allow-forms; ${upgrade}` +
  `report-uri ${fields}/csp; report-to csp`

describe('SEC-22: exactly these headers are on', () => {
  const files = `${ORIGINS.fields}/f/1.4.2`
  const middle = "form-action 'none'; base-uri 'none'; frame-ancestors *; "
  test.each([
    [
      'field.html',
      `script-src ${files}/field.js; style-src ${files}/field.css; img-src ${files}/brand/; font-src 'none'; connect-src 'none'; `,
    ],
    ['controller.html', `script-src ${files}/controller.js; connect-src ${ORIGINS.vault}; `],
    ['why.html', `script-src ${files}/why.js; connect-src 'self'; `],
  ])('%s over http', async (name, sources) => {
    const { statusCode, headers } = await get(`/e/${OPEN}/1.4.2/${name}`)
    const own = Object.fromEntries(Object.entries(headers).filter(([header]) => !OF_THE_SERVER.includes(header)))
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(own).toEqual({
      'content-security-policy': `default-src 'none'; ${sources}${middle}${TAIL(ORIGINS.fields)}`,
      ...COMMON(ORIGINS.fields),
    })
  })

  test('field.html over https', async () => {
    const { headers } = await get(`/e/${BOUND}/1.4.2/field.html`, live)
    const own = Object.fromEntries(Object.entries(headers).filter(([header]) => !OF_THE_SERVER.includes(header)))
    const at = `${SECURE.fields}/f/1.4.2`
    expect(own).toEqual({
      'content-security-policy':
        `default-src 'none'; script-src ${at}/field.js; style-src ${at}/field.css; img-src ${at}/brand/; ` +
        "font-src https://fonts.example https://shop.example; connect-src 'none'; form-action 'none'; base-uri 'none'; " +
        'frame-ancestors https://shop.example https://*.pay.example http://localhost:*; ' +
        TAIL(SECURE.fields, 'upgrade-insecure-requests; '),
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      ...COMMON(SECURE.fields),
    })
  })
})

test('SEC-23: a document is two tags with hashes, and nothing inline', async () => {
  const { body } = await get(`/e/${OPEN}/1.4.2/field.html`)
  const at = `${ORIGINS.fields}/f/1.4.2`
  expect(body).toBe(
    `<!doctype html><html lang="en" data-fields="${ORIGINS.fields}" data-eid="${OPEN}" data-ver="1.4.2"><head>` +
      '<meta charset="utf-8" /><title>Secure payment field</title>' +
      `<link rel="stylesheet" href="${at}/field.css" integrity="${integrityOf(SOURCES['field.css']!)}" crossorigin="anonymous" />` +
      `<script defer src="${at}/field.js" integrity="${integrityOf(SOURCES['field.js']!)}" crossorigin="anonymous"></script>` +
      '</head><body></body></html>',
  )
})

test('the vault is named to the controller only', async () => {
  const bodies = await Promise.all(
    ['field', 'controller', 'why'].map(async name => (await get(`/e/${OPEN}/1.4.2/${name}.html`)).body),
  )
  expect(bodies.map(body => body.includes('data-vault='))).toEqual([false, true, false])
  expect(bodies[1]).toContain(`data-vault="${ORIGINS.vault}"`)
  expect(bodies.map(body => body.includes('stylesheet'))).toEqual([true, false, false])
})

test('SEC-24: a live key without origins shows nowhere, a test key everywhere', async () => {
  expect(await policyOf(`/e/${OPEN}/1.4.2/field.html`, live)).toContain("frame-ancestors 'none';")
  expect(await policyOf(`/e/${OPEN}/1.4.2/controller.html`, live)).toContain("frame-ancestors 'none';")
  expect(await policyOf(`/e/${OPEN}/1.4.2/field.html`)).toContain('frame-ancestors *;')
})

test('SEC-10: the document that says why can be framed anywhere', async () => {
  expect(await policyOf(`/e/${BOUND}/1.4.2/why.html`, live)).toContain('frame-ancestors *;')
  expect((await get(`/e/${BOUND}/1.4.2/why.html`)).body).not.toContain('data-answer')
})

test.each([UNKNOWN, OFF, 'short'])('SEC-10: to the key %s every document answers that it is unknown', async id => {
  for (const name of ['field', 'controller', 'why']) {
    const { statusCode, body, headers } = await get(`/e/${id}/1.4.2/${name}.html`)
    expect([statusCode, body.includes(' data-answer="key_unknown"')]).toEqual([404, true])
    expect(body).toContain('/f/1.4.2/why.js"')
    expect(headers['content-security-policy']).toContain('frame-ancestors *;')
    expect(headers['content-security-policy']).toContain("connect-src 'self';")
  }
})

test('an id cannot become markup', async () => {
  const { body } = await get(`/e/${encodeURIComponent('"><script>')}/1.4.2/field.html`)
  expect(body).toContain('data-eid="&quot;&gt;&lt;script&gt;"')
})

test.each([
  `/e/${OPEN}/1.4.1/field.html`,
  `/e/${OPEN}/1.4.2/other.html`,
  '/f/1.4.2/sdk.js',
  '/f/1.4.2/../package.json',
])('%s does not exist', async url => {
  expect((await get(url)).statusCode).toBe(404)
})

test.each(['field.js', 'field.css', 'controller.js', 'why.js', 'brand/visa.svg'])(
  'SEC-23: /f/{ver}/%s can be loaded with crossorigin, and is kept',
  async name => {
    const { statusCode, body, headers } = await get(`/f/1.4.2/${name}`)
    expect([statusCode, body]).toEqual([200, SOURCES[name]])
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  },
)

test.each([`/e/${OPEN}/1.4.2/field.html`, '/f/1.4.2/field.js', '/e/x', '/f/y/z'])(
  'SEC-44: %s with a query is refused, and the query is in no log',
  async url => {
    const { statusCode, headers } = await get(`${url}?n=canary`)
    expect([statusCode, headers['content-type']]).toEqual([400, 'application/json; charset=utf-8'])
    expect(world.logged()).toContain('the address of a frame with a query')
    expect(world.logged()).not.toContain('canary')
  },
)

describe('SEC-10: POST /e/{eid}/why', () => {
  const ask = (id: string, payload: string, on = world) =>
    on.fields.inject({
      method: 'POST',
      url: `/e/${id}/why`,
      headers: { host: 'f', 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
      payload,
    })

  test.each([
    [BOUND, 'https://shop.example', 'ok'],
    [BOUND, 'https://a.b.pay.example', 'ok'],
    [BOUND, 'http://localhost:3000', 'ok'],
    [BOUND, 'https://evil.example', 'origin_not_registered'],
    [BOUND, 'https://shop.example.evil.example', 'origin_not_registered'],
    [OFF, 'https://shop.example', 'key_unknown'],
    [UNKNOWN, 'https://shop.example', 'key_unknown'],
  ])('key %s on %s: %s', async (id, origin, result) => {
    const answer = await ask(id, JSON.stringify({ origin }))
    expect([answer.statusCode, answer.json(), answer.headers['cache-control']]).toEqual([200, { result }, 'no-store'])
  })

  test('a key without origins: in sandbox any page, in live none', async () => {
    const body = JSON.stringify({ origin: 'http://127.0.0.1:5500' })
    expect((await ask(OPEN, body)).json()).toEqual({ result: 'ok' })
    expect((await ask(OPEN, body, live)).json()).toEqual({ result: 'origin_not_registered' })
  })

  test.each([
    ['{}', 400],
    ['{"origin":7}', 400],
    ['not json', 400],
    [JSON.stringify({ origin: 'x'.repeat(3_000) }), 413],
  ])('the body %j is refused with %i', async (body, status) => {
    expect((await ask(BOUND, body)).statusCode).toBe(status)
  })
})
