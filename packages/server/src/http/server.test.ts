import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { createHttpApp, JSON_TYPE, MERCHANT_ID, SECRET } from '../../test/support/http-app.ts'
import type { HttpAppOptions } from '../../test/support/http-app.ts'
import { CommitUnknownError } from '../database/index.ts'
import { ApiError } from './errors.ts'

const apps: FastifyInstance[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})

function start(options?: HttpAppOptions) {
  const http = createHttpApp(options)
  apps.push(http.app)
  return http
}

const authorization = `Bearer ${SECRET}`
const CARD = '4242424242424242'

test('GEN-13: every answer has a new request id of 24 base58 characters, whatever the client sent', async () => {
  const { app } = start()
  const ids = new Set<string>()
  for (const url of ['/things/known', '/things/other', '/nowhere', '/%ZZ', '/word']) {
    for (const headers of [{}, { authorization, 'request-id': 'mine', 'x-request-id': 'mine' }]) {
      const { headers: answered } = await app.inject({ url, headers })
      expect(answered['request-id']).toMatch(/^req_[1-9A-HJ-NP-Za-km-z]{24}$/)
      expect(answered['x-request-id']).toBe(answered['request-id'])
      ids.add(String(answered['request-id']))
    }
  }
  expect(ids.size).toBe(10)
})

test('GEN-14: JSON answers, errors among them, are typed, not stored and not sniffed', async () => {
  const { app } = start()
  for (const url of ['/things/known', '/things/other', '/nowhere', '/%ZZ']) {
    const { headers } = await app.inject({ url, headers: { authorization } })
    expect(headers).toMatchObject({
      'content-type': JSON_TYPE,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  }
})

test('ERR-1, ERR-2: an unknown path is 404 in the shape of the contract', async () => {
  const { app } = start()
  const response = await app.inject({ method: 'POST', url: `/nowhere/${CARD}?x=${CARD}`, payload: { number: CARD } })
  expect(response.statusCode).toBe(404)
  expect(response.body).not.toContain(CARD)
  expect(response.json()).toEqual({
    message: '404 Not Found',
    error: {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: 'There is no such path or object.',
      doc_url: 'https://checkout.example/errors/resource_missing',
      request_id: response.headers['request-id'],
    },
  })
})

test('GEN-11: a method that a known path lacks is 405 and names those that it has', async () => {
  const { app } = start()
  const allowed = async (method: string, url: string) => {
    const response = await app.inject({ method: method as 'GET', url, headers: { authorization } })
    return [response.statusCode, response.headers['allow']]
  }
  expect(await allowed('PATCH', '/things')).toEqual([405, 'GET, HEAD, POST'])
  expect(await allowed('OPTIONS', '/things')).toEqual([405, 'GET, HEAD, POST'])
  expect(await allowed('POST', '/things/known')).toEqual([405, 'GET, HEAD, DELETE, PUT'])
  expect(await allowed('HEAD', '/tokens')).toEqual([405, 'POST'])
  expect(await allowed('PROPFIND', '/things/known/')).toEqual([405, 'GET, HEAD, DELETE, PUT'])
  expect(await allowed('PROPFIND', '/nowhere')).toEqual([404, undefined])
})

test('GEN-11: a path below a wildcard is not known to exist', async () => {
  const { app } = start()
  app.get('/files/*', () => 'file')
  expect((await app.inject({ method: 'POST', url: '/files/any' })).statusCode).toBe(404)
})

test('GEN-11: one trailing slash is ignored, two are another path', async () => {
  const { app } = start()
  const status = async (url: string) => (await app.inject({ url, headers: { authorization } })).statusCode
  expect(await status('/things/known/')).toBe(200)
  expect(await status('/things/?limit=1')).toBe(200)
  expect(await status('/things/known//')).toBe(404)
})

test('GEN-11: HEAD is answered like GET, without a body', async () => {
  const { app } = start()
  const [get, known, unknown] = await Promise.all([
    app.inject({ method: 'GET', url: '/things/known', headers: { authorization } }),
    app.inject({ method: 'HEAD', url: '/things/known', headers: { authorization } }),
    app.inject({ method: 'HEAD', url: '/things/other', headers: { authorization } }),
  ])
  expect(known).toMatchObject({ statusCode: 200, body: '' })
  expect(known.headers['content-length']).toBe(get.headers['content-length'])
  expect(unknown).toMatchObject({ statusCode: 404, body: '' })
})

test('GEN-22: an id that cannot be decoded, stored or that is very long is the id of nothing', async () => {
  const { app } = start()
  for (const id of ['%00', 'a%00b', '%ZZ', '%C3%28', 'x'.repeat(10_000), '%2e%2e%2fknown']) {
    const response = await app.inject({ url: `/things/${id}`, headers: { authorization } })
    expect([id.slice(0, 9), response.statusCode, response.json().error.code]).toEqual([
      id.slice(0, 9),
      404,
      'resource_missing',
    ])
  }
  const removed = await app.inject({ method: 'DELETE', url: '/things/a%00b', headers: { authorization } })
  expect(removed.statusCode, 'an operation that looks for nothing first').toBe(404)
  expect((await app.inject({ url: `/things/${'x'.repeat(10_000)}` })).statusCode, 'credential first').toBe(401)
})

test('ERR-6: path and method are told before size and media type, and those before the credential', async () => {
  const { app } = start()
  const code = async (method: string, url: string, type: string, payload: string, auth?: string) => {
    const headers = { 'content-type': type, ...(auth ? { authorization: auth } : {}) }
    const response = await app.inject({ method: method as 'POST', url, headers, payload })
    return response.json().error.code as string
  }
  const large = 'x'.repeat(70_000)
  expect(await code('POST', '/nowhere', 'text/xml', large)).toBe('resource_missing')
  expect(await code('PATCH', '/things', 'text/xml', large)).toBe('method_not_allowed')
  expect(await code('POST', '/things', 'application/json', large)).toBe('request_too_large')
  expect(await code('POST', '/things', 'text/xml', '<a/>')).toBe('unsupported_media_type')
  expect(await code('POST', '/things', 'application/json', '{')).toBe('unauthorized')
})

test('ERR-6: then permission, the form of the idempotency key, JSON, the object of the path, the fields', async () => {
  const { app } = start()
  const lacking = start({ credential: { permissions: new Set() } })
  const inactive = start({
    credential: { merchant: { id: MERCHANT_ID, active: false } as never, permissions: new Set() },
  })
  const broken = { 'x-clover-merchant-id': MERCHANT_ID, authorization, 'idempotency-key': '' }
  const send = async (
    server: FastifyInstance,
    method: 'POST' | 'PUT',
    url: string,
    headers: object,
    payload: string,
  ) => {
    const response = await server.inject({
      method,
      url,
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    })
    return response.json().error.code as string
  }
  const elsewhere = { ...broken, 'x-clover-merchant-id': 'other' }
  expect(await send(inactive.app, 'POST', '/things', elsewhere, '{')).toBe('merchant_inactive')
  expect(await send(lacking.app, 'POST', '/things', elsewhere, '{')).toBe('merchant_mismatch')
  expect(await send(lacking.app, 'POST', '/things', broken, '{')).toBe('permission_missing')
  expect(await send(app, 'POST', '/things', broken, '{')).toBe('idempotency_key_invalid')
  expect(await send(app, 'PUT', '/things/other', { authorization }, '{')).toBe('invalid_json')
  expect(await send(app, 'PUT', '/things/other', { authorization }, '{"amount":"x"}')).toBe('resource_missing')
  expect(await send(app, 'POST', '/things', { authorization }, '{"amount":"x"}')).toBe('invalid_charge_amount')
})

test('GEN-5: a body is JSON with any parameters, or has no type; other types are 415', async () => {
  const { app } = start()
  const status = async (type: string | undefined, url = '/raw') => {
    const headers = { authorization, ...(type === undefined ? {} : { 'content-type': type }) }
    return (await app.inject({ method: 'POST', url, headers, payload: Buffer.from('{}') })).statusCode
  }
  for (const type of [
    'application/json',
    'APPLICATION/JSON;charset=latin1',
    'application/json; a=b',
    'application/json;',
  ]) {
    expect([type, await status(type)]).toEqual([type, 200])
  }
  expect(await status(undefined)).toBe(200)
  for (const type of [
    'text/plain',
    'application/jsonp',
    'application/json, text/plain',
    'json',
    'application/vnd.a+json',
  ]) {
    expect([type, await status(type)]).toEqual([type, 415])
  }
  expect(await status('application/x-www-form-urlencoded')).toBe(415)
})

test('GEN-5: forms are read only where a route takes them', async () => {
  const { app } = start()
  app.post('/form', { config: { takesForms: true } }, request => String(request.body))
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const response = await app.inject({ method: 'POST', url: '/form', headers, payload: 'a=b' })
  expect(response.body).toBe('a=b')
})

test('GEN-5: an absent or empty body is read as {}', async () => {
  const { app } = start()
  for (const headers of [{}, { 'content-type': 'application/json' }]) {
    const response = await app.inject({ method: 'POST', url: '/raw', headers: { authorization, ...headers } })
    expect(response.json()).toEqual({ printed: '{}' })
  }
})

test('GEN-6: the body of GET and DELETE is ignored, whatever its size, type and content', async () => {
  const { app } = start()
  const headers = { authorization, 'content-type': 'text/xml' }
  for (const method of ['GET', 'DELETE'] as const) {
    const response = await app.inject({ method, url: '/things/known', headers, payload: '<'.repeat(100_000) })
    expect(response.statusCode).toBe(200)
  }
})

test('GEN-6: 65536 bytes are taken, one more is 413', async () => {
  const { app } = start()
  const status = async (bytes: number) => {
    const payload = `{"a":"${'x'.repeat(bytes - 8)}"}`
    const headers = { authorization, 'content-type': 'application/json' }
    return (await app.inject({ method: 'POST', url: '/raw', headers, payload })).statusCode
  }
  expect(await status(65_536)).toBe(200)
  expect(await status(65_537)).toBe(413)
})

test('ERR-8: a 401 names the scheme: Bearer, ApiKey for public keys', async () => {
  const { app } = start()
  const scheme = async (method: 'GET' | 'POST', url: string, headers = {}) => {
    const response = await app.inject({ method, url, headers })
    return [response.statusCode, response.headers['www-authenticate'], response.json().error.code]
  }
  expect(await scheme('GET', '/things')).toEqual([401, 'Bearer', 'unauthorized'])
  expect(await scheme('GET', '/things', { authorization: 'Basic abc' })).toEqual([401, 'Bearer', 'unauthorized'])
  expect(await scheme('POST', '/tokens')).toEqual([401, 'ApiKey', 'unauthorized'])
  expect(await scheme('POST', '/tokens', { apikey: 'other' })).toEqual([401, 'ApiKey', 'unauthorized'])
})

test('PAK-3: the endpoint with a plain 401 answers one word, and JSON for everything else', async () => {
  const { app } = start()
  const unknown = await app.inject({ url: '/word', headers: { authorization: 'Bearer other' } })
  expect(unknown).toMatchObject({ statusCode: 401, body: 'Unauthorized' })
  expect(unknown.headers['content-type']).toBe('text/plain; charset=utf-8')
  const other = start({ credential: { installed: false } })
  const inactive = await other.app.inject({ url: '/word', headers: { authorization } })
  expect(inactive.json().error.code).toBe('merchant_inactive')
})

test('GEN-4: header names, the word Bearer and white space around values do not matter', async () => {
  const { app } = start()
  const status = async (headers: Record<string, string>) => (await app.inject({ url: '/things', headers })).statusCode
  expect(await status({ AUTHORIZATION: `  bearer   ${SECRET}  ` })).toBe(200)
  expect(await status({ authorization: `BEARER ${SECRET}` })).toBe(200)
  expect(await status({ authorization: `Bearer ${SECRET} x` })).toBe(401)
})

test('GEN-10: a merchant header that differs is refused, for an administrator too', async () => {
  const { app } = start({ management: { role: 'merchant_admin', merchantId: MERCHANT_ID } })
  const code = async (method: 'GET' | 'POST', url: string, merchantId: string) => {
    const headers = { authorization, 'x-clover-merchant-id': merchantId }
    const response = await app.inject({ method, url, headers })
    return response.statusCode === 200 ? 200 : response.json().error
  }
  expect(await code('GET', '/things', MERCHANT_ID)).toBe(200)
  expect(await code('GET', '/things', 'other')).toMatchObject({
    code: 'merchant_mismatch',
    param: 'x-clover-merchant-id',
  })
  expect(await code('POST', '/managed', MERCHANT_ID)).toBe(200)
  expect(await code('POST', '/managed', 'other')).toMatchObject({ code: 'merchant_mismatch' })
})

test('KEY-9: a key with allowed addresses is refused from any other', async () => {
  const allowed = start({ credential: { allowedAddresses: ['127.0.0.0/8'] } })
  const refused = start({ credential: { allowedAddresses: ['10.0.0.0/8'] } })
  expect((await allowed.app.inject({ url: '/things', headers: { authorization } })).statusCode).toBe(200)
  const response = await refused.app.inject({
    url: '/things',
    headers: { authorization, 'x-forwarded-for': '10.0.0.1' },
  })
  expect([response.statusCode, response.json().error.code]).toEqual([403, 'address_not_allowed'])
})

test('PRM-2: the first missing permission is named, and all of them', async () => {
  const { app } = start({ credential: { permissions: new Set() } })
  const response = await app.inject({ method: 'POST', url: '/things', headers: { authorization } })
  expect(response.json().error).toMatchObject({
    code: 'permission_missing',
    permission: 'PAYMENTS_R',
    missing_permissions: ['PAYMENTS_R', 'PAYMENTS_W'],
  })
})

test('IDM-2: the form of the idempotency key counts where it is honoured, and nowhere else', async () => {
  const { app } = start()
  const status = async (method: 'GET' | 'POST' | 'DELETE', url: string) => {
    const headers = { authorization, apikey: SECRET, 'idempotency-key': 'two words' }
    return (await app.inject({ method, url, headers })).statusCode
  }
  expect(await status('POST', '/raw')).toBe(400)
  expect(await status('GET', '/things')).toBe(200)
  expect(await status('DELETE', '/things/known')).toBe(200)
  expect(await status('POST', '/tokens')).toBe(200)
})

test('GEN-3: a live server answers HTTPS only, before it reads a credential', async () => {
  const { app, executed } = start({ mode: 'live', trustedProxies: ['127.0.0.1'] })
  const code = async (headers: object) =>
    (await app.inject({ url: '/things/known', headers: { ...headers } })).statusCode
  expect(await code({ authorization })).toBe(400)
  expect(await code({ authorization, 'x-forwarded-proto': 'http' })).toBe(400)
  expect(executed).toEqual([])
  expect(await code({ authorization, 'x-forwarded-proto': 'https' })).toBe(200)
  const apart = start({ mode: 'live' })
  const spoofed = await apart.app.inject({
    url: '/things/known',
    headers: { authorization, 'x-forwarded-proto': 'https' },
  })
  expect(spoofed.json().error.code).toBe('invalid_request')
})

function failing(error: unknown) {
  const fail = async () => Promise.reject(error)
  const http = start({ authenticator: { bearer: fail } })
  return { http, answer: http.app.inject({ url: '/things', headers: { authorization } }) }
}

test('ERR-10: what is in no catalogue is 500 with nothing of its cause in it; the log has cause and request id', async () => {
  const { http, answer } = failing(new Error('select * from secret_table at /srv/app.ts'))
  const response = await answer
  expect(response.statusCode).toBe(500)
  expect(response.json().error).toMatchObject({ type: 'api_error', code: 'processing_error' })
  expect(response.body).not.toMatch(/secret_table|app\.ts|select/)
  const line = JSON.parse(http.log[0]!) as { requestId: string; err: { message: string } }
  expect(line.requestId).toBe(response.headers['request-id'])
  expect(line.err.message).toContain('secret_table')
})

test.each([['a string'], [undefined], [null], [42]])('ERR-10: %j thrown is 500 too', async thrown => {
  const response = await failing(thrown).answer
  expect([response.statusCode, response.json().error.code]).toEqual([500, 'processing_error'])
})

test('ERR-9: a database that is away is 503 with Retry-After', async () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  const response = await failing(away).answer
  expect(response.statusCode).toBe(503)
  expect(response.headers['retry-after']).toBe('1')
  expect(response.json().error).toMatchObject({ type: 'api_error', code: 'service_unavailable' })
})

test('ERR-11: a commit whose fate is not known is no 503, which would promise that nothing was changed', async () => {
  const response = await failing(new CommitUnknownError(new Error('lost'))).answer
  expect([response.statusCode, response.json().error.code]).toEqual([500, 'processing_error'])
})

test('ERR-9: Retry-After is 1 with a key in use and 5 with an unknown outcome; a cause may say otherwise', async () => {
  const after = async (error: ApiError) => (await failing(error).answer).headers['retry-after']
  expect(await after(new ApiError('idempotency_key_in_use'))).toBe('1')
  expect(await after(new ApiError('outcome_unknown'))).toBe('5')
  expect(await after(new ApiError('vault_locked', { retryAfterSeconds: 30 }))).toBe('30')
  expect(await after(new ApiError('card_declined'))).toBeUndefined()
})

test('the log is silent about refusals', async () => {
  const { http, answer } = failing(new ApiError('card_declined'))
  expect((await answer).statusCode).toBe(402)
  expect(http.log).toEqual([])
})

test('GEN-8, GEN-20: a body is searched for card numbers, unless that is off, and always for text that cannot be stored', async () => {
  const code = async (server: FastifyInstance, url: string, payload: string) => {
    const headers = { authorization, apikey: SECRET, 'content-type': 'application/json' }
    const response = await server.inject({ method: 'POST', url, headers, payload })
    expect(response.body).not.toContain(CARD)
    return response.statusCode === 200 ? 200 : response.json().error
  }
  const { app } = start()
  const off = start({ refuseCardDataInText: false }).app
  const card = `{"amount":5,"unknown":[{"note":"${CARD}"}]}`
  expect(await code(app, '/things', card)).toMatchObject({ code: 'card_data_not_allowed', param: 'unknown[0].note' })
  expect(await code(off, '/things', card)).toBe(200)
  for (const server of [app, off]) {
    expect(await code(server, '/raw', '{"a":"\\u0000"}')).toMatchObject({ code: 'invalid_request', param: 'a' })
    expect(await code(server, '/tokens', `{"card":"${CARD}"}`)).toBe(200)
  }
})

test('a body reaches its operation as the table reads it, with the addresses of the caller', async () => {
  const { app } = start({ trustedProxies: ['127.0.0.1'] })
  const response = await app.inject({
    method: 'POST',
    url: '/things',
    headers: { authorization, 'x-forwarded-for': '198.51.100.1, 192.0.2.1' },
    payload: { amount: '100', capture: 'false', items: [{ name: 'x', other: 1 }], text: null },
  })
  expect(response.json()).toEqual({
    body: { amount: 100, capture: false, items: [{ name: 'x' }] },
    merchant: MERCHANT_ID,
    client: '192.0.2.1',
    shopper: '198.51.100.1',
  })
})
