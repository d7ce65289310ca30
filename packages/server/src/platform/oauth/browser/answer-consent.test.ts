import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SITE_URL, cookieOf, fieldOf, redirectOf, startTestOauth } from '../oauth.test-support.ts'
import type { TestApp, TestOauth, TestShop } from '../oauth.test-support.ts'

let oauth: TestOauth
let app: TestApp
let shop: TestShop
let cookie: string
beforeAll(async () => {
  oauth = await startTestOauth({ autoApprove: false })
  app = await oauth.newApp()
  shop = await oauth.newShop()
})
afterAll(() => oauth.close())
beforeEach(async () => {
  cookie = await signIn(shop)
})

async function signIn({ email, password }: TestShop): Promise<string> {
  const form = { version: '2', query: `client_id=${app.id}`, email, password }
  return cookieOf(await oauth.postForm('/oauth/session', form))
}

const askConsent = async (query: Record<string, string> = {}, by = app) =>
  fieldOf((await oauth.authorize(2, { client_id: by.id, ...query }, cookie)).body, 'consent')

const answer = (consent: string, word = 'allow', by: string | undefined = cookie) =>
  oauth.postForm('/oauth/consent', { consent, answer: word }, by)

test('the page names the app, the business and every permission in plain words', async () => {
  const { body } = await oauth.authorize(2, { client_id: app.id }, cookie)
  for (const text of ['Ledger &amp; Loaf', 'Moss &amp; Fern', 'See your payments', 'Take payments', 'app.example']) {
    expect(body).toContain(text)
  }
  expect(body).not.toContain('PAYMENTS_R')
  expect(body).not.toContain('See your customers')
})

test('OAUTH-5: Allow redirects with a code that works, and installs the app', async () => {
  const address = redirectOf(await answer(await askConsent({ state: 'the state', redirect_uri: `${SITE_URL}/done` })))
  expect(address.pathname).toBe('/connect/done')
  const { code, state, employee_id } = Object.fromEntries(address.searchParams)
  expect([state, employee_id]).toEqual(['the state', shop.employeeId])
  const body = { client_id: app.id, client_secret: app.secret, code, redirect_uri: `${SITE_URL}/done` }
  const { access_token: token } = (await oauth.post('/oauth/v2/token', body)).json<{ access_token: string }>()
  expect(await oauth.statusOf(token)).toBe(200)
})

test('OAUTH-8: Deny redirects with access_denied and changes nothing', async () => {
  const own = await oauth.newApp()
  const address = redirectOf(await answer(await askConsent({ state: 's' }, own), 'deny'))
  expect(Object.fromEntries(address.searchParams)).toEqual({ error: 'access_denied', state: 's' })
  const { rows } = await oauth.sql('select 1 from platform.installation where app_id = $1', [own.id])
  expect(rows).toEqual([])
})

test('anything but Allow is a refusal', async () => {
  const address = redirectOf(await answer(await askConsent(), ''))
  expect(address.searchParams.get('error')).toBe('access_denied')
})

describe('OAUTH-4: the form is bound to the session by a one-time value', () => {
  test('a second answer with the same value is refused', async () => {
    const consent = await askConsent()
    await answer(consent)
    const second = await answer(consent)
    expect([second.statusCode, second.headers.location]).toEqual([400, undefined])
  })

  test('of many answers at once one counts', async () => {
    const consent = await askConsent()
    const replies = await Promise.all(Array.from({ length: 6 }, () => answer(consent)))
    expect(replies.filter(({ statusCode }) => statusCode === 302)).toHaveLength(1)
  })

  test('the value of another session is refused, and stays good for its own', async () => {
    const consent = await askConsent()
    const foreign = await signIn(await oauth.newShop())
    expect((await answer(consent, 'allow', foreign)).statusCode).toBe(400)
    expect((await answer(consent, 'allow', await signIn(shop))).statusCode).toBe(400)
    expect((await answer(consent, 'allow', '')).statusCode).toBe(400)
    expect((await answer(consent)).statusCode).toBe(302)
  })

  test.each(['', 'x', 'e2b0b7f4-6a3f-4a52-9c36-0a4c4bb7a1f0'])('the made-up value %j is refused', async value => {
    expect((await answer(value)).statusCode).toBe(400)
  })

  test('a value is good for half an hour', async () => {
    const consent = await askConsent()
    await oauth.sql(`update platform.consent_request set created_at = now() - interval '31 minutes'`)
    expect((await answer(consent)).statusCode).toBe(400)
  })

  test('what was consented to is what the page showed, whatever the app asks for since', async () => {
    const own = await oauth.newApp({ permissions: ['PAYMENTS_R'] })
    const consent = await askConsent({}, own)
    await oauth.sql(`update platform.app set permissions = '{PAYMENTS_R,PAYMENTS_W}' where id = $1`, [own.id])
    await answer(consent)
    const { rows } = await oauth.sql('select permissions from platform.installation where app_id = $1', [own.id])
    expect(rows[0]).toEqual({ permissions: ['PAYMENTS_R'] })
  })

  test('a form of another site is refused', async () => {
    const consent = await askConsent()
    const reply = await oauth.server.inject({
      method: 'POST',
      url: '/oauth/consent',
      payload: new URLSearchParams({ consent, answer: 'allow' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, 'sec-fetch-site': 'cross-site' },
    })
    expect(reply.statusCode).toBe(400)
  })
})

test('two consent pages of one session are answered apart', async () => {
  const [first, second] = [await askConsent({ state: '1' }), await askConsent({ state: '2' })]
  expect(redirectOf(await answer(second)).searchParams.get('state')).toBe('2')
  expect(redirectOf(await answer(first)).searchParams.get('state')).toBe('1')
})
