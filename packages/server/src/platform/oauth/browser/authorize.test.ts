import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SITE_URL, cookieOf, fieldOf, redirectOf, startTestOauth } from '../oauth.test-support.ts'
import type { TestApp, TestOauth, TestShop } from '../oauth.test-support.ts'

let oauth: TestOauth
let app: TestApp
let shop: TestShop
beforeAll(async () => {
  oauth = await startTestOauth()
  app = await oauth.newApp({ legacyOauth: true })
  shop = await oauth.newShop()
})
afterAll(() => oauth.close())

describe('OAUTH-5: success', () => {
  test.each([1, 2] as const)('of v%i redirects with ids, code and state', async version => {
    const query = { client_id: app.id, merchant_id: shop.merchantId, state: 'a b&c=d/ü' }
    const reply = await oauth.authorize(version, query)
    const address = redirectOf(reply)
    expect(address.origin + address.pathname).toBe(SITE_URL)
    const { code, ...rest } = Object.fromEntries(address.searchParams)
    expect(code).toMatch(/^trf_ac_[A-Za-z0-9_-]{43}$/)
    const { merchantId: merchant_id, employeeId: employee_id } = shop
    expect(rest).toEqual({ merchant_id, employee_id, client_id: app.id, state: query.state })
    expect(reply.statusCode).toBe(302)
  })

  test('without a state there is none, and the query of the redirect address is kept', async () => {
    const redirect_uri = `${SITE_URL}/done?tenant=a%20b`
    const reply = await oauth.authorize(2, { client_id: app.id, merchant_id: shop.merchantId, redirect_uri })
    expect(String(reply.headers.location)).toMatch(/^https:\/\/app\.example\/connect\/done\?tenant=a%20b&merchant_id=/)
    expect(redirectOf(reply).searchParams.has('state')).toBe(false)
  })
})

test('OAUTH-6: response_type=token puts a token that works into the fragment', async () => {
  const implicit = await oauth.newApp({ legacyOauth: true, allowImplicit: true })
  const query = { client_id: implicit.id, merchant_id: shop.merchantId, response_type: 'token', state: 's' }
  const address = redirectOf(await oauth.authorize(1, query))
  const { access_token: token, ...rest } = Object.fromEntries(new URLSearchParams(address.hash.slice(1)))
  const { merchantId: merchant_id, employeeId: employee_id } = shop
  expect(rest).toEqual({ merchant_id, employee_id, client_id: implicit.id, state: 's' })
  expect(address.search).toBe('')
  expect(await oauth.statusOf(token!)).toBe(200)
})

test('OAUTH-6: without allow_implicit it is unsupported_response_type', async () => {
  const query = { client_id: app.id, merchant_id: shop.merchantId, response_type: 'token' }
  const address = redirectOf(await oauth.authorize(1, query))
  expect(Object.fromEntries(address.searchParams)).toEqual({ error: 'unsupported_response_type' })
})

describe('OAUTH-7: a 400 page and no redirect', () => {
  test.each<[string, 1 | 2, () => Record<string, string>]>([
    ['without client_id', 2, () => ({})],
    ['for an unknown app', 2, () => ({ client_id: 'NOBODY', redirect_uri: 'https://evil.example/' })],
    ['for a foreign address', 2, () => ({ client_id: app.id, redirect_uri: 'https://evil.example/' })],
  ])('%s', async (_case, version, query) => {
    const reply = await oauth.authorize(version, query())
    expect(reply.statusCode).toBe(400)
    expect(reply.headers.location).toBeUndefined()
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reply.body).not.toContain('evil.example')
  })

  test('for an app without legacy_oauth on the v1 page', async () => {
    const modern = await oauth.newApp()
    expect((await oauth.authorize(1, { client_id: modern.id })).statusCode).toBe(400)
    expect((await oauth.authorize(2, { client_id: modern.id })).statusCode).toBe(200)
  })
})

test('OAUTH-8, OAUTH-11: other failures redirect with error and state', async () => {
  const wrong = { client_id: app.id, state: 's', code_challenge: 'x', code_challenge_method: 'plain' }
  const address = redirectOf(await oauth.authorize(2, wrong))
  expect(Object.fromEntries(address.searchParams)).toEqual({ error: 'invalid_request', state: 's' })
})

test('OAUTH-9: an unknown merchant is not approved, but asked to sign in', async () => {
  const reply = await oauth.authorize(2, { client_id: app.id, merchant_id: 'NOBODY' })
  expect([reply.statusCode, reply.body]).toMatchObject([200, expect.stringContaining('Password')])
})

test('OAUTH-9: a suspended merchant is not approved', async () => {
  const own = await oauth.newShop()
  await oauth.sql('update platform.merchant set active = false where id = $1', [own.merchantId])
  expect((await oauth.authorize(2, { client_id: app.id, merchant_id: own.merchantId })).statusCode).toBe(200)
})

describe.each([
  ['in live, where it has no effect', { mode: 'live', autoApprove: true } as const],
  ['in sandbox with oauth_auto_approve off', { mode: 'sandbox', autoApprove: false } as const],
])('OAUTH-9: merchant_id %s', (_case, options) => {
  test('does not approve', async () => {
    const other = await startTestOauth(options)
    try {
      const { merchantId } = await other.newShop()
      const reply = await other.authorize(2, { client_id: (await other.newApp()).id, merchant_id: merchantId })
      expect([reply.statusCode, reply.body]).toMatchObject([200, expect.stringContaining('Password')])
      expect(reply.body.includes('sandbox')).toBe(options.mode === 'sandbox')
      // Nor does the form that one click of a sandbox sends.
      const form = { version: '2', query: `client_id=x`, sandbox_merchant: merchantId }
      const clicked = await other.postForm('/oauth/session', form)
      expect(clicked.headers['set-cookie'] !== undefined).toBe(options.mode === 'sandbox')
    } finally {
      await other.close()
    }
  })
})

describe('OAUTH-4: headers', () => {
  const expectPrivate = (headers: Record<string, unknown>) => {
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  }

  test('redirects and pages are neither stored nor told on', async () => {
    expectPrivate((await oauth.authorize(2, { client_id: app.id, merchant_id: shop.merchantId })).headers)
    expectPrivate((await oauth.authorize(2, { client_id: app.id, response_type: 'x' })).headers)
    expectPrivate((await oauth.authorize(2, { client_id: app.id })).headers)
    expectPrivate((await oauth.authorize(2, {})).headers)
  })

  test('pages cannot be framed, scripted or restyled; their forms lead only where they should', async () => {
    const back = { version: '2', query: `client_id=${app.id}`, sandbox_merchant: shop.merchantId }
    const cookie = cookieOf(await oauth.postForm('/oauth/session', back))
    const consent = await oauth.authorize(2, { client_id: app.id }, cookie)
    const policy = String(consent.headers['content-security-policy']).split('; ')
    expect(policy).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[A-Za-z0-9+/]{43}='$/),
      "form-action 'self' https://app.example",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
    const signIn = await oauth.authorize(2, { client_id: app.id })
    expect(signIn.headers['content-security-policy']).toContain("form-action 'self';")
    expect(consent.headers['x-frame-options']).toBe('DENY')
  })
})

test('what an app is called, and what a query holds, is text in a page and never markup', async () => {
  const nasty = await oauth.newApp({ name: '<script>alert(1)</script>"' })
  const state = `"><img src=x onerror='alert(1)'>`
  const { body } = await oauth.authorize(2, { client_id: nasty.id, state })
  expect(body).not.toContain('<script')
  expect(body).not.toContain('<img')
  expect(new URLSearchParams(fieldOf(body, 'query')).get('state')).toBe(state)
})
