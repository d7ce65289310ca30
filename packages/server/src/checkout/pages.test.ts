import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAnyServer } from '../../test/support/any-server.ts'
import type { AnyServer } from '../../test/support/any-server.ts'

let server: AnyServer

beforeAll(async () => {
  server = await startAnyServer({ TREFOIL_SERVICES: 'checkout' })
})

afterAll(() => server.close())

test.each(['nonsense', 'toString', '__proto__', 'Card_declined', '%3Cscript%3E', '..%2Farchitecture'])(
  'ERR-13: %s is no code and has no page',
  async code => {
    const answer = await server.fetch(`/errors/${code}`)
    const body = (await answer.json()) as { error: { code: string; doc_url: string } }
    expect([answer.status, body.error.code]).toEqual([404, 'resource_missing'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  },
)

test('ERR-1: the page that an error names is there', async () => {
  const { error } = (await (await server.fetch('/nowhere')).json()) as { error: { doc_url: string } }
  expect(error.doc_url).toBe(`${server.running.origins.checkout}/errors/resource_missing`)
  expect((await fetch(error.doc_url)).status).toBe(200)
})

test.each([
  '/',
  '/errors',
  '/errors/card_declined',
  '/docs/',
  '/docs/js/scalar.js',
  '/docs/openapi.json',
  '/favicon.ico',
])('GEN-14: %s is the same for everyone and may be kept, and sets nothing', async path => {
  const { status, headers } = await server.fetch(path)
  expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=3600'])
  expect([headers.get('set-cookie'), headers.get('x-content-type-options')]).toEqual([null, 'nosniff'])
  expect(headers.get('request-id')).toMatch(/^req_/)
})

test('the reference allows the one inline script that it has, and none else', async () => {
  const policy = (await server.fetch('/docs/')).headers.get('content-security-policy')!
  expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}';/)
  expect(policy).toContain("default-src 'none'")
  const own = policy.replace(`; frame-src ${server.running.origins.fields}`, '')
  expect(own).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]+unsafe-inline/)
})

test('a host that nobody could have called is refused and no fault of ours', async () => {
  const { get } = await import('node:http')
  const status = await new Promise(resolve => {
    get(`${server.running.origins.checkout}/docs/`, { headers: { host: '[bad' } }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
  })
  expect(status).toBe(400)
})
