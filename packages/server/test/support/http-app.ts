/** A server with a few operations and no database, for the tests of the http room. */
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { Type } from 'typebox'
import type { Authenticator, Credential, ManagementCredential, Merchant } from '../../src/http/credentials.ts'
import { ApiError } from '../../src/http/errors.ts'
import { arrayOf, boolean, integer, object, optional, string } from '../../src/http/fields.ts'
import { LIST_QUERY, listOf, presentList, readPage } from '../../src/http/lists.ts'
import { operation, registerOperation } from '../../src/http/operation.ts'
import type { Operation } from '../../src/http/operation.ts'
import { createHttpServer } from '../../src/http/server.ts'
import type { HttpServerOptions } from '../../src/http/server.ts'

export const MERCHANT_ID = 'M9S346Q3D25VT'
export const SECRET = 'a-good-secret'
export const JSON_TYPE = 'application/json; charset=utf-8'

export interface HttpApp {
  readonly app: FastifyInstance
  /** Names of the operations that were executed, in order. */
  readonly executed: string[]
  /** The lines that were logged. */
  readonly log: string[]
  /** Ends the operation `POST /slow` that is waiting. */
  release(): void
  /** When an operation `POST /slow` or `GET /slow` has begun. */
  begun(): Promise<void>
  listen(): Promise<number>
}

export interface HttpAppOptions extends Partial<HttpServerOptions> {
  readonly credential?: Partial<Credential>
  readonly management?: Partial<ManagementCredential>
  readonly operations?: readonly Operation[]
  readonly refuseCardDataInText?: boolean
  readonly authenticator?: Partial<Authenticator>
}

const ANY = Type.Unsafe<unknown>({})

export function createHttpApp(options: HttpAppOptions = {}): HttpApp {
  const executed: string[] = []
  const log: string[] = []
  const gates: (() => void)[] = []
  const begun: { resolve: () => void; promise: Promise<void> } = Promise.withResolvers<void>()
  const { trustedProxies = [], refuseCardDataInText = true } = options
  const app = createHttpServer({
    mode: 'sandbox',
    checkoutOrigin: () => 'https://checkout.example',
    logger: pino({ level: 'info' }, { write: line => void log.push(line) }),
    ...options,
    trustedProxies,
  })

  const slow = async () => {
    executed.push('slow')
    begun.resolve()
    await new Promise<void>(resolve => gates.push(resolve))
    return { text: 'x'.repeat(200_000) }
  }
  const common = { summary: 'Test', tag: 'Test', response: ANY } as const
  const operations: Operation[] = [
    operation({
      ...common,
      method: 'POST',
      url: '/things',
      caller: 'bearer',
      permissions: ['PAYMENTS_R', 'PAYMENTS_W'],
      body: Type.Object({
        amount: integer({ minimum: 1, maximum: 100, code: 'invalid_charge_amount', aboveCode: 'amount_too_large' }),
        text: optional(string({ maxLength: 5 })),
        capture: optional(boolean()),
        items: optional(arrayOf(object({ name: string() }))),
      }),
      async handle(call, { body }) {
        executed.push('POST /things')
        return { body, merchant: call.merchant.id, client: call.clientAddress, shopper: call.shopperAddress ?? null }
      },
    }),
    operation({
      ...common,
      method: 'GET',
      url: '/things',
      caller: 'bearer',
      query: Type.Object(LIST_QUERY),
      response: listOf(ANY),
      handle: async (_call, { query }) => presentList('/things', [readPage(query)], readPage(query), row => row),
    }),
    operation({
      ...common,
      method: 'GET',
      url: '/things/:id',
      caller: 'bearer',
      async find({ params }) {
        if (params['id'] !== 'known') throw new ApiError('resource_missing')
        return params['id']
      },
      async handle(_call, { subject }) {
        executed.push('GET /things/:id')
        return { id: subject }
      },
    }),
    operation({
      ...common,
      method: 'PUT',
      url: '/things/:id',
      caller: 'bearer',
      body: Type.Object({ amount: integer() }),
      find: async () => Promise.reject(new ApiError('resource_missing')),
      handle: async () => ({}),
    }),
    operation({
      ...common,
      method: 'DELETE',
      url: '/things/:id',
      caller: 'bearer',
      handle: async () => ({ deleted: true }),
    }),
    operation({ ...common, method: 'GET', url: '/slow', caller: 'bearer', handle: slow }),
    operation({ ...common, method: 'POST', url: '/slow', caller: 'bearer', handle: slow }),
    operation({
      ...common,
      method: 'POST',
      url: '/tokens',
      caller: 'apikey',
      takesCardData: true,
      handle: async (_call, { rawBody }) => ({ members: Object.keys(rawBody) }),
    }),
    operation({
      ...common,
      method: 'GET',
      url: '/word',
      caller: 'bearer',
      plainUnauthorized: true,
      handle: async () => ({ word: true }),
    }),
    operation({
      ...common,
      method: 'POST',
      url: '/managed',
      caller: 'management',
      handle: async ({ management }) => ({ role: management.role }),
    }),
    operation({
      ...common,
      method: 'POST',
      url: '/raw',
      caller: 'bearer',
      handle: async (_call, { rawBody }) => ({ printed: JSON.stringify(rawBody) }),
    }),
    ...(options.operations ?? []),
  ]
  const authenticator = { ...authenticatorOf(options), ...options.authenticator }
  for (const one of operations) registerOperation(app, one, authenticator, { trustedProxies, refuseCardDataInText })

  return {
    app,
    executed,
    log,
    release: () => gates.splice(0).forEach(open => open()),
    begun: () => begun.promise,
    async listen() {
      await app.listen({ host: '127.0.0.1', port: 0 })
      return (app.server.address() as { port: number }).port
    },
  }
}

function authenticatorOf(options: HttpAppOptions): Authenticator {
  const credential: Credential = {
    kind: 'access_token',
    merchant: { id: MERCHANT_ID, active: true } as Merchant,
    installed: true,
    permissions: new Set(['PAYMENTS_R', 'PAYMENTS_W']),
    allowedAddresses: [],
    ...options.credential,
  }
  const management: ManagementCredential = { kind: 'management_token', role: 'operator', ...options.management }
  const known = async <T>(secret: string, found: T): Promise<T> => {
    if (secret !== SECRET) throw new ApiError('unauthorized')
    return found
  }
  return {
    bearer: secret => known(secret, credential),
    publicKey: key => known(key, { ...credential, kind: 'public_key' }),
    management: token => known(token, management),
  }
}

/** The head of a request with a good credential. */
export function head(start: string, ...headers: string[]): string {
  return [`${start} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${SECRET}`, ...headers, '', ''].join('\r\n')
}

export interface Wire {
  readonly socket: Socket
  /** Everything that has arrived so far. */
  received(): string
  write(text: string): void
  /** All that arrives until the server closes. */
  untilClosed(): Promise<string>
  /** Waits until what has arrived holds a text. */
  until(text: string): Promise<string>
}

/** A bare socket, for what an HTTP client would not send. */
export async function openWire(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1' })
  let received = ''
  let closed = false
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => (received += text))
  socket.on('error', () => undefined)
  socket.once('close', () => (closed = true))
  await new Promise(resolve => socket.once('connect', resolve))
  const wait = async (isOver: () => boolean): Promise<string> => {
    while (!isOver()) {
      await new Promise<void>(resolve => {
        socket.once('data', () => resolve())
        socket.once('close', () => resolve())
      })
    }
    return received
  }
  return {
    socket,
    received: () => received,
    write: text => void socket.write(text, 'latin1'),
    untilClosed: () => wait(() => closed),
    until: text => wait(() => closed || received.includes(text)),
  }
}
