/** What only a real socket shows. */
import { Agent, request as httpRequest } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { createHttpApp, head, JSON_TYPE, openWire, SECRET } from '../../test/support/http-app.ts'
import type { Wire } from '../../test/support/http-app.ts'

const apps: FastifyInstance[] = []
const wires: Wire[] = []
afterEach(async () => {
  for (const wire of wires.splice(0)) wire.socket.destroy()
  for (const app of apps.splice(0)) await app.close()
})

async function start() {
  const http = createHttpApp()
  apps.push(http.app)
  const port = await http.listen()
  const open = async () => {
    const wire = await openWire(port)
    wires.push(wire)
    return wire
  }
  return { ...http, port, open }
}

const statuses = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

function expectRefusal(received: string, status: number, code: string): void {
  const [top = '', body = ''] = received.split('\r\n\r\n')
  expect(statuses(received)).toEqual([status])
  expect(JSON.parse(body)).toMatchObject({ error: { code, doc_url: `https://checkout.example/errors/${code}` } })
  const id = /^request-id: (req_\w{24})\r$/m.exec(top)?.[1]
  expect(top).toContain(`x-request-id: ${id}\r\n`)
  expect(body).toContain(`"request_id":"${id}"`)
  expect(top).toContain(`content-type: ${JSON_TYPE}`)
}

const GET_WITH_STRAY_BYTES = head('GET /slow', 'Connection: keep-alive', 'Content-Length: 0')
const FOLLOWER = head('POST /raw', 'Content-Length: 0')
const slowBody = `{"text":"${'x'.repeat(200_000)}"}`

test('NPM-1: stray bytes in the same segment: the answer is delivered whole and says close; nothing after is executed', async () => {
  const { open, release, begun, executed } = await start()
  const wire = await open()
  wire.write(`${GET_WITH_STRAY_BYTES}{}${FOLLOWER}`)
  await begun()
  release()
  const received = await wire.untilClosed()
  expect(statuses(received)).toEqual([200])
  expect(received).toMatch(/^connection: close\r$/im)
  expect(received.endsWith(slowBody)).toBe(true)
  expect(executed).toEqual(['slow'])
})

test('NPM-1: stray bytes in a later segment, while the answer is under way, then another request', async () => {
  const { open, release, begun, executed } = await start()
  const wire = await open()
  wire.write(GET_WITH_STRAY_BYTES)
  await begun()
  wire.write('{}')
  wire.write(FOLLOWER)
  const other = await open()
  // An answer on a second connection shows that the server has read what was sent before on the first.
  other.write(head('GET /things/known'))
  await other.until('known')
  release()
  const received = await wire.untilClosed()
  expect(statuses(received)).toEqual([200])
  expect(received.endsWith(slowBody)).toBe(true)
  expect(executed.filter(name => name !== 'GET /things/:id')).toEqual(['slow'])
})

test('NPM-1: a request right behind such a GET is not executed, since nobody would see its answer', async () => {
  const { open, release, begun, executed } = await start()
  const wire = await open()
  wire.write(`${GET_WITH_STRAY_BYTES}${head('POST /slow', 'Content-Length: 0')}`)
  await begun()
  release()
  expect(statuses(await wire.untilClosed())).toEqual([200])
  expect(executed).toEqual(['slow'])
})

test('NPM-1: stray bytes behind any request in flight end the connection after its answer', async () => {
  const { open, release, begun, executed } = await start()
  const wire = await open()
  wire.write(`${head('POST /slow', 'Content-Length: 2')}{}\0garbage\r\n\r\n`)
  await begun()
  release()
  const received = await wire.untilClosed()
  expect(statuses(received)).toEqual([200])
  expect(received).toMatch(/^connection: close\r$/im)
  expect(received.endsWith(slowBody)).toBe(true)
  expect(executed).toEqual(['slow'])
})

test('NPM-1: all requests before the stray bytes are answered', async () => {
  const { open, release, begun } = await start()
  const wire = await open()
  wire.write(`${head('GET /slow')}${head('GET /things/known')}{}`)
  await begun()
  release()
  const received = await wire.untilClosed()
  expect(statuses(received)).toEqual([200, 200])
  expect(received.endsWith('{"id":"known"}')).toBe(true)
})

test('NPM-1: stray bytes on an idle connection end it without an answer', async () => {
  const { open } = await start()
  const wire = await open()
  wire.write(head('GET /things/known'))
  await wire.until('known"}')
  wire.write('{}')
  expect(statuses(await wire.untilClosed())).toEqual([200])
})

test('NPM-2: a body announced too short is 400 invalid_json and the connection closes', async () => {
  const { open } = await start()
  const wire = await open()
  const body = Buffer.from('{"text":"héé"}')
  wire.write(
    head('POST /raw', 'Content-Type: application/json', `Content-Length: ${body.length - 2}`) + body.toString('latin1'),
  )
  const received = await wire.untilClosed()
  expectRefusal(received, 400, 'invalid_json')
  expect(received).toMatch(/^connection: close\r$/im)
})

test('NPM-7: forty alternating POSTs and GETs with stray bytes over one keep-alive agent all succeed', async () => {
  const { port } = await start()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const call = (method: string, path: string, length: number) =>
    new Promise<number>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${SECRET}`,
        'content-type': 'application/json',
        'content-length': length,
      }
      const request = httpRequest({ port, host: '127.0.0.1', agent, method, path, headers }, response => {
        response.resume().once('end', () => resolve(response.statusCode!))
      })
      request.once('error', reject)
      // Past the length that was announced: Node lets it pass, as the widespread client does.
      request.write('{}')
      request.end()
    })
  const answered: number[] = []
  for (let round = 0; round < 20; round++) {
    answered.push(await call('POST', '/raw', 2))
    answered.push(await call('GET', '/things/known', 0))
  }
  agent.destroy()
  expect(answered).toEqual(Array(40).fill(200))
})

test.each([
  ['garbage', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', 400, 'invalid_request'],
  ['an unknown method', 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'invalid_request'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'invalid_request'],
  ['two lengths', head('POST /raw', 'Content-Length: 1', 'Content-Length: 2') + '{}', 400, 'invalid_request'],
  [
    'a length and chunks',
    head('POST /raw', 'Content-Length: 2', 'Transfer-Encoding: chunked') + '{}',
    400,
    'invalid_request',
  ],
  ['a path of 20 kB', `GET /${'4242'.repeat(5_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 413, 'request_too_large'],
  ['a header of 100 kB', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(100_000)}\r\n\r\n`, 413, 'request_too_large'],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 404, 'resource_missing'],
  ['no Host', 'GET /things HTTP/1.1\r\n\r\n', 400, 'invalid_request'],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404, 'resource_missing'],
  ['chunks that are none', head('POST /raw', 'Transfer-Encoding: chunked') + 'zz\r\n', 400, 'invalid_json'],
])('ERR-1, GEN-13: %s is refused in the shape of the contract', async (_name, bytes, status, code) => {
  const { open, executed } = await start()
  const wire = await open()
  wire.write(bytes)
  expectRefusal(await wire.untilClosed(), status, code)
  expect(executed).toEqual([])
})

test('ERR-1: chunks that break off later are refused too, and not executed', async () => {
  const { open, executed } = await start()
  const wire = await open()
  wire.write(`${head('POST /slow', 'Transfer-Encoding: chunked')}2\r\n{}\r\n`)
  wire.write('not a length\r\n')
  expectRefusal(await wire.untilClosed(), 400, 'invalid_json')
  expect(executed).toEqual([])
})

test.each(['destroy', 'resetAndDestroy'] as const)(
  'a client that goes away in the middle of its body (%s) is no failure of the server',
  async leave => {
    const { app, open, log, executed } = await start()
    const wire = await open()
    wire.write(`${head('POST /slow', 'Content-Length: 100')}{"a`)
    const other = await open()
    other.write(head('GET /things/known'))
    await other.until('known"}')
    const connections = () =>
      new Promise<number>(resolve => app.server.getConnections((_error, count) => resolve(count)))
    expect(await connections()).toBe(2)
    wire.socket[leave]()
    while ((await connections()) > 1) await new Promise(resolve => setImmediate(resolve))
    other.write(head('GET /things/known', 'Connection: close'))
    await other.untilClosed()
    expect(executed).toEqual(['GET /things/:id', 'GET /things/:id'])
    expect(log.filter(line => !line.includes('Server listening'))).toEqual([])
  },
)

test.each([
  ['announced', 1_000_000],
  ['in chunks', undefined],
])('GEN-6: a body of 1 MB, %s, is 413, and its sender gets to see it', async (_name, length) => {
  const { port } = await start()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const status = await new Promise<number>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${SECRET}`,
      'content-type': 'application/json',
      ...(length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }),
    }
    const request = httpRequest({ port, host: '127.0.0.1', agent, method: 'POST', path: '/raw', headers }, response => {
      response.resume().once('end', () => resolve(response.statusCode!))
    })
    request.once('error', reject)
    for (let part = 0; part < 10; part++) request.write('x'.repeat(100_000))
    request.end()
  })
  agent.destroy()
  expect(status).toBe(413)
})

test.each([
  ['too large', 'application/json', 1_000_000, 413],
  ['of another type', 'text/xml', 10, 415],
])('GEN-6: a body %s is read to its end, and the connection goes on', async (_name, type, length, status) => {
  const { open } = await start()
  const wire = await open()
  wire.write(head('POST /raw', `Content-Type: ${type}`, `Content-Length: ${length}`) + 'x'.repeat(length))
  wire.write(head('GET /things/known', 'Connection: close'))
  expect(statuses(await wire.untilClosed())).toEqual([status, 200])
})

test.each([['100-continue'], ['200-ok'], ['something']])(
  'GEN-7: Expect: %s does not change the answer',
  async expected => {
    const { open } = await start()
    const wire = await open()
    wire.write(head('POST /raw', `Expect: ${expected}`, 'Content-Length: 2', 'Connection: close') + '{}')
    expect(statuses(await wire.untilClosed()).filter(status => status !== 100)).toEqual([200])
  },
)

test('GEN-7: an upgrade that is not offered is a header like any other', async () => {
  const { open } = await start()
  const wire = await open()
  wire.write(head('GET /things/known', 'Connection: Upgrade', 'Upgrade: websocket'))
  expect(statuses(await wire.until('known"}'))).toEqual([200])
})

test('HTTP/1.0 is answered, without a Host, and closes', async () => {
  const { open } = await start()
  const wire = await open()
  wire.write(`GET /things/known HTTP/1.0\r\nAuthorization: Bearer ${SECRET}\r\n\r\n`)
  expect(statuses(await wire.untilClosed())).toEqual([200])
})

test('ERR-7: headers sent twice never make a credential: the first Authorization counts, two keys are none', async () => {
  const { open } = await start()
  const status = async (request: string) => {
    const wire = await open()
    wire.write(request)
    return statuses(await wire.untilClosed())[0]
  }
  const close = 'Connection: close'
  expect(await status(head('GET /things/known', 'Authorization: Bearer other', close))).toBe(200)
  expect(await status(head('POST /tokens', `apikey: ${SECRET}`, close))).toBe(200)
  expect(await status(head('POST /tokens', `apikey: ${SECRET}`, `apikey: ${SECRET}`, close))).toBe(401)
})

test('IDM-1: two idempotency keys are none', async () => {
  const { open } = await start()
  const wire = await open()
  wire.write(head('POST /raw', 'idempotency-key: a', 'idempotency-key: b', 'Content-Length: 0', 'Connection: close'))
  expectRefusal(await wire.untilClosed(), 400, 'idempotency_key_invalid')
})

test('ERR-9: while closing, requests in flight are answered, and one that arrives gets 503 with Retry-After', async () => {
  const { app, open, release, begun, executed } = await start()
  const inFlight = await open()
  inFlight.write(head('POST /slow', 'Content-Length: 0'))
  await begun()
  const arriving = await open()
  const late = head('GET /things/known')
  arriving.write(late.slice(0, 20))
  const idle = await open()
  idle.write(head('GET /things/known'))
  await idle.until('known"}')
  const closed = app.close()
  await idle.untilClosed()
  arriving.write(late.slice(20))
  const refusal = await arriving.untilClosed()
  expectRefusal(refusal, 503, 'service_unavailable')
  expect(refusal).toMatch(/^retry-after: 1\r$/im)
  release()
  const received = await inFlight.untilClosed()
  expect(statuses(received)).toEqual([200])
  expect(received).toMatch(/^connection: close\r$/im)
  await closed
  expect(executed).toEqual(['slow', 'GET /things/:id'])
})

test('closing does not wait for a connection on which nothing was ever sent', async () => {
  const { app, open } = await start()
  const silent = await open()
  const other = await open()
  other.write(head('GET /things/known', 'Connection: close'))
  await other.untilClosed()
  await app.close()
  expect(await silent.untilClosed()).toBe('')
})
