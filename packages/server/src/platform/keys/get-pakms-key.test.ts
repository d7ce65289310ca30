import { afterAll, beforeAll, expect, test } from 'vitest'
import { PERMISSIONS } from '../../http/permissions.ts'
import { openAllConnections, startTestPlatform, untilMs } from '../platform.test-support.ts'
import type { TestPlatform } from '../platform.test-support.ts'

let world: TestPlatform
beforeAll(async () => {
  world = await startTestPlatform()
})
afterAll(() => world.close())

async function newAccess() {
  const merchant = await world.newMerchant()
  const { app, accessToken } = await world.newAccess(merchant.id)
  return { merchantId: merchant.id, app, accessToken }
}

const pakms = (bearer?: string, path = '/pakms/apikey') => world.call('GET', path, { bearer })
const probe = async (apikey: string) => {
  const { status, body } = await world.call('POST', '/probe/public-key', { apikey })
  return status === 200 ? 200 : body.error.code
}

async function urlOfKey(merchantId: string) {
  const { body } = await world.call('GET', `/trefoil/v1/merchants/${merchantId}/keys`, { bearer: world.operator })
  return `/trefoil/v1/merchants/${merchantId}/keys/${body.data[0].id as string}`
}

test('PAK-1, PAK-2: the first call makes the key, later ones return the same, with exactly six members', async () => {
  const { merchantId, app, accessToken } = await newAccess()
  const first = await pakms(accessToken)
  expect(first.status).toBe(200)
  expect(Object.keys(first.body).sort()).toEqual([
    'active',
    'apiAccessKey',
    'createdTime',
    'developerAppUuid',
    'merchantUuid',
    'modifiedTime',
  ])
  expect(first.body).toMatchObject({ merchantUuid: merchantId, developerAppUuid: app.id, active: true })
  expect(first.body.apiAccessKey).toMatch(/^[0-9a-f]{32}$/)
  expect((await pakms(accessToken)).body).toEqual(first.body)
  expect((await pakms(accessToken, '/v1/pakms/apikey')).body).toEqual(first.body)
  expect(await probe(first.body.apiAccessKey)).toBe(200)
})

test('PAK-1: concurrent first calls, in two processes, return one key', async () => {
  await openAllConnections(world.databases)
  for (let round = 0; round < 5; round++) {
    const { accessToken } = await newAccess()
    const calls = Array.from({ length: 12 }, (_, index) =>
      (index % 2 ? world.call : world.callOther)('GET', '/pakms/apikey', { bearer: accessToken }),
    )
    const replies = await Promise.all(calls)
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([200]))
    expect(new Set(replies.map(reply => reply.text)).size).toBe(1)
  }
})

test('PAK-1: another app of the merchant, and the app at another merchant, have keys of their own', async () => {
  const { merchantId, app, accessToken } = await newAccess()
  const other = await world.newMerchant()
  const keys = await Promise.all(
    [
      accessToken,
      (await world.newAccess(merchantId)).accessToken,
      (await world.newAccess(other.id, app)).accessToken,
    ].map(async token => (await pakms(token)).body.apiAccessKey as string),
  )
  expect(new Set(keys).size).toBe(3)
})

test('PAK-3: a credential that is missing, malformed, unknown or expired is the bare word Unauthorized', async () => {
  const { merchantId, app } = await newAccess()
  const expired = await world.issueAccessToken(merchantId, app, 0)
  for (const bearer of [undefined, '', 'x', `trf_at_${'x'.repeat(43)}`, expired, world.operator]) {
    const { status, text, headers } = await pakms(bearer)
    expect([status, text]).toEqual([401, 'Unauthorized'])
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(headers['www-authenticate']).toBe('Bearer')
  }
})

test('PAK-3: all other errors are JSON', async () => {
  const merchant = await world.newMerchant()
  const { accessToken } = await world.newAccess(merchant.id, await world.newApp(['PAYMENTS_R']))
  const { status, body } = await pakms(accessToken)
  expect([status, body.error.code]).toEqual([403, 'permission_missing'])
  expect(body.error.missing_permissions).toEqual(['ONLINE_PAYMENTS'])
})

test.each(['IFRAME_API', 'API', 'HOSTED_CHECKOUT'] as const)(
  'PAK-4: a private key of type %s is 403 oauth_token_required, and no key is made',
  async integrationType => {
    const { id } = await world.newMerchant()
    const { privateKey } = await world.platform.createKeyPair({ merchantId: id, integrationType })
    const { status, body } = await pakms(privateKey)
    expect([status, body.error.code]).toEqual([403, 'oauth_token_required'])
    const keys = await world.call('GET', `/trefoil/v1/merchants/${id}/keys`, { bearer: world.operator })
    expect(keys.body.data).toHaveLength(1)
  },
)

test('PAK-2, PAK-5: a deactivated key is returned with active false, refused, and works again afterwards', async () => {
  const { merchantId, accessToken } = await newAccess()
  const { body: made } = await pakms(accessToken)
  const url = await urlOfKey(merchantId)
  await world.call('POST', `${url}/deactivate`, { bearer: world.operator })
  const { status, body } = await pakms(accessToken)
  expect(status).toBe(200)
  expect(body).toEqual({ ...made, active: false, modifiedTime: body.modifiedTime })
  expect(body.modifiedTime).toBeGreaterThan(made.modifiedTime)
  expect(await probe(made.apiAccessKey)).toBe('api_key_inactive')
  await world.call('POST', `${url}/reactivate`, { bearer: world.operator })
  expect(await probe(made.apiAccessKey)).toBe(200)
  expect((await pakms(accessToken)).body).toMatchObject({ apiAccessKey: made.apiAccessKey, active: true })
})

test('PAK-6, OAUTH-19: uninstalling the app deactivates its key in every process within 1 s; reinstalling brings it back', async () => {
  const { merchantId, app, accessToken } = await newAccess()
  const apikey = (await pakms(accessToken)).body.apiAccessKey as string
  const other = () => world.callOther('POST', '/probe/public-key', { apikey })
  expect((await other()).status).toBe(200)

  await world.platform.uninstallApp({ merchantId, appId: app.id })
  expect(await probe(apikey)).toBe('api_key_inactive')
  expect(await untilMs(async () => (await other()).status === 401, 2000)).toBeLessThan(1000)

  await world.platform.installApp({ merchantId, appId: app.id, permissions: PERMISSIONS })
  expect(await probe(apikey)).toBe(200)
  const renewed = await world.issueAccessToken(merchantId, app)
  expect((await pakms(renewed)).body.apiAccessKey).toBe(apikey)
})

test('PAK-6: a key that the operator deactivated stays so through a reinstallation', async () => {
  const { merchantId, app, accessToken } = await newAccess()
  const apikey = (await pakms(accessToken)).body.apiAccessKey as string
  await world.call('POST', `${await urlOfKey(merchantId)}/deactivate`, { bearer: world.operator })
  await world.platform.uninstallApp({ merchantId, appId: app.id })
  await world.platform.installApp({ merchantId, appId: app.id, permissions: PERMISSIONS })
  expect(await probe(apikey)).toBe('api_key_inactive')
})

test('PAK-6: a key reactivated while its app is uninstalled does not work until the app is back', async () => {
  const { merchantId, app, accessToken } = await newAccess()
  const apikey = (await pakms(accessToken)).body.apiAccessKey as string
  const url = await urlOfKey(merchantId)
  await world.call('POST', `${url}/deactivate`, { bearer: world.operator })
  await world.platform.uninstallApp({ merchantId, appId: app.id })
  const { body } = await world.call('POST', `${url}/reactivate`, { bearer: world.operator })
  expect(body).toMatchObject({ active: false, deactivatedBy: null })
  expect(await probe(apikey)).toBe('api_key_inactive')
  await world.platform.installApp({ merchantId, appId: app.id, permissions: PERMISSIONS })
  expect(await probe(apikey)).toBe(200)
})

test('PAK-6: uninstalling and reactivating at once never leaves a working key of an uninstalled app', async () => {
  const { merchantId, app, accessToken } = await newAccess()
  const apikey = (await pakms(accessToken)).body.apiAccessKey as string
  const url = await urlOfKey(merchantId)
  for (let round = 0; round < 5; round++) {
    await world.call('POST', `${url}/deactivate`, { bearer: world.operator })
    const uninstalled = world.platform.uninstallApp({ merchantId, appId: app.id })
    const [reply] = await Promise.all([
      world.call('POST', `${url}/reactivate`, { bearer: world.operator }),
      uninstalled,
    ])
    expect(reply.status).toBe(200)
    expect(await probe(apikey)).toBe('api_key_inactive')
    await world.platform.installApp({ merchantId, appId: app.id, permissions: PERMISSIONS })
    expect(await probe(apikey)).toBe(200)
  }
})
