import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { builtPackage, ORIGINS, SOURCES, startWorld } from './elements.test-support.ts'
import type { World } from './elements.test-support.ts'
import { readRelease, SdkMissingError } from './release.ts'
import { integrityOf } from './served-file.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})

const get = (url: string, headers: Record<string, string> = {}) =>
  world.checkout.inject({ method: 'GET', url, headers: { host: 'localhost:8080', ...headers } })

const SERVED = SOURCES['sdk.js']!.replace('__TREFOIL_FIELDS__', ORIGINS.fields).replace(
  '__TREFOIL_CHECKOUT__',
  ORIGINS.checkout,
)

test.each([
  ['/sdk.js', 'public, max-age=300, stale-while-revalidate=600'],
  ['/v1/sdk.js', 'public, max-age=300, stale-while-revalidate=600'],
  ['/1.4.2/sdk.js', 'public, max-age=31536000, immutable'],
])('SDK-5, SDK-10: %s is the script with both origins in it, open to every page', async (url, cacheControl) => {
  const answer = await get(url)
  expect([answer.statusCode, answer.body]).toEqual([200, SERVED])
  expect(answer.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'timing-allow-origin': '*',
    'cache-control': cacheControl,
    vary: 'Accept-Encoding',
  })
  expect(answer.headers).not.toHaveProperty('set-cookie')
})

test('SDK-6: a query changes nothing', async () => {
  const [plain, asked] = await Promise.all([get('/sdk.js'), get('/sdk.js?ver=1.0.0')])
  expect([asked.statusCode, asked.body, asked.headers['etag']]).toEqual([200, plain.body, plain.headers['etag']])
})

test.each([
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ['gzip, br;q=0', 'gzip', gunzipSync],
] as const)('SDK-5: to "%s" it comes as %s', async (accepted, encoding, decompress) => {
  const answer = await get('/sdk.js', { 'accept-encoding': accepted })
  expect(answer.headers['content-encoding']).toBe(encoding)
  expect(decompress(answer.rawPayload).toString()).toBe(SERVED)
})

test('SDK-5: who has it already is told so, for each form that it comes in', async () => {
  const plain = await get('/sdk.js')
  const tag = plain.headers['etag'] as string
  for (const value of [tag, `"other", W/${tag}`, '*']) {
    const again = await get('/sdk.js', { 'if-none-match': value })
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', tag])
  }
  expect((await get('/sdk.js', { 'if-none-match': tag, 'accept-encoding': 'br' })).statusCode).toBe(200)
  expect((await get('/sdk.js', { 'if-none-match': '"other"' })).statusCode).toBe(200)
})

test('SDK-7: the integrity list is of the bytes that are served', async () => {
  const answer = await get('/1.4.2/sri.json')
  const { version, files } = answer.json<{ version: string; files: Record<string, unknown> }>()
  expect(version).toBe('1.4.2')
  expect(files['sdk.js']).toEqual({ integrity: integrityOf(SERVED), bytes: SERVED.length })
  expect(files['guard.js']).toEqual({ integrity: integrityOf(SOURCES['guard.js']!), bytes: 13 })
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
})

test('SEC-40: the manifest names the address, hash, purpose and authority of every script', async () => {
  const list = (await get('/1.4.2/scripts.json')).json<{ url: string; integrity: string; purpose: string }[]>()
  expect(list.map(({ url }) => url)).toEqual([
    `${ORIGINS.checkout}/1.4.2/sdk.js`,
    `${ORIGINS.checkout}/1.4.2/guard.js`,
    ...['field.js', 'controller.js', 'why.js'].map(name => `${ORIGINS.fields}/f/1.4.2/${name}`),
  ])
  expect(list[0]).toEqual({
    url: `${ORIGINS.checkout}/1.4.2/sdk.js`,
    integrity: integrityOf(SERVED),
    bytes: SERVED.length,
    purpose: 'What sdk.js is for.',
    authorisedBy: 'A person',
    packages: [],
  })
})

test.each(['/2.0.0/sdk.js', '/1.4.2/field.js', '/v2/sdk.js', '/1.4.2/../package.json'])(
  '%s is not served from checkout',
  async url => {
    expect((await get(url)).statusCode).toBe(404)
  },
)

test.each(['sdk.js', 'field.css', 'why.js'])('a start without %s says what to do', async name => {
  const folder = await builtPackage()
  await rm(join(folder, 'dist', name))
  const reading = readRelease(folder)
  await expect(reading).rejects.toThrow(SdkMissingError)
  await expect(reading).rejects.toThrow('The browser SDK is not built. Run npm run build.')
})

test('SDK-10: a script without places for the origins is not served', async () => {
  const folder = await builtPackage({ ...SOURCES, 'sdk.js': 'void 0' })
  await expect(readRelease(folder)).rejects.toThrow(SdkMissingError)
})
