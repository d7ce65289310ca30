import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestOauth } from './oauth.test-support.ts'
import type { TestApp, TestOauth, TestShop } from './oauth.test-support.ts'
import type { TokenPair } from './token-pair.ts'

let oauth: TestOauth
let app: TestApp
let shop: TestShop
let legacyToken: string
beforeAll(async () => {
  oauth = await startTestOauth()
  app = await oauth.newApp({ legacyOauth: true })
  shop = await oauth.newShop()
})
afterAll(() => oauth.close())

beforeEach(async () => {
  const code = await oauth.newCode({ app, shop }, {}, 1)
  const query = { client_id: app.id, client_secret: app.secret, code }
  legacyToken = (await oauth.server.inject({ url: '/oauth/token', query })).json<TokenPair>().access_token
})

const migrate = (token = legacyToken, by = app) =>
  oauth.post('/oauth/token/migrate_v2', { client_id: by.id, client_secret: by.secret, access_token: token })

const letPass = (minutes: number) =>
  oauth.sql(
    'update platform.access_token set expires_at = expires_at - make_interval(mins => $2) where token_hash = $1',
    [oauth.hash(legacyToken), minutes],
  )

test('OAUTH-10: a v1 token becomes a pair, and works for ten more minutes', async () => {
  const reply = await migrate()
  const pair = reply.json<TokenPair>()
  expect([reply.statusCode, Object.keys(pair).length]).toEqual([200, 4])
  expect(await oauth.statusOf(pair.access_token)).toBe(200)
  await letPass(9)
  expect(await oauth.statusOf(legacyToken)).toBe(200)
  await letPass(2)
  expect(await oauth.statusOf(legacyToken, oauth.otherServer)).toMatch(/^401 /)
  expect(await oauth.statusOf(pair.access_token, oauth.otherServer)).toBe(200)
})

test('OAUTH-10: a repeat ends the pair issued before, returns a new one and does not prolong the v1 token', async () => {
  const first = (await migrate()).json<TokenPair>()
  await letPass(6)
  const second = (await migrate()).json<TokenPair>()
  expect(await oauth.statusOf(first.access_token)).toBe('401 unauthorized')
  const refresh = { client_id: app.id, refresh_token: first.refresh_token }
  expect((await oauth.post('/oauth/v2/refresh', refresh)).statusCode).toBe(401)
  expect(await oauth.statusOf(second.access_token)).toBe(200)
  expect(await oauth.statusOf(legacyToken)).toBe(200)
  await letPass(5)
  expect(await oauth.statusOf(legacyToken, oauth.otherServer)).toMatch(/^401 /)
})

test('OAUTH-10: after the ten minutes a repeat is invalid_grant', async () => {
  await migrate()
  await letPass(11)
  const reply = await migrate()
  expect([reply.statusCode, reply.json()]).toMatchObject([401, { error: 'invalid_grant' }])
})

test('OAUTH-10: of many migrations at once one pair is left', async () => {
  const replies = await Promise.all(Array.from({ length: 5 }, () => migrate()))
  const statuses = await Promise.all(
    replies.map(reply => oauth.statusOf(reply.json<TokenPair>().access_token, oauth.otherServer)),
  )
  expect(statuses.filter(status => status === 200)).toHaveLength(1)
})

test('an unknown token, a v2 token and another app’s token are invalid_grant', async () => {
  const { access_token: v2 } = await oauth.newPair({ app, shop })
  const other = await oauth.newApp({ legacyOauth: true })
  for (const reply of [await migrate('unknown'), await migrate(v2), await migrate(legacyToken, other)]) {
    expect([reply.statusCode, reply.json()]).toMatchObject([401, { error: 'invalid_grant' }])
  }
})

test('an app’s secret is always needed', async () => {
  const open = await oauth.newApp({ confidential: false })
  const without = await oauth.post('/oauth/token/migrate_v2', { client_id: open.id, access_token: legacyToken })
  expect([without.statusCode, without.json()]).toMatchObject([400, { error: 'invalid_request' }])
  const wrong = await migrate(legacyToken, { ...app, secret: open.secret })
  expect([wrong.statusCode, wrong.json()]).toMatchObject([401, { error: 'invalid_client' }])
})
