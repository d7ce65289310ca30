import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'
import { PERMISSIONS } from '../../http/permissions.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterEach(() => server.running.platform.changeAppPermissions(server.facts.appId, PERMISSIONS))
afterAll(() => server.close())

const path = (read: string, id = server.facts.merchantId) => `/v3/merchants/${id}/${read}`
const configs = async (id?: string) => {
  const response = await fetch(server.facts.urls.ecommerce + path('ecomm_payment_configs', id))
  return { status: response.status, body: await response.json() }
}
const gateway = (options: { id?: string; bearer?: string } = {}): Promise<Answer> =>
  server.call('GET', path('gateway', options.id), { bearer: options.bearer })

async function other(name = 'Other'): Promise<{ id: string; privateKey: string }> {
  const { managementToken: bearer } = server.facts
  const { body } = await server.call('POST', '/trefoil/v1/merchants', {
    bearer,
    body: { name, default_currency: 'usd' },
  })
  const keys = `/trefoil/v1/merchants/${body.id}/keys`
  const pair = await server.call('POST', keys, { bearer, body: { integration_type: 'API' } })
  return { id: body.id, privateKey: pair.body.privateKey }
}

/** A change is in force everywhere within a second. */
async function within1s(look: () => Promise<unknown>, expected: unknown): Promise<void> {
  await expect.poll(look, { timeout: 1000, interval: 50 }).toEqual(expected)
}

test('6.10: ecomm_payment_configs needs no credential and says what the merchant supports', async () => {
  expect(await configs()).toEqual({
    status: 200,
    body: {
      softDescriptors: { supported: true },
      purchase_card: { supported: true },
      surcharging: { supported: false, rate: 0 },
    },
  })
})

test('CHG-40: both replies follow the settings within 1 s', async () => {
  const supported = async () => {
    const { softDescriptors, purchase_card } = (await configs()).body as Record<string, { supported: boolean }>
    const { supportsMultiPayToken } = (await gateway()).body
    return [softDescriptors!.supported, purchase_card!.supported, supportsMultiPayToken]
  }
  expect(await supported()).toEqual([true, true, true])
  await server.settings({ features: { soft_descriptor: false } })
  await within1s(supported, [false, true, true])
  await server.settings({ features: { purchase_card: false, multi_pay: false } })
  await within1s(supported, [false, false, false])
  await server.settings({ features: { soft_descriptor: true, purchase_card: true, multi_pay: true } })
  await within1s(supported, [true, true, true])
})

test('6.10: gateway names the kind of gateway', async () => {
  const { status, body } = await gateway()
  expect([status, body]).toEqual([200, { paymentGatewayApi: 'fdcrcip', supportsMultiPayToken: true }])
})

test('6.10: an unknown merchant is 404 in both, and in gateway another merchant’s too', async () => {
  for (const id of ['NWJ47TAN9ZT24', 'x', '%00']) {
    expect(await configs(id)).toMatchObject({ status: 404, body: { error: { code: 'resource_missing' } } })
    expect(await gateway({ id })).toMatchObject({ status: 404, body: { error: { code: 'resource_missing' } } })
  }
  const { id, privateKey } = await other()
  expect((await configs(id)).status).toBe(200)
  expect(await gateway({ id })).toMatchObject({ status: 404, body: { error: { code: 'resource_missing' } } })
  expect((await gateway({ id, bearer: privateKey })).status).toBe(200)
})

test('PRM-2: gateway needs MERCHANT_R and nothing else; it is asked for before the merchant is', async () => {
  await server.running.platform.changeAppPermissions(
    server.facts.appId,
    PERMISSIONS.filter(permission => permission !== 'MERCHANT_R'),
  )
  const { status, body } = await gateway({ id: 'NWJ47TAN9ZT24' })
  expect([status, body.error.code, body.error.missing_permissions]).toEqual([403, 'permission_missing', ['MERCHANT_R']])
  await server.running.platform.changeAppPermissions(server.facts.appId, ['MERCHANT_R'])
  expect((await gateway()).status).toBe(200)
  expect((await gateway({ bearer: 'nobody' })).status).toBe(401)
})

test('CHG-40: other paths of /v3 are 404, other methods of these 405', async () => {
  for (const unknown of ['', '/orders', '/gateway/x', '/ecomm_payment_config']) {
    const answer = await server.call('GET', `/v3/merchants/${server.facts.merchantId}${unknown}`)
    expect([answer.status, answer.body.error.code]).toEqual([404, 'resource_missing'])
  }
  for (const read of ['gateway', 'ecomm_payment_configs']) {
    const answer = await server.call('POST', path(read), { body: {} })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  }
})
