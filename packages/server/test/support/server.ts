/** A whole server in this process, on a database of its own and a free port, as its clients see it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DestinationStream } from 'pino'
import { createBooksReader } from '../../src/acquirers/index.ts'
import { startServer } from '../../src/app.ts'
import type { RunningServer } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import type { SandboxFacts } from '../../src/platform/index.ts'
import { createTestDatabases } from './test-databases.ts'
import type { TestDatabases } from './test-databases.ts'

/** Whatever JSON came; tests name the members they mean. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any

export interface Answer {
  readonly status: number
  readonly body: Json
  readonly text: string
  readonly headers: Headers
}

interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Bearer credential; the sandbox app's access token when absent. */
  readonly bearer?: string
}

export interface TestServer {
  readonly running: RunningServer
  readonly databases: TestDatabases
  readonly facts: SandboxFacts
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** A token for a card; a Visa that is approved when nothing else is said. */
  token(card?: Readonly<Record<string, unknown>>, more?: Readonly<Record<string, unknown>>): Promise<string>
  /** The acquirer's own books of a merchant. */
  readonly books: ReturnType<typeof createBooksReader>
  /** Changes settings of the sandbox merchant, as an operator. */
  settings(changes: Readonly<Record<string, unknown>>): Promise<void>
  close(): Promise<void>
}

export interface TestServerOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Gets the log's lines; nothing is logged without it. */
  readonly log?: DestinationStream
}

export const VISA = { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123' }

export async function startTestServer({ environment = {}, log }: TestServerOptions = {}): Promise<TestServer> {
  const databases = await createTestDatabases()
  const dataDir = await mkdtemp(join(tmpdir(), 'trefoil-test-'))
  const config = readConfig({
    DATABASE_URL: databases.url,
    TREFOIL_DATA_DIR: dataDir,
    TREFOIL_HOST: '127.0.0.1',
    TREFOIL_PORT: '0',
    TREFOIL_DATABASE_POOL_SIZE: '4',
    // Whoever wants undecided attempts to go on says so, by this or by `runDue()`.
    TREFOIL_JOBS: 'off',
    ...environment,
  })
  const running = await startServer(config, log ? createLogger('debug', log) : createLogger('silent'))
  const facts = running.sandbox!

  const call = async (method: string, path: string, { body, headers, bearer }: CallOptions = {}): Promise<Answer> => {
    const response = await fetch(facts.urls.ecommerce + path, {
      method,
      headers: {
        authorization: `Bearer ${bearer ?? facts.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      text,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : undefined,
    }
  }

  return {
    running,
    databases,
    facts,
    call,
    books: createBooksReader(databases.acquirer),
    async token(card = {}, more = {}) {
      const body = { card: { ...VISA, ...card }, ...more }
      const answer = await call('POST', '/v1/tokens', { body, headers: { apikey: facts.publicKey } })
      if (answer.status !== 200) throw new Error(`No token: ${answer.body.error.code}`)
      return answer.body.id as string
    },
    async settings(changes) {
      const path = `/trefoil/v1/merchants/${facts.merchantId}`
      const answer = await call('PUT', path, { body: changes, bearer: facts.managementToken })
      if (answer.status !== 200) throw new Error(`No change of settings: ${answer.text}`)
    },
    async close() {
      await running.close()
      await databases.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
