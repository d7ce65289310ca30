/**
 * A server in live mode, behind proxies that speak TLS with a certificate of their own making, and merchant pages on
 * https. Only the contexts of this file's browser take that certificate.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { startServer } from '../../../server/src/app.ts'
import { readConfig } from '../../../server/src/config.ts'
import { createLogger } from '../../../server/src/log.ts'
import { launchChromium } from '../../../server/test/support/chromium.ts'
import { createTestDatabases } from '../../../server/test/support/test-databases.ts'
import { temporaryDirectory } from '../../../server/test/support/temporary-directory.ts'

interface Identity {
  readonly key: string
  readonly cert: string
}

export interface LiveWorld {
  readonly checkout: string
  readonly fields: string
  /** Of the merchant's pages. */
  readonly shopOrigin: string
  readonly publicKey: string
  /** As an operator. @returns status and body */
  manage(method: string, path: string, body?: object): Promise<readonly [number, Record<string, unknown>]>
  /** As a browser's script would. */
  call(path: string, body: object): Promise<readonly [number, Record<string, unknown>]>
  /** Registers the origins of the key. */
  allow(origins: readonly string[]): Promise<void>
  open(html: string): Promise<Page>
  close(): Promise<void>
}

async function makeIdentity(folder: string): Promise<Identity> {
  const [key, cert] = [join(folder, 'tls.key'), join(folder, 'tls.crt')]
  const what = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  await promisify(execFile)('openssl', ['req', ...what, '-keyout', key, '-out', cert, ...names])
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
}

/** Listens on a free port. @returns it, and how to stop */
async function listenTls(identity: Identity, host: string, listener: RequestListener) {
  const server = createServer(identity, listener)
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { port: (server.address() as AddressInfo).port, stop }
}

/** Passes a request on, and says as a proxy does how it came. */
const passTo =
  (port: () => number): RequestListener =>
  (incoming, outgoing) => {
    const { method, url: path, headers: own } = incoming
    const headers = { ...own, 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' }
    const passed = request({ host: '127.0.0.1', port: port(), method, path, headers }, answer => {
      outgoing.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    incoming.pipe(passed)
  }

export async function startLiveWorld(): Promise<LiveWorld> {
  const folder = await temporaryDirectory()
  const identity = await makeIdentity(folder)
  const keyFile = join(folder, 'vault.key')
  await writeFile(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 })

  /** Where the server itself listens, in the order in which it began: all services, then the fields. */
  const ports: number[] = []
  const log = createLogger('debug', {
    write(line: string) {
      const found = /Server listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line)
      if (found) ports.push(Number(found[1]))
    },
  })
  const main = await listenTls(
    identity,
    'localhost',
    passTo(() => ports[0]!),
  )
  const frames = await listenTls(
    identity,
    'localhost',
    passTo(() => ports[1]!),
  )
  const checkout = `https://localhost:${main.port}`
  const fields = `https://localhost:${frames.port}`
  let document = ''
  const shop = await listenTls(identity, '127.0.0.1', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(document)
  })

  const databases = await createTestDatabases()
  const running = await startServer(
    readConfig({
      DATABASE_URL: databases.url,
      TREFOIL_DATA_DIR: join(folder, 'data'),
      TREFOIL_HOST: '127.0.0.1',
      TREFOIL_PORT: '0',
      TREFOIL_DATABASE_POOL_SIZE: '4',
      TREFOIL_MODE: 'live',
      TREFOIL_KEY_FILE: keyFile,
      TREFOIL_TRUSTED_PROXIES: '127.0.0.1',
      TREFOIL_PLATFORM_URL: checkout,
      TREFOIL_VAULT_URL: checkout,
      TREFOIL_ECOMMERCE_URL: checkout,
      TREFOIL_CHECKOUT_URL: checkout,
      TREFOIL_FIELDS_URL: fields,
    }),
    log,
  )
  const browser = await launchChromium()
  const contexts: BrowserContext[] = []

  async function send(method: string, path: string, headers: Record<string, string>, body?: object) {
    const answer = await fetch(`http://127.0.0.1:${ports[0]!}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https', ...headers },
      body: body && JSON.stringify(body),
    })
    return [answer.status, (await answer.json()) as Record<string, unknown>] as const
  }
  const bearer = await running.platform.createManagementToken({ role: 'operator', merchantId: undefined, name: 'test' })
  const manage: LiveWorld['manage'] = (method, path, body) =>
    send(method, `/trefoil/v1/merchants${path}`, { authorization: `Bearer ${bearer}` }, body)
  const [, merchant] = await manage('POST', '', { name: 'Shop', default_currency: 'usd' })
  const keys = `/${String(merchant['id'])}/keys`
  const [, key] = await manage('POST', keys, { integration_type: 'IFRAME_API' })
  const publicKey = String(key['publicKey'])

  return {
    checkout,
    fields,
    shopOrigin: `https://127.0.0.1:${shop.port}`,
    publicKey,
    manage,
    call: (path, body) => send('POST', path, { apikey: publicKey }, body),
    async allow(origins) {
      const [status] = await manage('PUT', `${keys}/${String(key['id'])}`, { allowed_origins: origins })
      if (status !== 200) throw new Error(`The origins were not registered: ${status}`)
    },
    async open(html) {
      document = html
      const context = await browser.newContext({ ignoreHTTPSErrors: true })
      contexts.push(context)
      const page = await context.newPage()
      await page.goto(`https://127.0.0.1:${shop.port}/`)
      return page
    },
    async close() {
      for (const context of contexts) await context.close()
      await browser.close()
      await Promise.all([main, frames, shop].map(({ stop }) => stop()))
      await running.close()
      await databases.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
