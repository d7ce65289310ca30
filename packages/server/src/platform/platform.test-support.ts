/** A platform on a database of its own behind a real HTTP server, for the tests of this folder. */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, InjectOptions } from 'fastify'
import pino from 'pino'
import { Type } from 'typebox'
import { createTestDatabases } from '../../test/support/index.ts'
import type { TestDatabases } from '../../test/support/index.ts'
import { operation, registerOperation } from '../http/operation.ts'
import type { Operation } from '../http/operation.ts'
import { PERMISSIONS } from '../http/permissions.ts'
import type { Permission } from '../http/permissions.ts'
import { createHttpServer } from '../http/server.ts'
import { insertApp } from './apps/app-store.ts'
import type { App } from './apps/app-store.ts'
import { hashSecret } from './credentials/secret-hash.ts'
import { createPlatform } from './index.ts'
import type { Mode, Platform, PlatformMerchant } from './index.ts'
import { issueTokenPair } from './oauth/index.ts'

export interface Reply {
  readonly status: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into bodies of every shape
  readonly body: any
  readonly text: string
  readonly headers: Record<string, unknown>
}

export interface Call {
  readonly bearer?: string
  readonly apikey?: string
  readonly body?: object
}

export interface TestPlatform {
  readonly databases: TestDatabases
  readonly credentialKey: Buffer
  readonly platform: Platform
  /** Another process on the same database, as far as credentials go. */
  readonly otherProcess: Platform
  readonly operator: string
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, call?: Call): Promise<Reply>
  /** The same, answered by the other process. */
  callOther: TestPlatform['call']
  newMerchant(): Promise<PlatformMerchant>
  newApp(permissions?: readonly Permission[]): Promise<App>
  /** An app installed at a merchant, and an access token for it. */
  newAccess(merchantId: string, app?: App): Promise<{ app: App; accessToken: string }>
  issueAccessToken(merchantId: string, app: App, ttlSeconds?: number): Promise<string>
  administratorOf(merchantId: string): Promise<string>
  close(): Promise<void>
}

/** Operations that only tell whether the caller got in, one for each kind of credential. */
const ANY = Type.Unsafe<unknown>({})
const probes: Operation[] = [
  operation({
    method: 'POST',
    url: '/probe/public-key',
    caller: 'apikey',
    summary: 'Probe',
    tag: 'Probe',
    response: ANY,
    handle: async ({ credential }) => ({ merchant: credential.merchant.id, multipay: credential.multipay }),
  }),
  operation({
    method: 'GET',
    url: '/probe/bearer',
    caller: 'bearer',
    summary: 'Probe',
    tag: 'Probe',
    response: ANY,
    handle: async ({ credential }) => ({ merchant: credential.merchant.id, permissions: [...credential.permissions] }),
  }),
  operation({
    method: 'GET',
    url: '/probe/capture',
    caller: 'bearer',
    permissions: ['PAYMENTS_R', 'PAYMENTS_W', 'ONLINE_PAYMENTS'],
    summary: 'Probe',
    tag: 'Probe',
    response: ANY,
    handle: async () => ({}),
  }),
]

export async function startTestPlatform(mode: Mode = 'sandbox'): Promise<TestPlatform> {
  const databases = await createTestDatabases()
  const credentialKey = randomBytes(32)
  const database = databases.services
  const lifetimes = { accessTokenTtlSeconds: 86_400, refreshTokenTtlSeconds: 31_536_000 }
  const platform = createPlatform({ database, credentialKey, mode, ...lifetimes })
  const otherProcess = createPlatform({ database, credentialKey, mode, ...lifetimes })
  const server = serve(platform)
  const otherServer = serve(otherProcess)

  const newApp = (permissions: readonly Permission[] = PERMISSIONS) =>
    insertApp(database, {
      name: 'Test app',
      secretHash: hashSecret(credentialKey, 'unused'),
      siteUrl: 'https://app.example/',
      permissions,
      confidential: true,
      legacyOauth: false,
      allowImplicit: false,
    })

  const issueAccessToken = async (merchantId: string, app: App, ttlSeconds = 3600) => {
    const employee = {
      merchantId,
      name: 'Kim',
      email: `${randomBytes(6).toString('hex')}@shop.example`,
      role: 'owner',
    } as const
    const employeeId = await platform.createEmployee(employee)
    const issuer = { database, credentialKey, accessTokenTtlSeconds: ttlSeconds, refreshTokenTtlSeconds: 3600 }
    const owner = { merchantId, appId: app.id, employeeId, permissions: app.permissions }
    return (await issueTokenPair(issuer, owner)).access_token
  }

  return {
    databases,
    credentialKey,
    platform,
    otherProcess,
    operator: await platform.createManagementToken({ role: 'operator', name: 'test' }),
    call: caller(server),
    callOther: caller(otherServer),
    newMerchant: () => platform.createMerchant({ name: 'Shop', defaultCurrency: 'usd' }),
    newApp,
    async newAccess(merchantId, app) {
      const installed = app ?? (await newApp())
      await platform.installApp({ merchantId, appId: installed.id, permissions: installed.permissions })
      return { app: installed, accessToken: await issueAccessToken(merchantId, installed) }
    },
    issueAccessToken,
    administratorOf: merchantId => platform.createManagementToken({ role: 'merchant_admin', merchantId, name: 'test' }),
    async close() {
      await server.close()
      await otherServer.close()
      await databases.close()
    },
  }

  function serve({ operations, authenticator }: Platform): FastifyInstance {
    // The probes listen in live mode too, where plain HTTP is refused.
    const logger = pino({ level: 'silent' })
    const app = createHttpServer({
      mode: 'sandbox',
      trustedProxies: [],
      checkoutOrigin: () => 'https://c.example',
      logger,
    })
    for (const one of [...operations, ...probes]) {
      registerOperation(app, one, authenticator, { trustedProxies: [], refuseCardDataInText: true })
    }
    return app
  }
}

function caller(server: FastifyInstance): TestPlatform['call'] {
  return async (method, url, { bearer, apikey, body } = {}) => {
    const headers: Record<string, string> = {}
    if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer}`
    if (apikey !== undefined) headers['apikey'] = apikey
    const options: InjectOptions = { method, url, headers }
    if (body !== undefined) options.payload = body
    const response = await server.inject(options)
    const isJson = String(response.headers['content-type']).startsWith('application/json')
    return {
      status: response.statusCode,
      body: isJson ? response.json() : undefined,
      text: response.body,
      headers: response.headers,
    }
  }
}

/** Opens every connection of the pool, so that calls made at once meet in the database and do not queue for it. */
export async function openAllConnections({ services }: TestDatabases): Promise<void> {
  await Promise.all(Array.from({ length: 8 }, () => services.query('select pg_sleep(0.05)')))
}

/** Asks again and again until the answer is as expected; the time it took. Contract: within 1 s everywhere. */
export async function untilMs(happens: () => Promise<boolean>, limitMs: number): Promise<number> {
  const startMs = performance.now()
  while (!(await happens())) {
    if (performance.now() - startMs > limitMs) return Infinity
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return performance.now() - startMs
}
