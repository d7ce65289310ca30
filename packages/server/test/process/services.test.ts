/** Parts of a deployment, and live mode. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/config.ts'
import { isLuhnValid } from '../../src/http/luhn.ts'
import { ListenError } from '../../src/listening.ts'
import { KeyFileError } from '../../src/vault/index.ts'
import { startAnyServer } from '../support/any-server.ts'
import type { AnyServer } from '../support/any-server.ts'
import { temporaryDirectory } from '../support/index.ts'

let server: AnyServer | undefined
const directories: string[] = []

afterEach(async () => {
  await server?.close()
  server = undefined
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true })
})

async function newDirectory(): Promise<string> {
  const directory = await temporaryDirectory()
  directories.push(directory)
  return directory
}

const POST = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
/** One path of each service, and what it answers to somebody without a credential when it is served. */
const PATHS: Record<string, readonly [path: string, init: RequestInit, served: number]> = {
  platform: ['/trefoil/v1/merchants', POST, 401],
  oauth: ['/oauth/v2/token', POST, 400],
  'api keys': ['/pakms/apikey', {}, 401],
  vault: ['/v1/tokens', POST, 401],
  ecommerce: ['/v1/charges', POST, 401],
  checkout: ['/errors/card_declined', {}, 200],
  reference: ['/docs/', {}, 200],
}

test.each<[string, string[]]>([
  ['platform', ['platform', 'oauth', 'api keys']],
  ['vault', ['vault']],
  ['vault,checkout', ['vault', 'checkout', 'reference']],
  ['vault,ecommerce', ['vault', 'ecommerce', 'api keys']],
  ['platform,vault,ecommerce,checkout', Object.keys(PATHS)],
])('GEN-1: a process of %s answers its own paths, and 404 on all others', async (services, served) => {
  server = await startAnyServer({ TREFOIL_SERVICES: services })
  for (const [name, [path, init, status]] of Object.entries(PATHS)) {
    const answer = await server.fetch(path, init)
    expect([name, answer.status]).toEqual([name, served.includes(name) ? status : 404])
  }
  for (const path of ['/healthz', '/readyz']) expect((await server.fetch(path)).status).toBe(200)
  const { origins, sandbox, sandboxPath } = server.running
  expect(origins.fields === origins.platform).toBe(!services.includes('checkout'))
  expect([sandbox !== undefined, existsSync(sandboxPath)]).toEqual(Array(2).fill(services.includes('platform')))
})

test('the fields are on an origin of their own, which answers nothing but its own', async () => {
  server = await startAnyServer()
  const { fields } = server.running.origins
  expect((await fetch(`${fields}/readyz`)).status).toBe(200)
  for (const path of ['/v1/charges', '/oauth/v2/token', '/docs/', '/errors/card_declined']) {
    expect((await fetch(fields + path)).status).toBe(404)
  }
})

test('a start that fails half way closes what it had opened', async () => {
  const [port, taken] = await takePortAboveFreeOne()
  // The helper fails when a database session is left open.
  await expect(startAnyServer({ TREFOIL_PORT: String(port - 1) })).rejects.toThrow(ListenError)
  await expect(fetch(`http://127.0.0.1:${port - 1}/healthz`)).rejects.toThrow()
  taken.close()
})

test('a data directory that is not there is made, for its owner only when no database lives in it', async () => {
  const dataDir = join(await newDirectory(), 'not', 'there')
  server = await startAnyServer({ TREFOIL_DATA_DIR: dataDir })
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  expect(server.running.sandboxPath).toBe(join(dataDir, 'sandbox.json'))
})

test('closing twice is closing once, and both wait', async () => {
  server = await startAnyServer()
  const { running } = server
  await Promise.all([running.close(), running.close()])
  await expect(server.fetch('/healthz')).rejects.toThrow()
})

describe('live mode', () => {
  const HTTPS = { 'x-forwarded-proto': 'https' }

  async function startLive(environment: Record<string, string> = {}): Promise<AnyServer> {
    const keyFile = join(await newDirectory(), 'vault.key')
    await promisify(execFile)('sh', ['-c', `umask 077; openssl rand -hex 32 > "${keyFile}"`])
    const proxies = { TREFOIL_TRUSTED_PROXIES: '127.0.0.1' }
    return startAnyServer({ TREFOIL_MODE: 'live', TREFOIL_KEY_FILE: keyFile, ...proxies, ...environment })
  }

  test('GEN-3: plain HTTP is refused, and what a trusted proxy took by HTTPS is answered', async () => {
    server = await startLive()
    const plain = await server.fetch('/v1/charges', POST)
    expect([plain.status, await plain.json()]).toMatchObject([400, { error: { code: 'invalid_request' } }])
    expect((await server.fetch('/v1/charges', { ...POST, headers: { ...POST.headers, ...HTTPS } })).status).toBe(401)
  })

  test('GEN-3: a client that is no trusted proxy cannot say so', async () => {
    server = await startLive({ TREFOIL_TRUSTED_PROXIES: '192.0.2.1' })
    expect((await server.fetch('/v1/charges', { ...POST, headers: { ...POST.headers, ...HTTPS } })).status).toBe(400)
  })

  test('there is no sandbox: no sandbox.json and no start page', async () => {
    server = await startLive()
    expect(server.running.sandbox).toBeUndefined()
    expect(existsSync(server.running.sandboxPath)).toBe(false)
    expect((await server.fetch('/', { headers: HTTPS })).status).toBe(404)
  })

  test('TOK-13: test cards are refused, and without a connector to an acquirer no charge is made of any other', async () => {
    server = await startLive()
    const { platform } = server.running
    const { id: merchantId } = await platform.createMerchant({ name: 'Shop', defaultCurrency: 'usd' })
    const { key, privateKey } = await platform.createKeyPair({ merchantId, integrationType: 'API' })
    const post = async (path: string, credential: Record<string, string>, body: object) => {
      const headers = { ...HTTPS, ...credential, 'content-type': 'application/json' }
      const answer = await server!.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
      return [answer.status, (await answer.json()) as Record<string, unknown>] as const
    }
    const token = (number: string) => {
      const card = { number, exp_month: '12', exp_year: '2030', cvv: '123' }
      return post('/v1/tokens', { apikey: key.publicKey }, { card })
    }
    expect(await token('4242424242424242')).toMatchObject([400, { error: { code: 'test_data_in_live' } }])
    // Of the range that belongs to no issuer and holds no test number (contract SBX-1).
    const [stored, { id: source }] = await token(withCheckDigit('400000009500000'))
    expect(stored).toBe(200)
    const authorization = `Bearer ${privateKey}`
    expect(await post('/v1/charges', { authorization }, { amount: 1100, currency: 'usd', source })).toMatchObject([
      503,
      { error: { code: 'acquirer_unavailable' } },
    ])
  })

  test('PCI-09: a key file that is not there is not made; how to make one is said', async () => {
    const missing = join(await newDirectory(), 'vault.key')
    const start = startAnyServer({ TREFOIL_MODE: 'live', TREFOIL_KEY_FILE: missing })
    await expect(start).rejects.toThrow(ConfigError)
    await expect(start).rejects.toThrow(/^TREFOIL_KEY_FILE is ".+", where there is no file\. .+openssl rand -hex 32/)
    expect(existsSync(missing)).toBe(false)
  })

  test('a key file that others may read is refused', async () => {
    const open = join(await newDirectory(), 'vault.key')
    await writeFile(open, 'ab'.repeat(32), { mode: 0o644 })
    await expect(startAnyServer({ TREFOIL_MODE: 'live', TREFOIL_KEY_FILE: open })).rejects.toThrow(KeyFileError)
  })
})

/** A port that is taken, and the one below it that is free. */
async function takePortAboveFreeOne(): Promise<[number, Server]> {
  for (;;) {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    const below = createServer().listen(port - 1, '127.0.0.1')
    const isFree = await once(below, 'listening').then(
      () => true,
      () => false,
    )
    below.close()
    if (isFree) return [port, taken]
    taken.close()
  }
}

function withCheckDigit(digits: string): string {
  return Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`).find(isLuhnValid)!
}
