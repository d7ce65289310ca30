/** Who may refund, on the whole server (contract 3.4, 3.5). */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { TestServer } from '../../../test/support/server.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import type { Permission } from '../../http/permissions.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ environment: { TREFOIL_COMPAT_PARTIAL_REFUND_LIMITS: 'on' } })
})
afterEach(() => hold(PERMISSIONS))
afterAll(() => server.close())

const hold = (permissions: readonly Permission[]) =>
  server.running.platform.changeAppPermissions(server.facts.appId, permissions)

const TO_REFUND = ['CUSTOMERS_R', 'MERCHANT_R', 'ORDERS_R', 'PAYMENTS_R', 'ONLINE_PAYMENTS'] as const
const CALLS: readonly (readonly [method: string, path: string, needed: readonly Permission[]])[] = [
  ['POST', '/v1/refunds', TO_REFUND],
  ['GET', '/v1/refunds', ['PAYMENTS_R']],
  ['GET', '/v1/refunds/NWJ47TAN9ZT24', ['PAYMENTS_R']],
  ['POST', '/v1/refunds/NWJ47TAN9ZT24/cancel', TO_REFUND],
]

const bodyOf = (method: string) => (method === 'POST' ? {} : undefined)

test.each(CALLS)('PRM-2: %s %s names every permission that is missing, in order', async (method, path, needed) => {
  await hold(PERMISSIONS.filter(permission => !needed.includes(permission)))
  const { status, body } = await server.call(method, path, { body: bodyOf(method) })
  expect([status, body.error.code, body.error.permission]).toEqual([403, 'permission_missing', needed[0]])
  expect(body.error.missing_permissions).toEqual(needed)
})

test.each(CALLS)('PRM-2: %s %s needs nothing else', async (method, path, needed) => {
  await hold(needed)
  const { status } = await server.call(method, path, { body: bodyOf(method) })
  expect([200, 400, 404]).toContain(status)
})

test.each(TO_REFUND)('PRM-2: to refund without %s is 403', async permission => {
  await hold(PERMISSIONS.filter(held => held !== permission))
  const { body } = await server.call('POST', '/v1/refunds', { body: {} })
  expect(body.error.missing_permissions).toEqual([permission])
})

test('PRM-1: the private key of a merchant pair holds every permission', async () => {
  for (const [method, path] of CALLS) {
    const { status } = await server.call(method, path, { bearer: server.facts.privateKey, body: bodyOf(method) })
    expect([200, 400, 404]).toContain(status)
  }
})

test('contract 3.4: a HOSTED_CHECKOUT key refunds and reads refunds, and cancels none', async () => {
  const { managementToken: bearer } = server.facts
  const merchant = await server.call('POST', '/trefoil/v1/merchants', {
    bearer,
    body: { name: 'Other', default_currency: 'usd' },
  })
  const path = `/trefoil/v1/merchants/${merchant.body.id}/keys`
  const { body: pair } = await server.call('POST', path, { bearer, body: { integration_type: 'HOSTED_CHECKOUT' } })
  const codes: unknown[] = []
  for (const [method, url] of CALLS) {
    const answer = await server.call(method, url, { bearer: pair.privateKey, body: bodyOf(method) })
    codes.push(answer.body.error?.code)
  }
  expect(codes).toEqual(['parameter_missing', undefined, 'resource_missing', 'permission_missing'])
})

test('REF-7: the deployment’s setting reaches the refunds', async () => {
  const body = { amount: 1100, tip_amount: 100, currency: 'usd', source: await server.token() }
  const charge = await server.call('POST', '/v1/charges', { body })
  const part = await server.call('POST', '/v1/refunds', { body: { charge: charge.body.id, amount: 1 } })
  expect([part.status, part.body.error.code]).toEqual([400, 'partial_refund_not_allowed'])
  expect((await server.call('POST', '/v1/refunds', { body: { charge: charge.body.id } })).body.amount).toBe(1200)
})

test('IDM-6: a refund that is repeated with its key is answered again, and carried out once', async () => {
  const body = { amount: 1100, currency: 'usd', source: await server.token() }
  const charge = await server.call('POST', '/v1/charges', { body })
  const refund = () =>
    server.call('POST', '/v1/refunds', {
      body: { charge: charge.body.id, amount: 100 },
      headers: { 'idempotency-key': 'refund-of-100' },
    })
  const first = await refund()
  const again = await refund()
  expect([first.status, again.status, again.text]).toEqual([200, 200, first.text])
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect((await server.call('GET', `/v1/charges/${charge.body.id}`)).body.amount_refunded).toBe(100)
})
