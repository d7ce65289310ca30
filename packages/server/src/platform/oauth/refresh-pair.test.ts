import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestOauth } from './oauth.test-support.ts'
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

const refresh = (token: string, clientId = app.id, by = oauth.server) =>
  oauth.post('/oauth/v2/refresh', { client_id: clientId, refresh_token: token }, by)

const letPass = (refreshToken: string, seconds: number) =>
  oauth.sql(
    'update platform.refresh_token set retired_at = retired_at - make_interval(secs => $2) where token_hash = $1',
    [oauth.hash(refreshToken), seconds],
  )

const refusal = { status: 'Unauthorized', error: 'invalid_grant', message: 'Failed to validate refresh token.' }

test('OAUTH-16: a refresh returns a new pair with full lifetimes; earlier access tokens go on working', async () => {
  const first = await oauth.newPair({ app, shop })
  await oauth.sql(`update platform.refresh_token set expires_at = now() + interval '1 minute' where token_hash = $1`, [
    oauth.hash(first.refresh_token),
  ])
  const reply = await refresh(first.refresh_token)
  const second = reply.json<TokenPair>()
  expect(Object.keys(second).sort()).toEqual(Object.keys(first).sort())
  expect(second.access_token).not.toBe(first.access_token)
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect(second.refresh_token_expiration).toBeGreaterThanOrEqual(first.refresh_token_expiration)
  expect(await oauth.statusOf(first.access_token)).toBe(200)
  expect(await oauth.statusOf(second.access_token)).toBe(200)
})

test('OAUTH-17: a retired token gets the same pair again for 60 s', async () => {
  const { refresh_token: token } = await oauth.newPair({ app, shop })
  const pair = (await refresh(token)).json<TokenPair>()
  await letPass(token, 55)
  const again = await refresh(token, app.id, oauth.otherServer)
  expect([again.statusCode, again.json()]).toEqual([200, pair])
})

test('OAUTH-17: a retired token after 60 s ends the whole family', async () => {
  const first = await oauth.newPair({ app, shop })
  const second = (await refresh(first.refresh_token)).json<TokenPair>()
  await letPass(first.refresh_token, 61)
  const reuse = await refresh(first.refresh_token)
  expect([reuse.statusCode, reuse.json()]).toMatchObject([401, refusal])
  for (const { access_token: token } of [first, second]) expect(await oauth.statusOf(token)).toBe('401 unauthorized')
  expect((await refresh(second.refresh_token)).statusCode).toBe(401)
})

test('OAUTH-17: a retired token whose successor was used ends the whole family', async () => {
  const first = await oauth.newPair({ app, shop })
  const second = (await refresh(first.refresh_token)).json<TokenPair>()
  const third = (await refresh(second.refresh_token)).json<TokenPair>()
  expect((await refresh(first.refresh_token)).json()).toMatchObject(refusal)
  expect(await oauth.statusOf(third.access_token)).toBe('401 unauthorized')
  expect((await refresh(third.refresh_token)).statusCode).toBe(401)
})

test('OAUTH-17: other families of the same merchant and app live on', async () => {
  const other = await oauth.newPair({ app, shop })
  const first = await oauth.newPair({ app, shop })
  await refresh(first.refresh_token)
  await letPass(first.refresh_token, 61)
  await refresh(first.refresh_token)
  expect(await oauth.statusOf(other.access_token)).toBe(200)
  expect((await refresh(other.refresh_token)).statusCode).toBe(200)
})

test('OAUTH-17: a token presented many times at once is rotated once, and all get the one pair', async () => {
  const { refresh_token: token } = await oauth.newPair({ app, shop })
  const servers = Array.from({ length: 8 }, (_, index) => (index % 2 ? oauth.server : oauth.otherServer))
  const replies = await Promise.all(servers.map(server => refresh(token, app.id, server)))
  const pairs = new Set(replies.map(({ body }) => body))
  expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array<number>(8).fill(200))
  expect(pairs.size).toBe(1)
  const { rows } = await oauth.sql(
    `select count(*) as tokens from platform.refresh_token where grant_id =
       (select grant_id from platform.refresh_token where token_hash = $1)`,
    [oauth.hash(token)],
  )
  expect(rows[0]).toEqual({ tokens: 2 })
})

test('OAUTH-17: what is kept for a lost answer is wiped once the successor is used', async () => {
  const first = await oauth.newPair({ app, shop })
  const second = (await refresh(first.refresh_token)).json<TokenPair>()
  const kept = async () =>
    (
      await oauth.sql(
        'select sealed_successor is not null as kept from platform.refresh_token where token_hash = any($1) order by 1',
        [[oauth.hash(first.refresh_token), oauth.hash(second.refresh_token)]],
      )
    ).rows.map(({ kept }) => kept as boolean)
  expect(await kept()).toEqual([false, true])
  await refresh(second.refresh_token)
  expect(await kept()).toEqual([false, true])
  const { rows } = await oauth.sql(
    'select sealed_successor is null as wiped from platform.refresh_token where token_hash = $1',
    [oauth.hash(first.refresh_token)],
  )
  expect(rows[0]).toEqual({ wiped: true })
})

test.each(['trf_rt_unknown', 'x'])('OAUTH-16: a token that is unknown is invalid_grant (%#)', async token => {
  const reply = await refresh(token)
  expect([reply.statusCode, reply.json()]).toMatchObject([401, refusal])
})

test('OAUTH-16: another app gets nothing for a token, and does not use it up', async () => {
  const { refresh_token: token } = await oauth.newPair({ app, shop })
  expect((await refresh(token, (await oauth.newApp()).id)).json()).toMatchObject(refusal)
  expect((await refresh(token)).statusCode).toBe(200)
})

test('OAUTH-16: an access token is no refresh token', async () => {
  const { access_token: token } = await oauth.newPair({ app, shop })
  expect((await refresh(token)).json()).toMatchObject(refusal)
})

test('OAUTH-16: an expired refresh token is invalid_grant', async () => {
  const { refresh_token: token } = await oauth.newPair({ app, shop })
  await oauth.sql('update platform.refresh_token set expires_at = now() where token_hash = $1', [oauth.hash(token)])
  expect((await refresh(token)).json()).toMatchObject(refusal)
})

test('OAUTH-18: an expired access token is access_token_expired, an unknown one unauthorized', async () => {
  const { access_token: token } = await oauth.newPair({ app, shop })
  await oauth.sql('update platform.access_token set expires_at = now() where token_hash = $1', [oauth.hash(token)])
  expect(await oauth.statusOf(token)).toBe('401 access_token_expired')
  expect(await oauth.statusOf(`trf_at_${'A'.repeat(43)}`)).toBe('401 unauthorized')
})

test('OAUTH-19: a suspended merchant cannot refresh, and can once it may act again', async () => {
  const own = await oauth.newShop()
  const { refresh_token: token } = await oauth.newPair({ app, shop: own })
  const setActive = (active: boolean) =>
    oauth.sql('update platform.merchant set active = $2 where id = $1', [own.merchantId, active])
  await setActive(false)
  expect((await refresh(token)).json()).toMatchObject(refusal)
  await setActive(true)
  expect((await refresh(token)).statusCode).toBe(200)
})

test('PRM-3: a refreshed token carries the permissions of the last consent', async () => {
  const own = await oauth.newApp({ permissions: ['PAYMENTS_R'] })
  const { refresh_token: token } = await oauth.newPair({ app: own, shop })
  await oauth.sql(`update platform.app set permissions = '{PAYMENTS_R,PAYMENTS_W}' where id = $1`, [own.id])
  const permissionsOf = async ({ access_token }: TokenPair) =>
    (await oauth.server.inject({ url: '/probe', headers: { authorization: `Bearer ${access_token}` } })).json<object>()
  const before = (await refresh(token, own.id)).json<TokenPair>()
  expect(await permissionsOf(before)).toEqual({ permissions: ['PAYMENTS_R'] })
  await oauth.newCode({ app: own, shop })
  const after = (await refresh(before.refresh_token, own.id)).json<TokenPair>()
  expect(await permissionsOf(after)).toEqual({ permissions: ['PAYMENTS_R', 'PAYMENTS_W'] })
  expect(await permissionsOf(before)).toEqual({ permissions: ['PAYMENTS_R'] })
})
