import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SITE_URL, startTestOauth } from './oauth.test-support.ts'
import type { TestApp, TestOauth, TestShop } from './oauth.test-support.ts'
import type { TokenPair } from './token-pair.ts'

let oauth: TestOauth
let app: TestApp
let shop: TestShop
beforeAll(async () => {
  oauth = await startTestOauth()
  app = await oauth.newApp()
  shop = await oauth.newShop()
})
afterAll(() => oauth.close())

const verifier = 'a-verifier-of-at-least-forty-three-characters'
const challenge = createHash('sha256').update(verifier).digest('base64url')

const exchange = (fields: object, by: TestApp = app) =>
  oauth.post('/oauth/v2/token', { client_id: by.id, client_secret: by.secret, ...fields })

const refusal = { status: 'Unauthorized', error: 'invalid_grant', message: 'Failed to validate authentication code.' }

describe('POST /oauth/v2/token', () => {
  test('OAUTH-14, OAUTH-15: replies with exactly four members, times by the database in whole seconds', async () => {
    const { rows } = await oauth.sql('select extract(epoch from now())::float8 as now')
    const reply = await exchange({ code: await oauth.newCode({ app, shop }) })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['cache-control']).toBe('no-store')
    const pair = reply.json<TokenPair>()
    expect(Object.keys(pair).sort()).toEqual([
      'access_token',
      'access_token_expiration',
      'refresh_token',
      'refresh_token_expiration',
    ])
    expect(pair.access_token).toMatch(/^trf_at_[A-Za-z0-9_-]{43}$/)
    expect(pair.refresh_token).toMatch(/^trf_rt_[A-Za-z0-9_-]{43}$/)
    const issuedAt = pair.access_token_expiration - 86_400
    expect(Math.abs(issuedAt - rows[0]!['now'])).toBeLessThan(10)
    expect(pair.refresh_token_expiration).toBe(issuedAt + 31_536_000)
    expect(await oauth.statusOf(pair.access_token)).toBe(200)
  })

  test('OAUTH-14: with no_refresh_token there is only an access token', async () => {
    const reply = await exchange({ code: await oauth.newCode({ app, shop }), no_refresh_token: 'true' })
    expect(Object.keys(reply.json<object>()).sort()).toEqual(['access_token', 'access_token_expiration'])
  })

  test('OAUTH-12: a second presentation is refused and ends every token issued from the code', async () => {
    const code = await oauth.newCode({ app, shop })
    const pair = (await exchange({ code })).json<TokenPair>()
    expect((await exchange({ code })).json()).toMatchObject(refusal)
    expect(await oauth.statusOf(pair.access_token)).toBe('401 unauthorized')
    const refresh = { client_id: app.id, refresh_token: pair.refresh_token }
    expect((await oauth.post('/oauth/v2/refresh', refresh)).statusCode).toBe(401)
  })

  test('OAUTH-12: of many presentations at once exactly one gets tokens, and those are ended by the others', async () => {
    const code = await oauth.newCode({ app, shop })
    const body = { client_id: app.id, client_secret: app.secret, code }
    const servers = Array.from({ length: 8 }, (_, index) => (index % 2 ? oauth.server : oauth.otherServer))
    const replies = await Promise.all(servers.map(server => oauth.post('/oauth/v2/token', body, server)))
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array<number>(7).fill(401)])
    const { access_token: token } = replies.find(({ statusCode }) => statusCode === 200)!.json<TokenPair>()
    expect(await oauth.statusOf(token)).toBe('401 unauthorized')
  })

  test.each<[string, object]>([
    ['another redirect address', { redirect_uri: `${SITE_URL}/other` }],
    ['no verifier', {}],
    ['a wrong verifier', { code_verifier: 'wrong' }],
  ])('OAUTH-12: an exchange with %s does not use the code up', async (_case, fields) => {
    const code = await oauth.newCode({ app, shop }, { code_challenge: challenge, redirect_uri: `${SITE_URL}/done` })
    const failed = await exchange({ code, ...fields })
    expect([failed.statusCode, failed.json()]).toMatchObject([401, refusal])
    const good = { code, code_verifier: verifier, redirect_uri: `${SITE_URL}/done` }
    expect((await exchange(good)).statusCode).toBe(200)
  })

  test('OAUTH-12: a code is good for ten minutes', async () => {
    const code = await oauth.newCode({ app, shop })
    const { rows } = await oauth.sql(
      'select extract(epoch from expires_at - created_at)::int as s from platform.authorization_code where code_hash = $1',
      [oauth.hash(code)],
    )
    expect(rows[0]).toEqual({ s: 600 })
    await oauth.sql('update platform.authorization_code set expires_at = now() where code_hash = $1', [
      oauth.hash(code),
    ])
    expect((await exchange({ code })).json()).toMatchObject(refusal)
  })

  test('OAUTH-12: another app cannot exchange a code, and does not use it up', async () => {
    const code = await oauth.newCode({ app, shop })
    expect((await exchange({ code }, await oauth.newApp())).json()).toMatchObject(refusal)
    expect((await exchange({ code })).statusCode).toBe(200)
  })

  test('OAUTH-12: a v1 code is refused', async () => {
    const legacy = await oauth.newApp({ legacyOauth: true })
    const code = await oauth.newCode({ app: legacy, shop }, {}, 1)
    expect((await exchange({ code }, legacy)).json()).toMatchObject(refusal)
  })

  test('OAUTH-12: a code is worth nothing once the app is uninstalled, also after it is installed again', async () => {
    const own = await oauth.newApp()
    const code = await oauth.newCode({ app: own, shop })
    await oauth.uninstall(shop.merchantId, own.id)
    expect((await exchange({ code }, own)).json()).toMatchObject(refusal)
    await oauth.install(shop.merchantId, own)
    expect((await exchange({ code }, own)).json()).toMatchObject(refusal)
  })

  test('OAUTH-13: an app that is not confidential needs no secret, but never gets by with a wrong one', async () => {
    const open = await oauth.newApp({ confidential: false })
    const code = await oauth.newCode({ app: open, shop }, { code_challenge: challenge })
    const body = { client_id: open.id, code, code_verifier: verifier }
    const wrong = await oauth.post('/oauth/v2/token', { ...body, client_secret: app.secret })
    expect(wrong.json()).toMatchObject({ error: 'invalid_client' })
    expect((await oauth.post('/oauth/v2/token', body)).statusCode).toBe(200)
  })

  test('PRM-3: a token carries what the merchant agreed to at its last consent', async () => {
    const own = await oauth.newApp({ permissions: ['PAYMENTS_R', 'ORDERS_R'] })
    const pair = await oauth.newPair({ app: own, shop })
    await oauth.sql(`update platform.app set permissions = '{PAYMENTS_R,PAYMENTS_W}' where id = $1`, [own.id])
    const { json } = await oauth.otherServer.inject({
      url: '/probe',
      headers: { authorization: `Bearer ${pair.access_token}` },
    })
    expect(json()).toEqual({ permissions: ['PAYMENTS_R'] })
  })
})

describe('GET /oauth/token', () => {
  const exchangeLegacy = (by: TestApp, code: string) =>
    oauth.server.inject({ url: '/oauth/token', query: { client_id: by.id, client_secret: by.secret, code } })

  test('a v1 token is a UUID without expiry that works once issued', async () => {
    const legacy = await oauth.newApp({ legacyOauth: true })
    const reply = await exchangeLegacy(legacy, await oauth.newCode({ app: legacy, shop }, {}, 1))
    expect(Object.keys(reply.json<object>())).toEqual(['access_token'])
    const { access_token: token } = reply.json<TokenPair>()
    expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await oauth.statusOf(token)).toBe(200)
  })

  test('OAUTH-12: a v1 code works once, and its reuse ends the token', async () => {
    const legacy = await oauth.newApp({ legacyOauth: true })
    const code = await oauth.newCode({ app: legacy, shop }, {}, 1)
    const { access_token: token } = (await exchangeLegacy(legacy, code)).json<TokenPair>()
    expect((await exchangeLegacy(legacy, code)).json()).toMatchObject(refusal)
    expect(await oauth.statusOf(token)).toBe('401 unauthorized')
  })

  test('a code of the v2 page is refused', async () => {
    const legacy = await oauth.newApp({ legacyOauth: true })
    const reply = await exchangeLegacy(legacy, await oauth.newCode({ app: legacy, shop }))
    expect([reply.statusCode, reply.json()]).toMatchObject([401, refusal])
  })

  test('OAUTH-1: an app without legacy_oauth is invalid_client', async () => {
    const reply = await exchangeLegacy(app, 'any')
    expect([reply.statusCode, reply.json()]).toMatchObject([401, { error: 'invalid_client' }])
  })

  test('a v1 token ends when the app is uninstalled, and does not come back', async () => {
    const legacy = await oauth.newApp({ legacyOauth: true })
    const reply = await exchangeLegacy(legacy, await oauth.newCode({ app: legacy, shop }, {}, 1))
    const { access_token: token } = reply.json<TokenPair>()
    await oauth.uninstall(shop.merchantId, legacy.id)
    expect(await oauth.statusOf(token)).toBe('403 merchant_inactive')
    await oauth.install(shop.merchantId, legacy)
    expect(await oauth.statusOf(token, oauth.otherServer)).toBe('401 unauthorized')
  })
})
