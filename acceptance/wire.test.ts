/** What every answer has in common, and what bad input gets (contract sections 1 and 2). */
import { describe, expect, test } from 'vitest'
import { at, call, CARD, refusal } from './support/client.ts'

const url = `${at.urls.ecommerce}/v1/charges`
const bearer = at.accessToken

describe('every answer', () => {
  const answers = () =>
    Promise.all([
      call('GET', url, { bearer }),
      call('GET', `${at.urls.ecommerce}/nowhere`),
      call('DELETE', url, { bearer }),
      call('POST', url, { bearer, body: '{' }),
      call('GET', `${at.urls.platform}/pakms/apikey`),
      call('GET', `${at.urls.platform}/oauth/token`),
      call('GET', `${at.urls.checkout}/errors/card_declined`),
      call('GET', `${at.urls.platform}/oauth/v2/authorize`),
    ])

  test('GEN-13: carries a request id of its own, whatever the client sends', async () => {
    const ids = (await answers()).map(({ headers }) => headers.get('request-id'))
    for (const id of ids) expect(id).toMatch(/^req_[1-9A-HJ-NP-Za-km-z]{24}$/)
    expect(new Set(ids).size).toBe(ids.length)
    const own = await call('GET', url, { bearer, headers: { 'request-id': 'mine', 'x-request-id': 'mine' } })
    expect(own.headers.get('request-id')).not.toBe('mine')
    expect(own.headers.get('x-request-id')).toBe(own.headers.get('request-id'))
  })

  test('GEN-14: JSON is not cached and not sniffed', async () => {
    const { headers } = await call('GET', url, { bearer })
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('ERR-1, ERR-3: an error has the one shape, and its page exists', async () => {
    const { status, body } = await call('POST', url, { bearer, body: {} })
    expect(status).toBe(400)
    expect(body.message).toBe('400 Bad Request')
    expect(body.error).toMatchObject({ type: 'invalid_request_error', code: 'parameter_missing', param: 'amount' })
    expect(body.error.doc_url).toBe(`${at.urls.checkout}/errors/parameter_missing`)
    const page = await call('GET', body.error.doc_url)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })
})

describe('ERR-6: checks come in this order', () => {
  const big = 'x'.repeat(70_000)
  test.each([
    ['path before all', 'POST', `${at.urls.ecommerce}/v1/nothing`, { body: big }, '404 resource_missing'],
    ['method before size', 'PATCH', url, { body: big }, '405 method_not_allowed'],
    ['size before credential', 'POST', url, { body: big }, '413 request_too_large'],
    [
      'media type before credential',
      'POST',
      url,
      { body: 'a=b', headers: { 'content-type': 'text/plain' } },
      '415 unsupported_media_type',
    ],
    ['credential before JSON', 'POST', url, { body: '{' }, '401 unauthorized'],
    [
      'key form before JSON',
      'POST',
      url,
      { body: '{', bearer, headers: { 'idempotency-key': 'a b' } },
      '400 idempotency_key_invalid idempotency-key',
    ],
    [
      'JSON before the object of the path',
      'POST',
      `${url}/NWJ47TAN9ZT24/capture`,
      { body: '{', bearer },
      '400 invalid_json',
    ],
    [
      'object of the path before fields',
      'POST',
      `${url}/NWJ47TAN9ZT24/capture`,
      { body: { amount: 'x' }, bearer },
      '404 resource_missing',
    ],
  ])('%s', async (_name, method, target, options, expected) => {
    expect(refusal(await call(method, target, options))).toBe(expected)
  })
})

describe('GEN-5, GEN-6: bodies', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  test.each([
    ['not JSON', '{"amount":'],
    ['an array', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['two objects', '{}{}'],
    ['too deep', nested(33)],
  ])('GEN-6: %s is invalid_json', async (_name, body) => {
    expect(refusal(await call('POST', url, { bearer, body }))).toBe('400 invalid_json')
  })

  test('GEN-6: 32 levels are not too deep, an empty body is an empty object', async () => {
    expect(refusal(await call('POST', url, { bearer, body: nested(32) }))).toBe('400 parameter_missing amount')
    expect(refusal(await call('POST', url, { bearer, headers: { 'content-type': 'application/json' } }))).toBe(
      '400 parameter_missing amount',
    )
  })

  test('GEN-5: parameters of the media type do not matter', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=UTF-8; x=1' }
    expect(refusal(await call('POST', url, { bearer, body: '{}', headers }))).toBe('400 parameter_missing amount')
  })

  test('GEN-6: a megabyte is refused and not read', async () => {
    expect(refusal(await call('POST', url, { bearer, body: 'x'.repeat(1_048_576) }))).toBe('413 request_too_large')
  })
})

describe('paths and methods', () => {
  test('GEN-11: one trailing slash is ignored, HEAD is GET without a body', async () => {
    expect((await call('GET', `${url}/`, { bearer })).status).toBe(200)
    const head = await call('HEAD', url, { bearer })
    expect([head.status, head.text]).toEqual([200, ''])
  })

  test('GEN-11: a method that a path lacks is 405 and says which it has', async () => {
    const answer = await call('DELETE', url, { bearer })
    expect(refusal(answer)).toBe('405 method_not_allowed')
    expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(['GET', 'HEAD', 'POST'])
  })

  test.each([
    '/v1/orders',
    '/v1/customers',
    '/recurring/v1/plans',
    '/invoicingcheckoutservice/v1/checkouts',
    '/oauth/v2/recovery',
  ])('what is not built answers 404: %s', async path => {
    expect(refusal(await call('GET', at.urls.ecommerce + path, { bearer }))).toBe('404 resource_missing')
  })
})

describe('GEN-12: pages of other origins', () => {
  test('GEN-12: may ask for tokens in the sandbox, by name and without credentials', async () => {
    const tokens = `${at.urls.vault}/v1/tokens`
    const preflight = await call('OPTIONS', tokens, {
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'apikey',
      },
    })
    expect(preflight.status).toBe(200)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST')
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    const made = await call('POST', tokens, {
      apikey: at.publicKey,
      body: { card: CARD },
      headers: { origin: 'https://shop.example' },
    })
    expect(made.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(made.headers.get('access-control-expose-headers')).toBe('request-id, retry-after')
  })

  test('GEN-12: no other endpoint sends CORS headers', async () => {
    const answer = await call('GET', url, { bearer, headers: { origin: 'https://shop.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})
