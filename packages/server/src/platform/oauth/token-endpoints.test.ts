import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestOauth } from './oauth.test-support.ts'
import type { TestApp, TestOauth, TestShop } from './oauth.test-support.ts'

let oauth: TestOauth
let app: TestApp
let shop: TestShop
beforeAll(async () => {
  oauth = await startTestOauth()
  app = await oauth.newApp({ legacyOauth: true })
  shop = await oauth.newShop()
})
afterAll(() => oauth.close())

describe('OAUTH-3: errors', () => {
  const ENDPOINTS = ['/oauth/v2/token', '/oauth/v2/refresh', '/oauth/v2/revoke', '/oauth/token/migrate_v2']

  test.each(ENDPOINTS)('400 of %s has the body of OAuth', async url => {
    const reply = await oauth.post(url, {})
    const { message } = reply.json<{ message: string }>()
    expect(reply.statusCode).toBe(400)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.json()).toEqual({
      status: 'Bad Request',
      message,
      error: 'invalid_request',
      error_description: message,
      request_id: reply.headers['request-id'],
    })
  })

  test('401 has it too, and names the scheme', async () => {
    const reply = await oauth.post('/oauth/v2/token', { client_id: 'NOBODY', client_secret: 'x', code: 'y' })
    expect(reply.statusCode).toBe(401)
    expect(reply.headers['www-authenticate']).toBe('Bearer')
    expect(reply.json()).toEqual({
      status: 'Unauthorized',
      message: 'Failed to validate client credentials.',
      error: 'invalid_client',
      error_description: 'Failed to validate client credentials.',
      request_id: reply.headers['request-id'],
    })
  })

  test('so do 400 and 401 of GET /oauth/token', async () => {
    const absent = await oauth.server.inject({ url: '/oauth/token', query: { client_id: app.id } })
    expect([absent.statusCode, absent.json()]).toMatchObject([400, { error: 'invalid_request' }])
    const query = { client_id: app.id, client_secret: 'wrong', code: 'x' }
    const wrong = await oauth.server.inject({ url: '/oauth/token', query })
    expect([wrong.statusCode, wrong.json()]).toMatchObject([401, { error: 'invalid_client' }])
  })

  test.each([
    ['broken JSON', '{"client_id":'],
    ['no object', '[]'],
    ['a card number', JSON.stringify({ client_id: '4242424242424242', refresh_token: 'x' })],
    ['a number as text', JSON.stringify({ client_id: 1, refresh_token: 'x' })],
    ['an empty field', JSON.stringify({ client_id: '', refresh_token: 'x' })],
    ['null for a field', JSON.stringify({ client_id: null, refresh_token: 'x' })],
  ])('%s is invalid_request', async (_case, payload) => {
    const headers = { 'content-type': 'application/json' }
    const reply = await oauth.server.inject({ method: 'POST', url: '/oauth/v2/refresh', payload, headers })
    expect([reply.statusCode, reply.json()]).toMatchObject([400, { error: 'invalid_request' }])
    expect(reply.body).not.toContain('4242')
  })

  test('other statuses have the body of every other endpoint', async () => {
    const headers = { 'content-type': 'text/plain' }
    const reply = await oauth.server.inject({ method: 'POST', url: '/oauth/v2/refresh', payload: 'x', headers })
    expect([reply.statusCode, reply.json()]).toMatchObject([415, { error: { code: 'unsupported_media_type' } }])
    const long = await oauth.post('/oauth/v2/refresh', { client_id: 'x'.repeat(70_000) })
    expect([long.statusCode, long.json()]).toMatchObject([413, { error: { code: 'request_too_large' } }])
  })

  test.each<[string, object]>([
    ['grant_type', { grant_type: 'password' }],
    ['no_refresh_token', { no_refresh_token: 'yes' }],
    ['redirect_uri', { redirect_uri: 5 }],
  ])('POST /oauth/v2/token: a malformed %s is invalid_request, and the code is not used up', async (_field, wrong) => {
    const code = await oauth.newCode({ app, shop })
    const body = { client_id: app.id, client_secret: app.secret, code }
    const reply = await oauth.post('/oauth/v2/token', { ...body, ...wrong })
    expect([reply.statusCode, reply.json()]).toMatchObject([400, { error: 'invalid_request' }])
    const good = await oauth.post('/oauth/v2/token', { ...body, grant_type: 'authorization_code' })
    expect(good.statusCode).toBe(200)
  })

  test.each<[string, Partial<{ client_id: string; client_secret?: string }>]>([
    ['an unknown app', { client_id: 'NOBODY' }],
    ['a wrong secret', { client_secret: 'wrong' }],
    ['no secret', { client_secret: undefined }],
  ])('POST /oauth/v2/token: %s is invalid_client, and the code is not used up', async (_case, wrong) => {
    const code = await oauth.newCode({ app, shop })
    const body = { client_id: app.id, client_secret: app.secret, code }
    const reply = await oauth.post('/oauth/v2/token', { ...body, ...wrong })
    expect([reply.statusCode, reply.json()]).toMatchObject([401, { error: 'invalid_client' }])
    expect((await oauth.post('/oauth/v2/token', body)).statusCode).toBe(200)
  })

  test('ERR-4: no error repeats what the caller sent', async () => {
    const secret = 'something-only-the-caller-knows'
    const fields = { client_id: secret, client_secret: secret, code: secret, refresh_token: secret, token: secret }
    const malformed = { ...fields, grant_type: secret, access_token: secret, no_refresh_token: secret }
    for (const url of ENDPOINTS) {
      for (const body of [fields, malformed, { ...fields, client_id: app.id }, { [secret]: secret }]) {
        const reply = await oauth.post(url, body)
        expect(reply.body + JSON.stringify(reply.headers)).not.toContain(secret)
      }
    }
    const query = { client_id: app.id, client_secret: secret, code: secret }
    expect((await oauth.server.inject({ url: '/oauth/token', query })).body).not.toContain(secret)
  })
})

describe('GEN-5: forms', () => {
  test('token, refresh and revoke read them', async () => {
    const client = { client_id: app.id, client_secret: app.secret }
    const code = await oauth.newCode({ app, shop })
    const token = await oauth.postForm('/oauth/v2/token', { ...client, code, no_refresh_token: 'false' })
    expect(token.statusCode).toBe(200)
    const { refresh_token } = token.json<{ refresh_token: string }>()
    const refreshed = await oauth.postForm('/oauth/v2/refresh', { client_id: app.id, refresh_token })
    expect(refreshed.statusCode).toBe(200)
    const revoked = await oauth.postForm('/oauth/v2/revoke', { ...client, token: refresh_token })
    expect([revoked.statusCode, revoked.body]).toEqual([200, '{}'])
  })

  test('a field that is given twice is invalid_request', async () => {
    const reply = await oauth.server.inject({
      method: 'POST',
      url: '/oauth/v2/refresh',
      payload: 'client_id=a&client_id=b&refresh_token=c',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([reply.statusCode, reply.json()]).toMatchObject([400, { error: 'invalid_request' }])
  })

  test('migrate_v2 does not', async () => {
    expect((await oauth.postForm('/oauth/token/migrate_v2', { client_id: 'x' })).statusCode).toBe(415)
  })
})

test('OAUTH-20: /oauth/v2/recovery does not exist', async () => {
  for (const method of ['GET', 'POST'] as const) {
    const reply = await oauth.server.inject({ method, url: '/oauth/v2/recovery' })
    expect([reply.statusCode, reply.json()]).toMatchObject([404, { error: { code: 'resource_missing' } }])
  }
})

test('OAUTH-4: neither queries nor secrets are logged, whatever happens', async () => {
  const marked = { state: 'marked-state', redirect_uri: 'https://evil.example/marked-address' }
  const code = await oauth.newCode({ app, shop }, { state: marked.state }, 1)
  const query = { client_id: app.id, client_secret: app.secret, code }
  const issued = await oauth.server.inject({ url: '/oauth/token', query })
  await oauth.authorize(2, { client_id: app.id, ...marked })
  await oauth.authorize(2, { client_id: app.id, state: marked.state })
  await oauth.server.inject({ url: '/oauth/token?client_secret=marked-secret&%' })
  await oauth.server.inject({ method: 'POST', url: '/oauth/authorize?state=marked-state' })
  await oauth.post('/oauth/v2/token', {
    client_id: 'marked-client',
    client_secret: 'marked-secret',
    code: 'marked-code',
  })
  // The database fails with an error that quotes what it was given.
  await oauth.sql('alter table platform.consent_request add constraint refuse_all check (state is null) not valid')
  const shown = await oauth.postForm('/oauth/session', {
    version: '2',
    query: `client_id=${app.id}&state=marked-state`,
    sandbox_merchant: shop.merchantId,
  })
  const cookie = String(shown.headers['set-cookie']).split(';')[0]!
  const failed = await oauth.authorize(2, { client_id: app.id, state: marked.state }, cookie)
  await oauth.sql('alter table platform.consent_request drop constraint refuse_all')
  expect(failed.statusCode).toBe(500)
  const log = oauth.logged()
  expect(log).toContain('processing_error')
  for (const secret of ['marked', code, app.secret, issued.json<{ access_token: string }>().access_token, 'trf_']) {
    expect(log).not.toContain(secret)
  }
})
