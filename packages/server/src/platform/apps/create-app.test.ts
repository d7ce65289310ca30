import { afterAll, beforeAll, expect, test } from 'vitest'
import { findApp } from './app-store.ts'
import { matchesSecret } from '../credentials/secret-hash.ts'
import { startTestPlatform } from '../platform.test-support.ts'
import type { TestPlatform } from '../platform.test-support.ts'
import { isSiteUrl } from './site-url.ts'

let world: TestPlatform
beforeAll(async () => {
  world = await startTestPlatform()
})
afterAll(() => world.close())

const create = (body: object, bearer = world.operator) => world.call('POST', '/trefoil/v1/apps', { bearer, body })
const APP = { name: 'Till', site_url: 'https://till.example/app', permissions: ['ONLINE_PAYMENTS', 'PAYMENTS_R'] }

test('OAUTH-1, contract 3.6: a new app has the default flags, and its secret is shown once and stored as a hash', async () => {
  const { status, body } = await create(APP)
  expect(status).toBe(200)
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{13}$/),
    object: 'app',
    name: 'Till',
    site_url: 'https://till.example/app',
    permissions: ['PAYMENTS_R', 'ONLINE_PAYMENTS'],
    confidential: true,
    legacy_oauth: false,
    allow_implicit: false,
    secret: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    createdTime: expect.any(Number),
    modifiedTime: expect.any(Number),
  })
  const stored = await findApp(world.databases.services, body.id)
  expect(matchesSecret(world.credentialKey, body.secret, stored?.secretHash)).toBe(true)
})

test('OAUTH-1: the flags can be set', async () => {
  const flags = { confidential: false, legacy_oauth: true, allow_implicit: 'true' }
  const { body } = await create({ ...APP, ...flags })
  expect(body).toMatchObject({ confidential: false, legacy_oauth: true, allow_implicit: true })
})

test.each([
  [{ ...APP, name: undefined }, 'name', 'parameter_missing'],
  [{ ...APP, site_url: undefined }, 'site_url', 'parameter_missing'],
  [{ ...APP, site_url: 'till.example' }, 'site_url', 'invalid_request'],
  [{ ...APP, permissions: undefined }, 'permissions', 'parameter_missing'],
  [{ ...APP, permissions: ['ONLINE_PAYMENTS', 'EVERYTHING'] }, 'permissions[1]', 'invalid_request'],
  [{ ...APP, confidential: 'perhaps' }, 'confidential', 'invalid_request'],
])('contract 3.6: an app of %j is refused', async (body, param, code) => {
  const reply = await create(body)
  expect([reply.status, reply.body.error.code, reply.body.error.param]).toEqual([400, code, param])
})

test('contract 3.6: a merchant administrator cannot register apps: 404', async () => {
  const { id } = await world.newMerchant()
  const reply = await create(APP, await world.administratorOf(id))
  expect([reply.status, reply.body.error.code]).toEqual([404, 'resource_missing'])
})

test.each([
  ['https://till.example', true, true],
  ['https://till.example:8443/a?b=c', true, true],
  ['http://localhost:3000/callback', true, false],
  ['http://127.0.0.1/', true, false],
  ['http://[::1]:3000/', true, false],
  ['http://till.example/', false, false],
  ['https://user@till.example/', false, false],
  ['https://till.example/#top', false, false],
  ['https://till.example/#', false, false],
  ['ftp://till.example/', false, false],
  ['javascript:alert(1)', false, false],
  ['', false, false],
])('OAUTH-2: %s as Site URL: sandbox %s, live %s', (url, sandbox, inLive) => {
  expect([isSiteUrl(url, 'sandbox'), isSiteUrl(url, 'live')]).toEqual([sandbox, inLive])
})
