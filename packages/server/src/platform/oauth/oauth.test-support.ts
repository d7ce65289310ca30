/** OAuth on a database of its own behind two HTTP servers, which stand for two processes. */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { Type } from 'typebox'
import { createTestDatabases } from '../../../test/support/index.ts'
import { newUuid } from '../../http/identifiers.ts'
import { operation, registerOperation } from '../../http/operation.ts'
import { createHttpServer } from '../../http/server.ts'
import { createLogger } from '../../log.ts'
import { insertApp } from '../apps/app-store.ts'
import type { App, NewApp } from '../apps/app-store.ts'
import { installApp, uninstallApp } from '../apps/install-app.ts'
import type { Mode } from '../context.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import { createAuthenticator } from '../index.ts'
import { insertEmployee } from '../merchants/employee-store.ts'
import { insertMerchant } from '../merchants/merchant-store.ts'
import { initialSettings } from '../merchants/settings.ts'
import type { OauthContext } from './context.ts'
import { oauthRoutes } from './routes.ts'
import type { TokenPair } from './token-pair.ts'

export const SITE_URL = 'https://app.example/connect'

export interface TestApp extends App {
  readonly secret: string
}

export interface TestShop {
  readonly merchantId: string
  readonly employeeId: string
  readonly email: string
  readonly password: string
}

export interface TestOauthOptions {
  readonly mode?: Mode
  readonly autoApprove?: boolean
  readonly origin?: string
}

export type TestOauth = Awaited<ReturnType<typeof startTestOauth>>

export async function startTestOauth({ mode = 'sandbox', autoApprove = true, origin }: TestOauthOptions = {}) {
  const databases = await createTestDatabases()
  const database = databases.services
  const credentialKey = randomBytes(32)
  const lines: string[] = []
  const log = { write: (line: string) => void lines.push(line) }

  const serve = async (): Promise<FastifyInstance> => {
    const authenticator = createAuthenticator({ database, credentialKey, mode })
    // Plain HTTP is refused in live mode, which is not what is tested here.
    const server = createHttpServer({
      mode: 'sandbox',
      trustedProxies: [],
      checkoutOrigin: () => 'https://checkout.example',
      logger: createLogger('trace', log),
    })
    const context: OauthContext = {
      database,
      credentialKey,
      mode,
      autoApprove,
      refuseCardDataInText: true,
      accessTokenTtlSeconds: mode === 'live' ? 1_800 : 86_400,
      refreshTokenTtlSeconds: 31_536_000,
      forgetCredentials: () => authenticator.forget(),
      platformOrigin: () => origin ?? 'http://localhost',
      checkoutOrigin: () => 'https://checkout.example',
    }
    registerOperation(server, probe, authenticator, { trustedProxies: [], refuseCardDataInText: true })
    await server.register(room => oauthRoutes(room, context))
    return server
  }
  const server = await serve()
  const otherServer = await serve()

  const newApp = async (change: Partial<NewApp> = {}): Promise<TestApp> => {
    const secret = newUuid()
    const app = await insertApp(database, {
      name: 'Ledger & Loaf',
      secretHash: hashSecret(credentialKey, secret),
      siteUrl: SITE_URL,
      permissions: ['MERCHANT_R', 'PAYMENTS_R', 'ONLINE_PAYMENTS'],
      confidential: true,
      legacyOauth: false,
      allowImplicit: false,
      ...change,
    })
    return { ...app, secret }
  }

  const newShop = async (shop: { name?: string; email?: string; password?: string } = {}): Promise<TestShop> => {
    const { name = 'Moss & Fern', email = `kim.${newUuid()}@shop.example`, password = 'a longer pass phrase' } = shop
    const merchant = await insertMerchant(database, mode, { name, defaultCurrency: 'usd', settings: initialSettings() })
    const employee = { merchantId: merchant.id, name: 'Kim Lee', email, password, role: 'owner' } as const
    return { merchantId: merchant.id, employeeId: await insertEmployee(database, employee), email, password }
  }

  const authorize = (version: 1 | 2, query: Record<string, string>, cookie?: string) =>
    server.inject({
      method: 'GET',
      url: version === 1 ? '/oauth/authorize' : '/oauth/v2/authorize',
      query,
      headers: cookie === undefined ? {} : { cookie },
    })

  const post = (url: string, body: object, by: FastifyInstance = server) =>
    by.inject({ method: 'POST', url, payload: body })

  const postForm = (url: string, fields: Record<string, string>, cookie?: string) =>
    server.inject({
      method: 'POST',
      url,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie === undefined ? {} : { cookie }) },
    })

  /** A code that a merchant has agreed to. */
  const newCode = async (
    { app, shop }: { app: App; shop: TestShop },
    query: Record<string, string> = {},
    version: 1 | 2 = 2,
  ) => {
    const reply = await authorize(version, { client_id: app.id, merchant_id: shop.merchantId, ...query })
    return redirectOf(reply).searchParams.get('code')!
  }

  const newPair = async (owner: { app: TestApp; shop: TestShop }): Promise<TokenPair> => {
    const code = await newCode(owner)
    const body = { client_id: owner.app.id, client_secret: owner.app.secret, code }
    return (await post('/oauth/v2/token', body)).json<TokenPair>()
  }

  return {
    databases,
    credentialKey,
    server,
    otherServer,
    /** Everything that was logged. */
    logged: () => lines.join(''),
    newApp,
    newShop,
    authorize,
    post,
    postForm,
    newCode,
    newPair,
    uninstall: (merchantId: string, appId: string) =>
      database.transaction(transaction => uninstallApp(transaction, { merchantId, appId })),
    install: (merchantId: string, app: App) =>
      database.transaction(transaction =>
        installApp(transaction, { merchantId, appId: app.id, permissions: app.permissions }),
      ),
    /** The status with which an access token is answered, by a process that has not seen it in the last moment. */
    async statusOf(token: string, by: FastifyInstance = server) {
      const { statusCode, json } = await by.inject({ url: '/probe', headers: { authorization: `Bearer ${token}` } })
      return statusCode === 200 ? 200 : `${statusCode} ${json<{ error: { code: string } }>().error.code}`
    },
    /** As the owner of the tables: to let time pass. */
    sql: (text: string, values: readonly unknown[] = []) => databases.owner.query(text, values),
    hash: (secret: string) => hashSecret(credentialKey, secret),
    async close() {
      await server.close()
      await otherServer.close()
      await databases.close()
    },
  }
}

const probe = operation({
  method: 'GET',
  url: '/probe',
  caller: 'bearer',
  summary: 'Probe',
  tag: 'Probe',
  response: Type.Unsafe<unknown>({}),
  handle: async ({ credential }) => ({ permissions: [...credential.permissions] }),
})

/** Where a reply redirects to. */
export function redirectOf(reply: LightMyRequestResponse): URL {
  if (reply.statusCode !== 302) throw new Error(`No redirect: ${reply.statusCode} ${reply.body}`)
  return new URL(String(reply.headers.location), 'http://localhost')
}

/** The name and value of a session cookie, as a browser sends it back. */
export function cookieOf(reply: LightMyRequestResponse): string {
  return String(reply.headers['set-cookie']).split(';')[0]!
}

/** The value of a hidden field. */
export function fieldOf(page: string, name: string): string {
  const value = new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1]
  if (value === undefined) throw new Error(`The page has no field ${name}.`)
  return value.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"')
}
