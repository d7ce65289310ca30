import { afterEach, expect, test, vi } from 'vitest'
import { errorBody, KEY, PAGE, sessionBody, start } from './test-support.ts'

let world: ReturnType<typeof start>
const begun = (answers: Parameters<typeof start>[0] = {}) => {
  world = start(answers)
  world.begin()
  return world
}
afterEach(() => {
  world.stop()
  vi.useRealTimers()
})

test('SEC-19: the session is asked for at once, with the origin that the handshake pinned', async () => {
  const { vault, page } = begun()
  expect(await page.next('ready')).toEqual({ t: 'ready' })
  expect(await page.next('session')).toEqual({
    t: 'session',
    mode: 'test',
    pageGuard: 'off',
    brands: ['VISA', 'MC'],
    postalCode: 'optional',
  })
  expect(vault.seen).toHaveLength(1)
  expect(vault.seen[0]).toMatchObject({
    url: 'https://vault.example/v1/elements/session',
    headers: { apikey: 'public-key' },
    body: { origin: PAGE, sdk: '1.0.0' },
  })
})

test.each([
  [401, 'invalid_api_key', 'key_unknown'],
  [403, 'origin_not_registered', 'origin_not_registered'],
  [403, 'merchant_mismatch', 'merchant_mismatch'],
])('6.2 step 1: a session refused with %s %s is a fault before any call', async (status, code, fault) => {
  const { page } = begun({ session: [{ status, body: errorBody(code) }] })
  expect(await page.next('fault')).toEqual({ t: 'fault', code: fault })
})

test('SDK-60: without a network the page is told once, and the session is asked for until there is one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { page, vault } = begun({ session: ['network', 'network', 'network', 'network', { body: sessionBody() }] })
  const session = page.next('session')
  await vi.advanceTimersByTimeAsync(300)
  expect(vault.seen).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1_300)
  expect(vault.seen).toHaveLength(4)
  await vi.advanceTimersByTimeAsync(2_100)
  expect(await session).toMatchObject({ mode: 'test' })
  expect(page.heard).toEqual([{ t: 'ready' }, { t: 'fault', code: 'network' }])
})

test.each([
  ['no key', { jwks: { keys: [] } }],
  ['no elliptic key', { jwks: { keys: [{ ...KEY, kty: 'RSA' }] } }],
  ['a key for signatures', { jwks: { keys: [{ ...KEY, use: 'sig' }] } }],
  ['an unknown mode', { mode: 'sandbox' }],
  ['no session', { session: undefined }],
])('SEC-17, SEC-20: with a session of %s nothing is sealed', async (_, more) => {
  const { page, vault, cardFields, tokenize } = begun({ session: [{ body: sessionBody('trf_es_1', more) }] })
  cardFields()
  tokenize()
  expect(await page.next('result')).toMatchObject({ codes: { FORM: 'processing' } })
  expect(vault.to('/v1/tokens')).toHaveLength(0)
})

test('SEC-19: a session with less than two minutes left is renewed before a call', async () => {
  const { page, vault, cardFields, tokenize } = begun({
    session: [{ body: sessionBody() }, { body: sessionBody('trf_es_2') }],
  })
  cardFields()
  await page.next('session')
  const now = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: now + 27 * 60_000 })
  tokenize()
  await page.next('result')
  expect(vault.to('/v1/elements/session')).toHaveLength(1)
  vi.setSystemTime(now + 29 * 60_000)
  tokenize({ call: 2 })
  expect(await page.next('result')).toMatchObject({ call: 2 })
  expect(vault.to('/v1/elements/session')).toHaveLength(2)
  expect(vault.to('/v1/tokens')[1]!.body.elements).toMatchObject({ session: 'trf_es_2' })
})

test('SEC-42: the inventory goes out when the merchant has switched it on, and only then', async () => {
  const report = { t: 'inventory', scripts: [{ url: 'https://shop.example/a.js' }], violations: [] } as const
  const off = begun()
  await off.page.next('session')
  off.page.port.postMessage(report)
  off.tokenize({ frames: [] })
  await off.page.next('result')
  expect(off.vault.to('/v1/elements/page-report')).toHaveLength(0)
  off.stop()

  const on = begun({ session: [{ body: sessionBody('trf_es_1', { page_guard: 'report' }) }] })
  await on.page.next('session')
  on.page.port.postMessage(report)
  await vi.waitFor(() => expect(on.vault.to('/v1/elements/page-report')).toHaveLength(1))
  const { scripts, violations } = report
  expect(on.vault.to('/v1/elements/page-report')[0]!.body).toEqual({ session: 'trf_es_1', scripts, violations })
})
