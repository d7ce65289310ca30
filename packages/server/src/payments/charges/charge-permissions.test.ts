import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { TestServer } from '../../../test/support/server.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import type { Permission } from '../../http/permissions.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterEach(() => hold(PERMISSIONS))
afterAll(() => server.close())

const hold = (permissions: readonly Permission[]) =>
  server.running.platform.changeAppPermissions(server.facts.appId, permissions)

const CALLS: readonly (readonly [method: string, path: string, needed: readonly Permission[]])[] = [
  ['POST', '/v1/charges', ['ONLINE_PAYMENTS']],
  ['GET', '/v1/charges', ['PAYMENTS_R']],
  ['GET', '/v1/charges/NWJ47TAN9ZT24', ['PAYMENTS_R']],
  ['POST', '/v1/charges/NWJ47TAN9ZT24', ['PAYMENTS_W']],
  ['PUT', '/v1/charges/NWJ47TAN9ZT24', ['PAYMENTS_W']],
  ['POST', '/v1/charges/NWJ47TAN9ZT24/capture', ['PAYMENTS_R', 'PAYMENTS_W', 'ONLINE_PAYMENTS']],
  ['GET', '/v1/tokens/clv_1TSTSbbrZNhFgtsqwDtGuSpt', ['ONLINE_PAYMENTS']],
]

test.each(CALLS)(
  'PRM-2: %s %s names every permission that is missing, in the order of the table',
  async (method, path, needed) => {
    await hold(PERMISSIONS.filter(permission => !needed.includes(permission)))
    const { status, body } = await server.call(method, path, { body: method === 'POST' ? {} : undefined })
    expect([status, body.error.type, body.error.code]).toEqual([403, 'authentication_error', 'permission_missing'])
    expect(body.error.permission).toBe(needed[0])
    expect(body.error.missing_permissions).toEqual(needed)
  },
)

test.each(CALLS)('PRM-2: %s %s needs nothing else', async (method, path, needed) => {
  await hold(needed)
  const { status } = await server.call(method, path, { body: method === 'POST' ? {} : undefined })
  expect([200, 400, 404]).toContain(status)
})

test('PRM-1: the private key of a merchant pair holds every permission', async () => {
  for (const [method, path] of CALLS) {
    const { status } = await server.call(method, path, {
      bearer: server.facts.privateKey,
      body: method === 'POST' ? {} : undefined,
    })
    expect([200, 400, 404]).toContain(status)
  }
})

test('ERR-7: 401 is about the credential, 403 about what it may do', async () => {
  expect((await server.call('GET', '/v1/charges', { bearer: 'nobody' })).status).toBe(401)
  await server.running.platform.setMerchantActive(server.facts.merchantId, false)
  const suspended = await server.call('GET', '/v1/charges')
  await server.running.platform.setMerchantActive(server.facts.merchantId, true)
  expect([suspended.status, suspended.body.error.code]).toEqual([403, 'merchant_inactive'])
})

test('contract 3.4: a HOSTED_CHECKOUT key reads charges and does nothing else with them', async () => {
  const { managementToken: bearer } = server.facts
  const merchant = await server.call('POST', '/trefoil/v1/merchants', {
    bearer,
    body: { name: 'Other', default_currency: 'usd' },
  })
  const path = `/trefoil/v1/merchants/${merchant.body.id}/keys`
  const { body: pair } = await server.call('POST', path, { bearer, body: { integration_type: 'HOSTED_CHECKOUT' } })
  for (const [method, url, needed] of CALLS) {
    const answer = await server.call(method, url, { bearer: pair.privateKey, body: method === 'POST' ? {} : undefined })
    const isOpen = method === 'GET' && url.startsWith('/v1/charges')
    expect([url, answer.body.error?.code]).toEqual([
      url,
      isOpen ? (url === '/v1/charges' ? undefined : 'resource_missing') : 'permission_missing',
    ])
    if (!isOpen) expect(answer.body.error.missing_permissions).toEqual(needed)
  }
})
