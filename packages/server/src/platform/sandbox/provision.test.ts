import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PERMISSIONS } from '../../http/permissions.ts'
import { findApp } from '../apps/app-store.ts'
import { matchesSecret } from '../credentials/secret-hash.ts'
import { createPlatform } from '../index.ts'
import type { SandboxFacts } from '../index.ts'
import { startTestPlatform } from '../platform.test-support.ts'
import type { TestPlatform } from '../platform.test-support.ts'

const urlsAt = (port: number) => ({
  platform: `http://localhost:${port}`,
  vault: `http://localhost:${port}`,
  ecommerce: `http://localhost:${port}`,
  checkout: `http://localhost:${port}`,
  fields: `http://localhost:${port + 1}`,
})

let world: TestPlatform
let folder: string
let path: string
beforeEach(async () => {
  world = await startTestPlatform()
  folder = await mkdtemp(join(tmpdir(), 'trefoil-sandbox-'))
  path = join(folder, 'sandbox.json')
})
afterEach(async () => {
  await rm(folder, { recursive: true })
  await world.close()
})

const start = (port = 8080) => world.platform.provisionSandbox({ path, urls: urlsAt(port) })
const sql = (text: string) => world.databases.owner.query(text)

/** Uses every credential the way a developer would. */
async function expectAllToWork(facts: SandboxFacts): Promise<void> {
  const bearer = await world.call('GET', '/probe/bearer', { bearer: facts.accessToken })
  expect(bearer.body).toEqual({ merchant: facts.merchantId, permissions: [...PERMISSIONS] })
  const pakms = await world.call('GET', '/pakms/apikey', { bearer: facts.accessToken })
  expect(pakms.body).toMatchObject({ merchantUuid: facts.merchantId, developerAppUuid: facts.appId, active: true })
  expect((await world.call('GET', '/probe/capture', { bearer: facts.privateKey })).status).toBe(200)
  expect((await world.call('POST', '/probe/public-key', { apikey: facts.publicKey })).status).toBe(200)
  const management = { bearer: facts.managementToken, body: { name: 'Another', default_currency: 'usd' } }
  expect((await world.call('POST', '/trefoil/v1/merchants', management)).status).toBe(200)
  const app = await findApp(world.databases.services, facts.appId)
  expect(matchesSecret(world.credentialKey, facts.appSecret, app?.secretHash)).toBe(true)
  expect(app?.siteUrl).toBe(facts.urls.checkout)
}

test('the first start makes everything a sandbox needs, in a file for its owner only', async () => {
  const facts = await start()
  expect(Object.keys(facts).sort()).toEqual(
    [
      ...['urls', 'merchantId', 'appId', 'appSecret', 'employeeId', 'accessToken', 'refreshToken'],
      ...['publicKey', 'privateKey', 'managementToken'],
    ].sort(),
  )
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(facts)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['sandbox.json'])
  await expectAllToWork(facts)
})

test('a later start keeps all of it and tells where the services are now', async () => {
  const first = await start()
  const second = await start(9090)
  expect(second).toEqual({ ...first, urls: urlsAt(9090) })
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(second)
  await expectAllToWork(second)
})

test('without its file the same sandbox gets new secrets, and a lost pair still has its overlap', async () => {
  const first = await start()
  await rm(path)
  const second = await start()
  for (const name of ['merchantId', 'appId', 'employeeId'] as const) expect(second[name]).toBe(first[name])
  for (const name of [
    'appSecret',
    'accessToken',
    'refreshToken',
    'privateKey',
    'publicKey',
    'managementToken',
  ] as const) {
    expect(second[name]).not.toBe(first[name])
  }
  await expectAllToWork(second)
  expect((await world.call('GET', '/probe/bearer', { bearer: first.privateKey })).status).toBe(200)
})

test('a file of another database is replaced whole', async () => {
  const first = await start()
  const fresh = await startTestPlatform()
  try {
    const second = await fresh.platform.provisionSandbox({ path, urls: urlsAt(8080) })
    for (const name of Object.keys(first) as (keyof SandboxFacts)[]) {
      if (name !== 'urls') expect(second[name]).not.toBe(first[name])
    }
  } finally {
    await fresh.close()
  }
})

test.each(['', '{', '[]', '{"accessToken":7,"privateKey":null}'])('a damaged file (%s) is replaced', async text => {
  await writeFile(path, text)
  await chmod(path, 0o644)
  const facts = await start()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await expectAllToWork(facts)
})

test.each([
  [
    'an access token with less than an hour left',
    `update platform.access_token set expires_at = now() + interval '59 minutes'`,
  ],
  ['a refresh token that was used', `update platform.refresh_token set retired_at = now(), successor_hash = '\\x00'`],
  ['a revoked family', `update platform.oauth_grant set revoked_at = now()`],
])('%s: both tokens are replaced and nothing else', async (_what, change) => {
  const first = await start()
  await sql(change)
  const second = await start()
  expect(second.accessToken).not.toBe(first.accessToken)
  expect(second.refreshToken).not.toBe(first.refreshToken)
  const { accessToken, refreshToken } = second
  expect(second).toEqual({ ...first, accessToken, refreshToken })
  await expectAllToWork(second)
})

test('a deactivated pair is replaced and nothing else', async () => {
  const first = await start()
  await sql(`update platform.api_key set active = false, deactivated_by = 'operator' where kind = 'ecommerce'`)
  const second = await start()
  const { publicKey, privateKey } = second
  expect(privateKey).not.toBe(first.privateKey)
  expect(second).toEqual({ ...first, publicKey, privateKey })
  await expectAllToWork(second)
})

test('a revoked management token is replaced and nothing else', async () => {
  const first = await start()
  await sql(`delete from platform.management_token where name = 'sandbox'`)
  const second = await start()
  expect(second).toEqual({ ...first, managementToken: second.managementToken })
  await expectAllToWork(second)
})

test('an uninstalled app is installed again, with new tokens', async () => {
  const first = await start()
  await world.platform.uninstallApp(first)
  const second = await start()
  const { accessToken, refreshToken } = second
  expect(accessToken).not.toBe(first.accessToken)
  expect(second).toEqual({ ...first, accessToken, refreshToken })
  await expectAllToWork(second)
})

test('two servers that start at once on an empty database make one sandbox', async () => {
  const other = { path: join(folder, 'other.json'), urls: urlsAt(8080) }
  const [one, two] = await Promise.all([start(), world.otherProcess.provisionSandbox(other)])
  expect([two.merchantId, two.appId, two.employeeId]).toEqual([one.merchantId, one.appId, one.employeeId])
  const { rows } = await sql(
    `select (select count(*) from platform.merchant) as merchants, (select count(*) from platform.app) as apps,
            (select count(*) from platform.developer) as developers`,
  )
  expect(rows[0]).toEqual({ merchants: 1, apps: 1, developers: 1 })
})

test('GEN-2: a live deployment is never provisioned', async () => {
  const platform = createPlatform({
    database: world.databases.services,
    credentialKey: world.credentialKey,
    mode: 'live',
    accessTokenTtlSeconds: 1800,
    refreshTokenTtlSeconds: 3600,
  })
  await expect(platform.provisionSandbox({ path, urls: urlsAt(8080) })).rejects.toThrow('Only a sandbox')
  expect(await readdir(folder)).toEqual([])
})
