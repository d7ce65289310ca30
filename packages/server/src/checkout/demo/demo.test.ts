import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAnyServer } from '../../../test/support/any-server.ts'
import { startTestServer } from '../../../test/support/server.ts'
import type { TestServer } from '../../../test/support/server.ts'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})

afterAll(() => server.close())

const pay = (body: unknown) => server.call('POST', '/demo/pay', { body })
const ITEMS = [
  { id: 'beans', quantity: 2 },
  { id: 'mug', quantity: 1 },
]

test.each(['/demo', '/demo/playground', '/demo/guide'])(
  'SDK-68 SEC-27: %s is a document under the strict policy, with nothing inline',
  async path => {
    const { status, headers, text } = await server.call('GET', path)
    expect(status).toBe(200)
    const policy = headers.get('content-security-policy')!
    const { checkout, fields } = server.facts.urls
    for (const part of [
      "default-src 'none'",
      `script-src ${checkout}/demo/assets/ ${checkout}/sdk.js`,
      `frame-src ${fields}`,
      "require-trusted-types-for 'script'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy.split('; ')).toContain(part)
    }
    expect(policy).not.toContain('unsafe')
    expect(text).not.toMatch(/<style|style=|<script(?![^>]* src=)| on[a-z]+=/)
    expect(text).not.toContain(server.facts.privateKey)
  },
)

test('SDK-69: the shop charges what its own prices come to, and shows both sides of the call without the secret', async () => {
  const { status, body, text } = await pay({ token: await server.token(), items: ITEMS, tip: 470 })
  expect([status, body.status]).toEqual([200, 200])
  expect(body.request.body).toMatchObject({ amount: 2 * 1450 + 1800, tip_amount: 470, currency: 'usd' })
  expect(body.answer).toMatchObject({ amount: 4700, tip_amount: 470, paid: true, source: { last4: '4242' } })
  expect(text).not.toContain(server.facts.privateKey)
})

test('SDK-69: a declined card is shown as the charge was answered', async () => {
  const token = await server.token({ number: '4005571702222222' })
  const { status, body } = await pay({ token, items: ITEMS })
  expect([status, body.status, body.answer.error.code]).toEqual([200, 402, 'card_declined'])
})

test.each([
  ['no items', { items: [] }],
  ['an unknown product', { items: [{ id: 'boat', quantity: 1 }] }],
  ['half a mug', { items: [{ id: 'mug', quantity: 0.5 }] }],
  ['none of a mug', { items: [{ id: 'mug', quantity: 0 }] }],
  ['a negative tip', { items: ITEMS, tip: -1 }],
  ['a tip in fractions of a cent', { items: ITEMS, tip: 1.5 }],
])('SDK-68: an order with %s is refused before any charge', async (_name, order) => {
  const { status, body } = await pay({ token: 'clv_1TSTSaaaaaaaaaaaaaaaaaa', ...order })
  expect(status).toBe(400)
  expect(body.error.param).toMatch(/^(items|tip)/)
})

test('SDK-71: the explorer of a sandbox has the token field set, and may show frames of the fields origin and no other', async () => {
  const { text, headers } = await server.call('GET', '/docs/')
  expect(text).toContain('/demo/assets/explorer.js')
  expect(headers.get('content-security-policy')).toContain(`; frame-src ${server.facts.urls.fields}`)
  const { body } = await server.call('GET', '/docs/openapi.json')
  const marked = Object.entries<Record<string, object>>(body.paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter(method => 'x-test-token' in operations[method]!)
      .map(method => `${method} ${path}`),
  )
  expect(marked).toEqual(['post /v1/charges'])
})

test('SDK-72: a server in live mode has no demo, and its explorer no token field set', async () => {
  const folder = await temporaryDirectory()
  const keyFile = join(folder, 'vault.key')
  await writeFile(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 })
  const live = await startAnyServer({
    TREFOIL_MODE: 'live',
    TREFOIL_KEY_FILE: keyFile,
    TREFOIL_SERVICES: 'checkout',
    TREFOIL_TRUSTED_PROXIES: '127.0.0.1',
  })
  const headers = { 'x-forwarded-proto': 'https' }
  try {
    expect((await live.fetch('/errors/card_declined', { headers })).status).toBe(200)
    for (const path of [
      '/demo',
      '/demo/playground',
      '/demo/guide',
      '/demo/facts',
      '/demo/assets/shop.js',
      '/demo/assets/explorer.js',
    ]) {
      expect([path, (await live.fetch(path, { headers })).status]).toEqual([path, 404])
    }
    const explorer = await live.fetch('/docs/', { headers })
    expect(explorer.status).toBe(200)
    expect(explorer.headers.get('content-security-policy')).not.toContain('frame-src')
    expect(await explorer.text()).not.toContain('/demo/')
    expect(await (await live.fetch('/docs/openapi.json', { headers })).text()).not.toContain('x-test-token')
    expect((await live.fetch('/demo/pay', { method: 'POST', body: '{}', headers })).status).toBe(404)
  } finally {
    await live.close()
    await rm(folder, { recursive: true, force: true })
  }
})
