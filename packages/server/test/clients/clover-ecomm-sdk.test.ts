/** The official npm client, unmodified, over real sockets (contract section 18). */
import { Agent } from 'node:http'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, VISA } from '../support/server.ts'
import type { TestServer } from '../support/server.ts'

interface Resource {
  create(body: object): Promise<Charge>
  retrieve(id?: string): Promise<Charge>
  capture(id: string, body?: object): Promise<Charge>
}

interface Charge {
  readonly id: string
  readonly amount: number
  readonly captured: boolean
  readonly apiAccessKey: string
  readonly amount_captured: number
}

interface Client {
  setHost(host: string, port: string, protocol: string): void
  setHttpAgent(agent: Agent): void
  readonly charges: Resource
  readonly apikey: Resource
}

const Clover = createRequire(import.meta.url)('clover-ecomm-sdk') as new (token: string, options: object) => Client

let server: TestServer
let client: Client
let agent: Agent

beforeAll(async () => {
  server = await startTestServer()
  client = clientOf(server.facts.accessToken)
})
afterAll(async () => {
  agent.destroy()
  await server.close()
})

function clientOf(token: string): Client {
  agent ??= new Agent({ keepAlive: true, maxSockets: 1 })
  const { hostname, port } = new URL(server.facts.urls.ecommerce)
  const made = new Clover(token, {})
  made.setHost(hostname, port, 'http')
  made.setHttpAgent(agent)
  return made
}

/** What the client makes of an error answer. */
const failure = (work: Promise<unknown>): Promise<Record<string, unknown>> =>
  work.then(
    () => {
      throw new Error('The client took an error for a success.')
    },
    (error: unknown) => error as Record<string, unknown>,
  )

test('NPM-7: forty alternating POST and GET calls over one keep-alive agent all succeed', async () => {
  for (let count = 1; count <= 20; count++) {
    const made = await client.charges.create({ amount: count, currency: 'usd', source: await server.token() })
    expect(made).toMatchObject({ amount: count, captured: true })
    expect(await client.charges.retrieve(made.id)).toEqual(made)
  }
})

test('contract 18: the API key, an authorization and its capture', async () => {
  const key = await client.apikey.retrieve()
  expect(key.apiAccessKey).toMatch(/^[0-9a-f]{32}$/)
  const made = await client.charges.create({
    amount: 900,
    currency: 'usd',
    source: await server.token(),
    capture: false,
  })
  expect(made.captured).toBe(false)
  expect(await client.charges.capture(made.id, { amount: 400 })).toMatchObject({ captured: true, amount_captured: 400 })
})

test('NPM-4, NPM-5: an error is an error of its kind, whatever its status', async () => {
  const declined = await failure(
    client.charges.create({ amount: 1, currency: 'usd', source: await server.token({ number: '4005571702222222' }) }),
  )
  expect(declined).toMatchObject({ type: 'CloverCardError', code: 'card_declined' })
  expect(await failure(client.charges.retrieve('NWJ47TAN9ZT24'))).toMatchObject({ code: 'resource_missing' })
  expect(await failure(client.charges.create({ amount: 1 }))).toMatchObject({ param: 'currency' })
})

test('NPM-4, NPM-6: a bad credential is reported as such, with the request id', async () => {
  const error = await failure(clientOf('nobody').charges.retrieve('NWJ47TAN9ZT24'))
  expect(error.constructor.name).toBe('CloverAuthenticationError')
  expect(error.requestId).toMatch(/^req_/)
})

test('NPM-2: a body cut off by its length in UTF-16 units is refused and never repaired', async () => {
  const source = await server.token()
  const body = { amount: 1, currency: 'usd', source, description: 'Käsekuchen für drei' }
  expect(await failure(client.charges.create(body))).toMatchObject({ code: 'invalid_json' })
  // The connection was closed with that answer; the next call gets a new one.
  expect(await client.charges.create({ ...body, description: 'cake' })).toMatchObject({ captured: true })
})

test('NPM-3: a token request of this client carries its key twice and a bearer header', async () => {
  const answer = await server.call('POST', '/v1/tokens', {
    body: { apiKey: server.facts.publicKey, card: VISA },
    headers: { apikey: server.facts.publicKey, 'Clover-Version': '2019-09-09' },
  })
  expect(answer.status).toBe(200)
})
