import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../database/index.ts'
import { newPublicKey } from '../../http/identifiers.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import { createAuthenticator } from '../index.ts'
import { startTestPlatform, untilMs } from '../platform.test-support.ts'
import type { TestPlatform } from '../platform.test-support.ts'

let world: TestPlatform
beforeAll(async () => {
  world = await startTestPlatform()
})
afterAll(() => world.close())

async function newPair(integrationType: 'IFRAME_API' | 'API' | 'HOSTED_CHECKOUT' = 'IFRAME_API') {
  const merchant = await world.newMerchant()
  const { key, privateKey } = await world.platform.createKeyPair({ merchantId: merchant.id, integrationType })
  return { merchant, key, privateKey }
}

const probeBearer = (bearer: string) => world.call('GET', '/probe/bearer', { bearer })
const probeKey = (apikey: string) => world.call('POST', '/probe/public-key', { apikey })

test('KEY-1: the public key works as apikey, the private key as Bearer', async () => {
  const { merchant, key, privateKey } = await newPair()
  expect((await probeKey(key.publicKey)).body).toEqual({ merchant: merchant.id, multipay: true })
  expect((await probeBearer(privateKey)).body).toEqual({ merchant: merchant.id, permissions: [...PERMISSIONS] })
})

test('KEY-1: a private key as apikey, a public key as Bearer, a private key on /trefoil/v1 are 401', async () => {
  const { merchant, key, privateKey } = await newPair()
  for (const reply of [
    await probeKey(privateKey),
    await probeBearer(key.publicKey),
    await world.call('GET', `/trefoil/v1/merchants/${merchant.id}`, { bearer: privateKey }),
    await probeBearer(world.operator),
  ]) {
    expect(reply.status).toBe(401)
    expect(reply.body.error.code).toBe('unauthorized')
  }
})

test('ERR-7, ERR-8: credentials that are missing, malformed or unknown are 401 with the scheme of their header', async () => {
  for (const bearer of ['', 'x', randomUUID(), `trf_at_${'a'.repeat(43)}`, randomUUID().toUpperCase()]) {
    const reply = await probeBearer(bearer)
    expect([reply.status, reply.body.error.code]).toEqual([401, 'unauthorized'])
    expect(reply.headers['www-authenticate']).toBe('Bearer')
  }
  for (const apikey of ['', 'x', newPublicKey(), 'A'.repeat(32), "' or true --"]) {
    const reply = await probeKey(apikey)
    expect([reply.status, reply.body.error.code]).toEqual([401, 'unauthorized'])
    expect(reply.headers['www-authenticate']).toBe('ApiKey')
  }
})

test('GEN-22: a private key in other letter case is unknown', async () => {
  const { privateKey } = await newPair()
  expect((await probeBearer(privateKey.toUpperCase())).status).toBe(401)
})

test('PRM-2, contract 3.4: a HOSTED_CHECKOUT key is refused with the whole row of the endpoint', async () => {
  const { privateKey } = await newPair('HOSTED_CHECKOUT')
  const { status, body } = await world.call('GET', '/probe/capture', { bearer: privateKey })
  expect([status, body.error.code]).toEqual([403, 'permission_missing'])
  expect(body.error.permission).toBe('PAYMENTS_R')
  expect(body.error.missing_permissions).toEqual(['PAYMENTS_R', 'PAYMENTS_W', 'ONLINE_PAYMENTS'])
  const credential = await world.platform.authenticator.bearer(privateKey)
  expect(credential).toMatchObject({ integrationType: 'HOSTED_CHECKOUT' })
})

test.each(['IFRAME_API', 'API'] as const)('PRM-1: a private key of type %s may call every endpoint', async type => {
  const { privateKey } = await newPair(type)
  expect((await world.call('GET', '/probe/capture', { bearer: privateKey })).status).toBe(200)
})

test('OAUTH-18: an expired access token is access_token_expired, an unknown one unauthorized', async () => {
  const merchant = await world.newMerchant()
  const { app } = await world.newAccess(merchant.id)
  const expired = await world.issueAccessToken(merchant.id, app, 0)
  const reply = await probeBearer(expired)
  expect([reply.status, reply.body.error.code]).toEqual([401, 'access_token_expired'])
})

test('PRM-3: a permission added to the app reaches neither old tokens nor an old consent', async () => {
  const merchant = await world.newMerchant()
  const { app, accessToken } = await world.newAccess(merchant.id, await world.newApp(['PAYMENTS_R']))
  await world.platform.changeAppPermissions(app.id, ['PAYMENTS_R', 'ONLINE_PAYMENTS'])
  expect((await probeBearer(accessToken)).body.permissions).toEqual(['PAYMENTS_R'])

  const wider = { ...app, permissions: ['PAYMENTS_R', 'ONLINE_PAYMENTS'] as const }
  const unagreed = await world.issueAccessToken(merchant.id, wider)
  expect((await probeBearer(unagreed)).body.permissions).toEqual(['PAYMENTS_R'])

  await world.newAccess(merchant.id, wider)
  expect((await probeBearer(accessToken)).body.permissions).toEqual(['PAYMENTS_R'])
  const renewed = await world.issueAccessToken(merchant.id, wider)
  expect((await probeBearer(renewed)).body.permissions).toEqual(['PAYMENTS_R', 'ONLINE_PAYMENTS'])
})

test('PRM-3: a permission taken away from the app ends in every process within 1 s', async () => {
  const merchant = await world.newMerchant()
  const { app, accessToken } = await world.newAccess(merchant.id)
  const other = () => world.callOther('GET', '/probe/capture', { bearer: accessToken })
  expect((await other()).status).toBe(200)
  await world.platform.changeAppPermissions(app.id, ['PAYMENTS_R', 'PAYMENTS_W'])
  const reply = await world.call('GET', '/probe/capture', { bearer: accessToken })
  expect([reply.status, reply.body.error.permission]).toEqual([403, 'ONLINE_PAYMENTS'])
  expect(await untilMs(async () => (await other()).status === 403, 2000)).toBeLessThan(1000)
})

test('KEY-6, KEY-8: deactivation ends both halves of a pair in every process within 1 s, reactivation brings them back', async () => {
  const { merchant, key, privateKey } = await newPair()
  const url = `/trefoil/v1/merchants/${merchant.id}/keys/${key.id}`
  const bearerOther = () => world.callOther('GET', '/probe/bearer', { bearer: privateKey })
  const keyOther = () => world.callOther('POST', '/probe/public-key', { apikey: key.publicKey })
  expect([(await bearerOther()).status, (await keyOther()).status]).toEqual([200, 200])

  await world.call('POST', `${url}/deactivate`, { bearer: world.operator })
  for (const reply of [await probeBearer(privateKey), await probeKey(key.publicKey)]) {
    expect([reply.status, reply.body.error.code]).toEqual([401, 'api_key_inactive'])
  }
  const inactive = async () => (await bearerOther()).status === 401 && (await keyOther()).status === 401
  expect(await untilMs(inactive, 2000)).toBeLessThan(1000)
  expect((await keyOther()).body.error.code).toBe('api_key_inactive')

  await world.call('POST', `${url}/reactivate`, { bearer: world.operator })
  expect([(await probeBearer(privateKey)).status, (await probeKey(key.publicKey)).status]).toEqual([200, 200])
  const active = async () => (await bearerOther()).status === 200 && (await keyOther()).status === 200
  expect(await untilMs(active, 2000)).toBeLessThan(1000)
})

test('OAUTH-19: suspension of the merchant answers 403 merchant_inactive in every process within 1 s', async () => {
  const { merchant, key, privateKey } = await newPair()
  const other = () => world.callOther('GET', '/probe/bearer', { bearer: privateKey })
  expect((await other()).status).toBe(200)
  await world.platform.setMerchantActive(merchant.id, false)
  for (const reply of [await probeBearer(privateKey), await probeKey(key.publicKey)]) {
    expect([reply.status, reply.body.error.code]).toEqual([403, 'merchant_inactive'])
  }
  expect(await untilMs(async () => (await other()).status === 403, 2000)).toBeLessThan(1000)
})

test('OAUTH-19: an access token is 403 once its app is uninstalled, and 401 for good once it is back', async () => {
  const merchant = await world.newMerchant()
  const { app, accessToken } = await world.newAccess(merchant.id)
  const name = { merchantId: merchant.id, appId: app.id }
  expect((await probeBearer(accessToken)).status).toBe(200)
  expect(await world.platform.uninstallApp(name)).toBe(true)
  expect((await probeBearer(accessToken)).body.error.code).toBe('merchant_inactive')
  expect(await world.platform.uninstallApp(name)).toBe(false)
  await world.platform.installApp({ ...name, permissions: PERMISSIONS })
  expect((await probeBearer(accessToken)).body.error.code).toBe('unauthorized')
})

test('KEY-9: both halves of a key with allowed addresses are refused from any other address', async () => {
  const { merchant, key, privateKey } = await newPair()
  const url = `/trefoil/v1/merchants/${merchant.id}/keys/${key.id}`
  await world.call('PUT', url, { bearer: world.operator, body: { allowed_addresses: ['203.0.113.0/24'] } })
  for (const reply of [await probeBearer(privateKey), await probeKey(key.publicKey)]) {
    expect([reply.status, reply.body.error.code]).toEqual([403, 'address_not_allowed'])
  }
  await world.call('PUT', url, { bearer: world.operator, body: { allowed_addresses: ['127.0.0.0/8'] } })
  expect([(await probeBearer(privateKey)).status, (await probeKey(key.publicKey)).status]).toEqual([200, 200])
})

test('KEY-3, OAUTH-1: no secret is in the database, neither in clear nor as a plain hash', async () => {
  const { privateKey } = await newPair()
  const { rows } = await world.databases.owner.query<{ row: string }>(
    `select to_jsonb(k)::text as row from platform.api_key k
     union all select to_jsonb(m)::text from platform.management_token m`,
  )
  const stored = rows.map(({ row }) => row).join('\n')
  expect(stored).not.toContain(privateKey)
  expect(stored).not.toContain(world.operator)
  expect(stored).not.toContain(createHash('sha256').update(privateKey).digest('hex'))
})

test('a database that is away is not remembered as an answer', async () => {
  const { key } = await newPair()
  const { services } = world.databases
  let away = true
  const flaky = Object.create(services, {
    query: {
      value: (...args: Parameters<Database['query']>) =>
        away ? Promise.reject(new Error('away')) : services.query(...args),
    },
  }) as Database
  const authenticator = createAuthenticator({
    database: flaky,
    credentialKey: world.credentialKey,
    mode: 'sandbox',
    monotonicMs: () => 0,
  })
  await expect(authenticator.publicKey(key.publicKey)).rejects.toThrow('away')
  away = false
  await expect(authenticator.publicKey(key.publicKey)).resolves.toMatchObject({ keyId: key.id })
})

test('what was unknown a moment ago is looked for again, so that made-up keys push nothing out', async () => {
  const { key } = await newPair()
  const authenticator = createAuthenticator({
    database: world.databases.services,
    credentialKey: world.credentialKey,
    mode: 'sandbox',
    monotonicMs: () => 0,
  })
  const publicKey = newPublicKey()
  await expect(authenticator.publicKey(publicKey)).rejects.toMatchObject({ code: 'unauthorized' })
  await world.databases.owner.query('update platform.api_key set public_key = $1 where id = $2', [publicKey, key.id])
  await expect(authenticator.publicKey(publicKey)).resolves.toMatchObject({ keyId: key.id })
})

test('architecture §4: the vault’s role looks up public keys and reads no hash of a secret', async () => {
  const { key } = await newPair()
  const authenticator = createAuthenticator({
    database: world.databases.vault,
    credentialKey: world.credentialKey,
    mode: 'sandbox',
  })
  expect(await authenticator.publicKey(key.publicKey)).toMatchObject({ kind: 'public_key', keyId: key.id })
  for (const table of ['employee', 'app', 'management_token']) {
    await expect(world.databases.vault.query(`select * from platform.${table}`)).rejects.toThrow('permission denied')
  }
  await expect(world.databases.vault.query('select private_key_hash from platform.api_key')).rejects.toThrow(
    'permission denied',
  )
})

test('one reading serves many keys that are asked for at once, each with its own answer', async () => {
  const pairs = await Promise.all(Array.from({ length: 6 }, () => newPair()))
  world.platform.authenticator.forget()
  const asked = [...pairs.map(({ key }) => key.publicKey), newPublicKey()]
  const answers = await Promise.allSettled(asked.map(key => world.platform.authenticator.publicKey(key)))
  pairs.forEach(({ key }, index) => {
    expect(answers[index]).toMatchObject({ status: 'fulfilled', value: { keyId: key.id } })
  })
  expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'unauthorized' } })
})
