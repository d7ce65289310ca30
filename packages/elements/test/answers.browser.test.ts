import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Route } from 'playwright-core'
import { formPage, run, until } from './support/form.ts'
import { createToken, ready, startWorld, typeCard } from './support/world.ts'
import type { Shop, World } from './support/world.ts'

/** One form for all rows: what the vault answers is put in the way of its requests. */
let world: World
let shop: Shop
beforeAll(async () => {
  world = await startWorld()
  const before = `
    window.changes = []
    for (const [type, id] of places)
      fields[id].addEventListener('change', event => changes.push([type, event[type].touched, event[type].code]))`
  shop = await world.open(formPage({ before }))
  await ready(shop.page)
  await typeCard(shop.page)
})
afterAll(() => world.close())
beforeEach(() => shop.context.unrouteAll({ behavior: 'ignoreErrors' }))

const TOKENS = '**/v1/tokens'

/** Answers posts of tokens; what asks whether it may post goes on. @returns the attempt ids of the posts */
async function answering(answer: (route: Route, post: number) => unknown): Promise<string[]> {
  const attempts: string[] = []
  await shop.context.route(TOKENS, async route => {
    if (route.request().method() !== 'POST') return route.continue()
    attempts.push(route.request().headers()['idempotency-key']!)
    await answer(route, attempts.length)
  })
  return attempts
}

const reply = (status: number, body: unknown) => (route: Route) =>
  route.fulfill({
    status,
    contentType: 'application/json',
    headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const error = (code: string, param?: string) => ({
  error: { type: 'invalid_request_error', code, message: 'From the test.', ...(param && { param }) },
})

const ROWS: readonly (readonly [status: number, body: unknown, key: string, code: string])[] = [
  [400, error('invalid_number', 'card.number'), 'CARD_NUMBER', 'invalid'],
  [400, error('incorrect_number', 'card.number'), 'CARD_NUMBER', 'invalid'],
  [400, error('invalid_request', 'card.number_jwe'), 'CARD_NUMBER', 'invalid'],
  [400, error('invalid_card_type', 'card.number'), 'CARD_NUMBER', 'unsupported_brand'],
  [400, error('invalid_expiry_month', 'card.exp_month'), 'CARD_DATE', 'invalid'],
  [400, error('invalid_expiry_year', 'card.exp_year'), 'CARD_DATE', 'invalid'],
  [400, error('expired_card', 'card.exp_year'), 'CARD_DATE', 'expired'],
  [400, error('invalid_cvc', 'card.cvv'), 'CARD_CVV', 'invalid'],
  [400, error('incorrect_cvc', 'card.cvv'), 'CARD_CVV', 'invalid'],
  [401, error('unauthorized'), 'FORM', 'key_unknown'],
  [403, error('origin_not_registered'), 'FORM', 'origin_not_registered'],
  [403, error('multipay_not_allowed'), 'FORM', 'multipay_not_allowed'],
  [403, error('merchant_mismatch'), 'FORM', 'merchant_mismatch'],
  [429, error('rate_limit'), 'FORM', 'rate_limited'],
  [500, error('api_error'), 'FORM', 'processing'],
  [400, error('something_new'), 'FORM', 'processing'],
  [200, { id: 'clv_x', object: 'token' }, 'FORM', 'processing'],
  [200, 'no JSON', 'FORM', 'processing'],
]

test.each(ROWS)('BRT-23 SDK-49: answer %i %j of the token API is %s %s', async (status, body, key, code) => {
  await answering(reply(status, body))
  await run(shop.page, 'changes.length = 0')
  const { errors, codes, token } = await createToken(shop.page)
  expect(codes).toEqual({ [key]: code })
  expect(errors![key]).toMatch(/\S.*[^\s]/)
  expect(token).toBeUndefined()
  // A field that the server has named is touched and says so, once.
  expect(await run(shop.page, 'return changes')).toEqual(key === 'FORM' ? [] : [[key, true, code]])
})

test.each([502, 503, 504])(
  'BRT-23 SDK-43: %i is asked once more with the same attempt, and then is network',
  async status => {
    const attempts = await answering(reply(status, error('api_error')))
    expect((await createToken(shop.page)).codes).toEqual({ FORM: 'network' })
    expect(attempts).toHaveLength(2)
    expect(attempts[0]).toBe(attempts[1])
  },
)

test('BRT-23 SDK-49: a session that has expired on the way is renewed once, unseen', async () => {
  const sessions: string[] = []
  shop.context.on('request', request => {
    if (request.method() === 'POST' && request.url().includes('session')) sessions.push(request.url())
  })
  const attempts = await answering((route, post) =>
    post === 1 ? reply(400, error('session_expired'))(route) : route.continue(),
  )
  expect((await createToken(shop.page)).token).toMatch(/^clv_/)
  expect([attempts.length, sessions.length]).toEqual([2, 1])
  await shop.context.unrouteAll()
  const always = await answering(reply(400, error('session_expired')))
  expect((await createToken(shop.page)).codes).toEqual({ FORM: 'processing' })
  expect(always).toHaveLength(2)
})

test('BRT-24 SDK-43 SDK-44: a post whose answer was cut is repeated with its attempt id, and the vault holds one token', async () => {
  const made: string[] = []
  const attempts = await answering(async (route, post) => {
    const response = await route.fetch()
    made.push((await response.json()).id)
    // The vault has made the token, but the page's network lost the answer.
    if (post === 1) return route.abort('connectionreset')
    await route.fulfill({ response })
  })
  const { token } = await createToken(shop.page)
  expect(attempts).toHaveLength(2)
  expect(attempts[0]).toBe(attempts[1])
  expect(made).toEqual([token, token])
})

test('BRT-24 SDK-43: a server that never answers is a timeout at 14 s, after one retry with the same attempt id', async () => {
  const attempts = await answering(() => undefined)
  const { codes, took } = await run<{ codes: object; took: number }>(
    shop.page,
    `const from = performance.now()
     const { codes } = await clover.createToken()
     return { codes, took: performance.now() - from }`,
  )
  expect(codes).toEqual({ FORM: 'timeout' })
  expect(new Set(attempts).size).toBe(1)
  expect(attempts).toHaveLength(2)
  expect(took).toBeGreaterThan(13_500)
  expect(took).toBeLessThan(14_500)
}, 30_000)

test('BRT-24 SDK-43: a server that never answers is a timeout when timeoutMs: 2000 is over', async () => {
  await answering(() => undefined)
  const { codes, took } = await run<{ codes: object; took: number }>(
    shop.page,
    `const from = performance.now()
     const { codes } = await clover.createToken({ timeoutMs: 2000 })
     return { codes, took: performance.now() - from }`,
  )
  expect(codes).toEqual({ FORM: 'timeout' })
  expect(took).toBeGreaterThan(1_900)
  expect(took).toBeLessThan(2_500)
})

/** Opens a form with another key. @returns the codes that its elements tell */
async function openWith(key: string): Promise<Shop> {
  const before = `window.codes = []; for (const field of Object.values(fields)) field.addEventListener('error', ({ code }) => codes.push(code))`
  const source = formPage({ before })
  return world.open({ ...source, script: source.script!.replace('Clover(KEY', `Clover(${JSON.stringify(key)}`) })
}

test('BRT-25 SEC-10: a key that the server does not know is told within 3 s', async () => {
  for (const key of ['0123456789abcdef0123456789abcdef', 'f'.repeat(32)]) {
    const { page } = await openWith(key)
    await until(page, `codes.includes('key_unknown')`, 3_000)
    expect((await createToken(page)).codes).toEqual({ FORM: 'key_unknown' })
  }
})

test('BRT-25 SEC-10: a key that was switched off is told within 3 s', async () => {
  const { merchantId, managementToken: bearer, publicKey } = world.server.facts
  const keys = `/trefoil/v1/merchants/${merchantId}/keys`
  const { body } = await world.server.call('GET', keys, { bearer })
  const pair = body.data.find((key: { publicKey: string }) => key.publicKey === publicKey)
  expect((await world.server.call('POST', `${keys}/${pair.id}/deactivate`, { bearer, body: {} })).status).toBe(200)
  const { page } = await openWith(publicKey)
  await until(page, `codes.includes('key_unknown')`, 3_000)
  expect((await createToken(page)).codes).toEqual({ FORM: 'key_unknown' })
})
