import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform } from '../platform.test-support.ts'
import type { Reply, TestPlatform } from '../platform.test-support.ts'

let world: TestPlatform
let live: TestPlatform
beforeAll(async () => {
  world = await startTestPlatform()
  live = await startTestPlatform('live')
})
afterAll(async () => {
  await world.close()
  await live.close()
})

const keysOf = (merchantId: string) => `/trefoil/v1/merchants/${merchantId}/keys`

async function newPair(body: object = { integration_type: 'IFRAME_API' }) {
  const { id: merchantId } = await world.newMerchant()
  const reply = await world.call('POST', keysOf(merchantId), { bearer: world.operator, body })
  return { merchantId, reply, url: `${keysOf(merchantId)}/${reply.body.id as string}` }
}

const post = (url: string, body?: object, bearer = world.operator) => world.call('POST', url, { bearer, body })
const codeOf = (reply: Reply) => [reply.status, reply.body.error?.code, reply.body.error?.param]

test('contract 3.6: a new pair is the key object and the private key', async () => {
  const { reply } = await newPair({ integration_type: 'API' })
  expect(reply.status).toBe(200)
  const { createdTime, modifiedTime, id, publicKey, privateKey, ...rest } = reply.body
  expect(rest).toEqual({
    object: 'key',
    kind: 'ecommerce',
    developerAppUuid: null,
    integration_type: 'API',
    active: true,
    deactivatedBy: null,
    allowed_origins: [],
    allowed_addresses: [],
    multipay: true,
  })
  expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{13}$/)
  expect(publicKey).toMatch(/^[0-9a-f]{32}$/)
  expect(privateKey).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Math.abs(createdTime - Date.now())).toBeLessThan(60_000)
  expect(modifiedTime).toBe(createdTime)
})

test('contract 3.6: multipay starts true in sandbox, false in live', async () => {
  const merchant = await live.newMerchant()
  const body = { integration_type: 'API' }
  const pair = await live.call('POST', keysOf(merchant.id), { bearer: live.operator, body })
  expect(pair.body.multipay).toBe(false)
  const { accessToken } = await live.newAccess(merchant.id)
  await live.call('GET', '/pakms/apikey', { bearer: accessToken })
  const list = await live.call('GET', keysOf(merchant.id), { bearer: live.operator })
  expect(list.body.data.map((key: { multipay: boolean }) => key.multipay)).toEqual([false, false])
})

test.each([
  [{}, 'parameter_missing'],
  [{ integration_type: null }, 'parameter_missing'],
  [{ integration_type: 'iframe_api' }, 'invalid_request'],
  [{ integration_type: 7 }, 'invalid_request'],
])('contract 3.6: a pair of %j is refused with %s', async (body, code) => {
  const { reply } = await newPair(body)
  expect(codeOf(reply)).toEqual([400, code, 'integration_type'])
})

test('KEY-2: a merchant has one current pair, also when many are asked for at once', async () => {
  const { id } = await world.newMerchant()
  const replies = await Promise.all(Array.from({ length: 6 }, () => post(keysOf(id), { integration_type: 'API' })))
  expect(replies.filter(reply => reply.status === 200)).toHaveLength(1)
  for (const reply of replies.filter(one => one.status !== 200))
    expect(codeOf(reply).slice(0, 2)).toEqual([400, 'invalid_request'])
})

test('KEY-2: a deactivated pair is still the current one', async () => {
  const { merchantId, url } = await newPair()
  await post(`${url}/deactivate`)
  expect(codeOf(await post(keysOf(merchantId), { integration_type: 'API' })).slice(0, 2)).toEqual([
    400,
    'invalid_request',
  ])
})

test('KEY-3: the private key is shown once', async () => {
  const { merchantId, url, reply } = await newPair()
  const { privateKey } = reply.body
  const later = [
    await world.call('GET', keysOf(merchantId), { bearer: world.operator }),
    await world.call('PUT', url, { bearer: world.operator, body: { multipay: false } }),
    await post(`${url}/deactivate`),
    await post(`${url}/reactivate`),
  ]
  for (const { status, text } of later) {
    expect(status).toBe(200)
    expect(text).not.toContain(privateKey)
    expect(text).not.toContain('privateKey')
  }
})

test('contract 3.6: the list holds merchant pairs and the keys of apps, newest first', async () => {
  const { merchantId, reply } = await newPair()
  const { app, accessToken } = await world.newAccess(merchantId)
  const pakms = await world.call('GET', '/pakms/apikey', { bearer: accessToken })
  const { body } = await world.call('GET', keysOf(merchantId), { bearer: world.operator })
  expect(body.object).toBe('list')
  expect(body.data).toHaveLength(2)
  expect(body.data[0]).toMatchObject({
    kind: 'pakms',
    publicKey: pakms.body.apiAccessKey,
    developerAppUuid: app.id,
    integration_type: null,
  })
  expect(body.data[1]).toMatchObject({ id: reply.body.id, kind: 'ecommerce' })
})

test('contract 3.6: origins, addresses and multipay change, each on its own', async () => {
  const { url } = await newPair()
  const put = (body: object) => world.call('PUT', url, { bearer: world.operator, body })
  const origins = ['https://shop.example', 'https://*.shop.example', 'http://localhost:*']
  expect((await put({ allowed_origins: origins })).body.allowed_origins).toEqual(origins)
  const addresses = ['203.0.113.7', '2001:db8::/32']
  const second = await put({ allowed_addresses: addresses, multipay: 'false' })
  expect(second.body).toMatchObject({ allowed_origins: origins, allowed_addresses: addresses, multipay: false })
  expect((await put({ allowed_origins: [] })).body).toMatchObject({ allowed_origins: [], multipay: false })
})

test.each([
  [{ allowed_origins: 'https://shop.example' }, 'allowed_origins'],
  [{ allowed_origins: ['https://shop.example', 'http://shop.example'] }, 'allowed_origins[1]'],
  [{ allowed_addresses: ['203.0.113.0/33'] }, 'allowed_addresses[0]'],
  [{ allowed_addresses: ['shop.example'] }, 'allowed_addresses[0]'],
  [{ multipay: 'yes' }, 'multipay'],
])('contract 3.6: a change of %j is refused and changes nothing', async (body, param) => {
  const { url, merchantId } = await newPair()
  const reply = await world.call('PUT', url, { bearer: world.operator, body: { multipay: false, ...body } })
  expect(codeOf(reply)).toEqual([400, 'invalid_request', param])
  const { body: list } = await world.call('GET', keysOf(merchantId), { bearer: world.operator })
  expect(list.data[0]).toMatchObject({ allowed_origins: [], allowed_addresses: [], multipay: true })
})

test('KEY-4: both pairs work after a rotation; the old one expires when the overlap is over', async () => {
  const { url, reply } = await newPair()
  const put = { allowed_origins: ['https://shop.example'], multipay: false }
  await world.call('PUT', url, { bearer: world.operator, body: put })
  const rotated = await post(`${url}/rotate`, { overlap_hours: 1 })
  expect(rotated.body).toMatchObject({ kind: 'ecommerce', integration_type: 'IFRAME_API', ...put })
  expect(rotated.body.publicKey).not.toBe(reply.body.publicKey)
  expect(rotated.body.privateKey).not.toBe(reply.body.privateKey)
  const probe = (bearer: string) => world.call('GET', '/probe/bearer', { bearer })
  expect((await probe(reply.body.privateKey)).status).toBe(200)
  expect((await probe(rotated.body.privateKey)).status).toBe(200)

  await world.databases.owner.query(
    `update platform.api_key set expires_at = expires_at - interval '1 hour' where id = $1`,
    [reply.body.id],
  )
  world.platform.authenticator.forget()
  expect(codeOf(await probe(reply.body.privateKey)).slice(0, 2)).toEqual([401, 'api_key_expired'])
  const old = await world.call('POST', '/probe/public-key', { apikey: reply.body.publicKey })
  expect(codeOf(old).slice(0, 2)).toEqual([401, 'api_key_expired'])
  expect((await probe(rotated.body.privateKey)).status).toBe(200)
})

test.each([
  [undefined, 24],
  ['168', 168],
])('KEY-4: an overlap of %s is %i hours', async (overlap_hours, hours) => {
  const { url, merchantId } = await newPair()
  const rotated = await post(`${url}/rotate`, { overlap_hours })
  const { body } = await world.call('GET', keysOf(merchantId), { bearer: world.operator })
  const old = body.data.find((key: { id: string }) => key.id !== rotated.body.id)
  expect(old.expiresTime - rotated.body.createdTime).toBe(hours * 3_600_000)
})

test('KEY-4: with an overlap of 0 the old pair ends at once', async () => {
  const { url, reply } = await newPair()
  await post(`${url}/rotate`, { overlap_hours: 0 })
  const probe = await world.call('GET', '/probe/bearer', { bearer: reply.body.privateKey })
  expect(codeOf(probe).slice(0, 2)).toEqual([401, 'api_key_expired'])
})

test.each([-1, 169, 1.5, 'a day'])('KEY-4: an overlap of %s hours is refused', async overlap_hours => {
  const { url } = await newPair()
  expect(codeOf(await post(`${url}/rotate`, { overlap_hours }))).toEqual([400, 'invalid_request', 'overlap_hours'])
})

test('KEY-4: of several rotations at once one happens; a pair that is rotated out cannot be rotated', async () => {
  const { url, merchantId } = await newPair()
  const replies = await Promise.all(Array.from({ length: 5 }, () => post(`${url}/rotate`)))
  expect(replies.map(reply => reply.status).sort()).toEqual([200, 400, 400, 400, 400])
  const { body } = await world.call('GET', keysOf(merchantId), { bearer: world.operator })
  expect(body.data).toHaveLength(2)
})

test('PAK-1: the key of an app is not rotated', async () => {
  const merchant = await world.newMerchant()
  const { accessToken } = await world.newAccess(merchant.id)
  await world.call('GET', '/pakms/apikey', { bearer: accessToken })
  const { body } = await world.call('GET', keysOf(merchant.id), { bearer: world.operator })
  const reply = await post(`${keysOf(merchant.id)}/${body.data[0].id as string}/rotate`)
  expect(codeOf(reply).slice(0, 2)).toEqual([400, 'invalid_request'])
})

test('KEY-6: deactivate and reactivate are idempotent; modifiedTime moves only with active', async () => {
  const { url, reply } = await newPair()
  const before = reply.body.modifiedTime
  await new Promise(resolve => setTimeout(resolve, 5))
  expect((await post(`${url}/reactivate`)).body).toMatchObject({ active: true, modifiedTime: before })
  const first = await post(`${url}/deactivate`, { reason: 'lost laptop' })
  expect(first.body).toMatchObject({ active: false, deactivatedBy: 'operator', deactivation_reason: 'lost laptop' })
  expect(first.body.modifiedTime).toBeGreaterThan(before)
  await new Promise(resolve => setTimeout(resolve, 5))
  expect((await post(`${url}/deactivate`, { reason: 'again' })).body).toEqual(first.body)
  const back = await post(`${url}/reactivate`)
  expect(back.body).toMatchObject({ active: true, deactivatedBy: null })
  expect(back.body.modifiedTime).toBeGreaterThan(first.body.modifiedTime)
  expect((await post(`${url}/reactivate`)).body).toEqual(back.body)
})

test('contract 3.6: a reason of 255 characters is taken, one of 256 is refused', async () => {
  const { url } = await newPair()
  expect(codeOf(await post(`${url}/deactivate`, { reason: 'é'.repeat(256) }))).toEqual([
    400,
    'invalid_request',
    'reason',
  ])
  expect((await post(`${url}/deactivate`, { reason: '𝒳'.repeat(255) })).status).toBe(200)
})

test('KEY-7: what the operator deactivated, a merchant administrator cannot bring back', async () => {
  const { merchantId, url } = await newPair()
  const admin = await world.administratorOf(merchantId)
  expect((await post(`${url}/deactivate`, {}, admin)).body.deactivatedBy).toBe('merchant')
  expect((await post(`${url}/reactivate`, {}, admin)).body.active).toBe(true)

  await post(`${url}/deactivate`)
  const refused = await post(`${url}/reactivate`, {}, admin)
  expect(codeOf(refused).slice(0, 2)).toEqual([403, 'permission_missing'])
  expect(refused.body.error.permission).toBe('operator')
  expect((await post(`${url}/deactivate`, {}, admin)).body.deactivatedBy).toBe('operator')
  expect((await post(`${url}/reactivate`)).body.active).toBe(true)
})

test('KEY-7: what the system deactivated, a merchant administrator can bring back', async () => {
  const { merchantId, url, reply } = await newPair()
  await world.platform.deactivateKeyForMisuse({ merchantId, keyId: reply.body.id }, 'card testing')
  const admin = await world.administratorOf(merchantId)
  const { body } = await world.call('GET', keysOf(merchantId), { bearer: admin })
  expect(body.data[0]).toMatchObject({ active: false, deactivatedBy: 'system' })
  expect((await post(`${url}/reactivate`, {}, admin)).body.active).toBe(true)
})

test('contract 3.6, GEN-23: a merchant administrator meets 404 at every other merchant', async () => {
  const mine = await newPair()
  const theirs = await newPair()
  const admin = await world.administratorOf(mine.merchantId)
  const unknown = theirs.url.replace(theirs.merchantId, 'M9S346Q3D25VT')
  for (const bearer of [admin, world.operator]) {
    for (const [method, path] of [
      ['PUT', ''],
      ['POST', '/rotate'],
      ['POST', '/deactivate'],
      ['POST', '/reactivate'],
    ] as const) {
      const url = bearer === admin ? theirs.url : unknown
      expect(codeOf(await world.call(method, url + path, { bearer, body: {} })).slice(0, 2)).toEqual([
        404,
        'resource_missing',
      ])
    }
  }
  expect((await world.call('GET', keysOf(theirs.merchantId), { bearer: admin })).status).toBe(404)
  expect((await post(keysOf(theirs.merchantId), { integration_type: 'API' }, admin)).status).toBe(404)
  expect((await post(`${keysOf(mine.merchantId)}/4F5V37E3S3%00/deactivate`)).status).toBe(404)
  // The key of another merchant, under one's own merchant's path.
  const crossed = theirs.url.replace(theirs.merchantId, mine.merchantId)
  expect((await post(`${crossed}/deactivate`, {}, admin)).status).toBe(404)
})
