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

const revoke = (token: string, by: TestApp = app) =>
  oauth.post('/oauth/v2/revoke', { client_id: by.id, client_secret: by.secret, token })
const refresh = (token: string) => oauth.post('/oauth/v2/refresh', { client_id: app.id, refresh_token: token })

/** How long the other process, which knows the token, goes on taking it. */
async function msUntilRefused(token: string): Promise<number> {
  const startMs = performance.now()
  while ((await oauth.statusOf(token, oauth.otherServer)) === 200) {
    if (performance.now() - startMs > 5_000) break
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return performance.now() - startMs
}

test('a refresh token takes its whole family with it', async () => {
  const first = await oauth.newPair({ app, shop })
  const second = (await refresh(first.refresh_token)).json<TokenPair>()
  const reply = await revoke(second.refresh_token)
  expect([reply.statusCode, reply.body]).toEqual([200, '{}'])
  for (const { access_token: token } of [first, second]) expect(await oauth.statusOf(token)).toBe('401 unauthorized')
  expect((await refresh(second.refresh_token)).statusCode).toBe(401)
})

test('an access token takes only itself', async () => {
  const pair = await oauth.newPair({ app, shop })
  expect((await revoke(pair.access_token)).statusCode).toBe(200)
  expect(await oauth.statusOf(pair.access_token)).toBe('401 unauthorized')
  expect((await refresh(pair.refresh_token)).statusCode).toBe(200)
})

test('a token that does not exist is answered like one that does', async () => {
  const reply = await revoke('trf_rt_unknown')
  expect([reply.statusCode, reply.body]).toEqual([200, '{}'])
})

test('an app cannot revoke the tokens of another', async () => {
  const pair = await oauth.newPair({ app, shop })
  const other = await oauth.newApp()
  expect((await revoke(pair.refresh_token, other)).body).toBe('{}')
  expect((await revoke(pair.access_token, other)).body).toBe('{}')
  expect(await oauth.statusOf(pair.access_token)).toBe(200)
})

test('the secret is needed of confidential apps only', async () => {
  const open = await oauth.newApp({ confidential: false })
  const without = (by: TestApp) => oauth.post('/oauth/v2/revoke', { client_id: by.id, token: 'x' })
  expect((await without(open)).statusCode).toBe(200)
  expect((await without(app)).json()).toMatchObject({ error: 'invalid_client' })
})

test('OAUTH-19: a revocation reaches a process that has just used the token within 1 s', async () => {
  const pair = await oauth.newPair({ app, shop })
  expect(await oauth.statusOf(pair.access_token, oauth.otherServer)).toBe(200)
  await revoke(pair.refresh_token)
  expect(await msUntilRefused(pair.access_token)).toBeLessThan(1_000)
})

test('OAUTH-19: so does an uninstallation of the app', async () => {
  const own = await oauth.newApp()
  const pair = await oauth.newPair({ app: own, shop })
  expect(await oauth.statusOf(pair.access_token, oauth.otherServer)).toBe(200)
  await oauth.uninstall(shop.merchantId, own.id)
  expect(await msUntilRefused(pair.access_token)).toBeLessThan(1_000)
})

test('OAUTH-19: and a suspension of the merchant', async () => {
  const own = await oauth.newShop()
  const pair = await oauth.newPair({ app, shop: own })
  expect(await oauth.statusOf(pair.access_token, oauth.otherServer)).toBe(200)
  await oauth.sql('update platform.merchant set active = false where id = $1', [own.merchantId])
  expect(await msUntilRefused(pair.access_token)).toBeLessThan(1_000)
})
