import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommitUnknownError } from '../../database/index.ts'
import type { Database } from '../../database/index.ts'
import type { OauthContext } from './context.ts'
import { exchangeCode } from './exchange-code.ts'
import { startTestOauth } from './oauth.test-support.ts'
import type { TestApp, TestOauth, TestShop } from './oauth.test-support.ts'

let oauth: TestOauth
let app: TestApp
let shop: TestShop
beforeAll(async () => {
  oauth = await startTestOauth()
  app = await oauth.newApp()
  shop = await oauth.newShop()
})
afterAll(() => oauth.close())

/** A database that loses the connection at COMMIT: after it, or before. */
function losing(moment: 'after the commit' | 'before the commit'): OauthContext {
  const { services } = oauth.databases
  const database = Object.create(services) as Database
  database.query = services.query.bind(services) as Database['query']
  database.transaction = async work => {
    const lost = new CommitUnknownError(new Error('connection lost'))
    await services.transaction(async transaction => {
      await work(transaction)
      if (moment === 'before the commit') throw lost
    })
    throw lost
  }
  return {
    database,
    credentialKey: oauth.credentialKey,
    mode: 'sandbox',
    autoApprove: false,
    refuseCardDataInText: true,
    accessTokenTtlSeconds: 60,
    refreshTokenTtlSeconds: 60,
    forgetCredentials: () => {},
    platformOrigin: () => 'http://localhost',
    checkoutOrigin: () => 'http://localhost',
  }
}

test('OAUTH-12: an exchange that was committed is answered, though the connection was lost at COMMIT', async () => {
  const code = await oauth.newCode({ app, shop })
  const pair = await exchangeCode(losing('after the commit'), app, { code }, { withRefreshToken: true })
  expect(await oauth.statusOf(pair.access_token)).toBe(200)
})

test('OAUTH-12: one that was not is an error, and the code is not used up', async () => {
  const code = await oauth.newCode({ app, shop })
  const exchanging = exchangeCode(losing('before the commit'), app, { code }, { withRefreshToken: true })
  await expect(exchanging).rejects.toBeInstanceOf(CommitUnknownError)
  const body = { client_id: app.id, client_secret: app.secret, code }
  expect((await oauth.post('/oauth/v2/token', body)).statusCode).toBe(200)
})
