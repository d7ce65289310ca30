import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestOauth } from './oauth.test-support.ts'
import type { TestOauth } from './oauth.test-support.ts'
import { sweepOauth } from './sweep.ts'

let oauth: TestOauth
beforeAll(async () => {
  oauth = await startTestOauth()
})
afterAll(() => oauth.close())

test('OAUTH-17: what is kept for a lost answer is wiped when the 60 s are over, and not before', async () => {
  const app = await oauth.newApp()
  const { refresh_token } = await oauth.newPair({ app, shop: await oauth.newShop() })
  await oauth.post('/oauth/v2/refresh', { client_id: app.id, refresh_token })
  const isKept = async () => {
    await sweepOauth(oauth.databases.services)
    const { rows } = await oauth.sql(
      'select sealed_successor is not null as kept from platform.refresh_token where token_hash = $1',
      [oauth.hash(refresh_token)],
    )
    return rows[0]!['kept'] as boolean
  }
  const letPass = (seconds: number) =>
    oauth.sql('update platform.refresh_token set retired_at = retired_at - make_interval(secs => $1)', [seconds])
  expect(await isKept()).toBe(true)
  await letPass(50)
  expect(await isKept()).toBe(true)
  await letPass(10)
  expect(await isKept()).toBe(false)
})
