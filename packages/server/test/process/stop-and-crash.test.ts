/** How a server ends, and what the next start makes of it. Each test starts its own process on the same data directory. */
import { connect } from 'node:net'
import { rm } from 'node:fs/promises'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { SandboxFacts } from '../../src/platform/index.ts'
import { temporaryDirectory } from '../support/index.ts'
import { charge, createToken, idOf, readToken } from './client.ts'
import type { Answer } from './client.ts'
import { postmasters, ServerProcess, startSandbox } from './server-process.ts'
import type { Launch } from './server-process.ts'

const VISA = { number: '4242424242424242', cvv: '123' }
/** The acquirer approves after 80 % of its time (contract 19.3). */
const SLOW_AMOUNT = 91_000_012
let dataDir: string
let running: ServerProcess[] = []

async function start(environment: Launch['environment'] = {}): Promise<ServerProcess> {
  const server = await startSandbox({ dataDir, environment })
  running.push(server)
  return server
}

beforeAll(async () => {
  dataDir = await temporaryDirectory()
  await (await start()).stop()
})

afterEach(async () => {
  for (const server of running) server.signal('SIGKILL')
  await Promise.all(running.map(server => server.ended))
  running = []
})

afterAll(async () => {
  // A killed server has left its database running; a clean stop of a new one ends it.
  await (await startSandbox({ dataDir })).stop()
  await rm(dataDir, { recursive: true, force: true })
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s, even if it comes twice as through npm: the request in flight is answered, exit code 0, no database is left',
  async signal => {
    const server = await start({ TREFOIL_LOG_LEVEL: 'debug' })
    const facts = await server.facts()
    const answer = charge(facts, idOf(await createToken(facts, VISA)), SLOW_AMOUNT)
    await server.says('"operation":"POST /v1/charges"')
    server.signal(signal)
    await server.says('"msg":"stopping"')
    server.signal(signal)
    expect(JSON.parse((await answer).text)).toMatchObject({ amount: SLOW_AMOUNT, status: 'succeeded' })
    expect((await server.ended).code).toBe(0)
    expect(await postmasters(dataDir)).toEqual([])
  },
)

test('connections on which nothing was asked do not keep a server from stopping', async () => {
  const environment = { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '100' }
  const server = await start(environment)
  const { hostname, port } = new URL((await server.facts()).urls.platform)
  const idle = connect(Number(port), hostname).on('error', () => undefined)
  await once(idle, 'connect')
  expect((await server.stop()).code).toBe(0)
  expect(await postmasters(dataDir)).toEqual([])
  idle.destroy()
})

test('a start that is cut short stops cleanly, too', async () => {
  const server = new ServerProcess({ dataDir })
  running.push(server)
  await expect.poll(() => postmasters(dataDir), { interval: 5, timeout: 10_000 }).toHaveLength(1)
  expect(await server.stop()).toMatchObject({ code: 0, stdout: '' })
  expect(await postmasters(dataDir)).toEqual([])
})

test('a later start keeps ids, secrets and tokens', async () => {
  const first = await start()
  const facts = await first.facts()
  const token = idOf(await createToken(facts, VISA))
  await first.stop()
  const second = await start()
  const { urls, ...kept } = facts
  const { urls: movedTo, ...again } = await second.facts()
  expect(again).toEqual(kept)
  expect(movedTo).not.toEqual(urls)
  expect((await readToken({ ...again, urls: movedTo }, token)).status).toBe(200)
})

test('kill -9 of the server: the next start ends its database, recovers and has all that was answered', async () => {
  const killed = await start()
  const facts = await killed.facts()
  const tokens = await createMany(facts, 20)
  killed.signal('SIGKILL')
  await killed.ended
  const server = await start()
  const moved = await server.facts()
  for (const answer of await Promise.all(tokens.map(token => readToken(moved, token)))) expect(answer.status).toBe(200)
  expect((await charge(moved, tokens[0]!, 1100)).status).toBe(200)
  expect(await postmasters(dataDir)).toHaveLength(1)
})

test('kill -9 of PostgreSQL: 503 with Retry-After meanwhile, then on without a restart, and nothing answered is lost', async () => {
  const server = await start()
  const facts = await server.facts()
  const answers: Answer[] = []
  let isOver = false
  const clients = Array.from({ length: 4 }, async () => {
    while (!isOver) answers.push(await createToken(facts, VISA))
  })
  const count = (status: number, since = 0) => answers.slice(since).filter(answer => answer.status === status).length
  await expect.poll(() => count(200), { timeout: 10_000 }).toBeGreaterThan(20)
  const [postmaster] = await postmasters(dataDir)
  process.kill(postmaster!, 'SIGKILL')
  await expect.poll(() => count(503), { interval: 5, timeout: 10_000 }).toBeGreaterThan(0)
  const since = answers.length
  await expect.poll(() => count(200, since), { timeout: 10_000 }).toBeGreaterThan(20)
  isOver = true
  await Promise.all(clients)

  expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200, 503]))
  for (const { status, headers } of answers) if (status === 503) expect(headers.get('retry-after')).toMatch(/^\d+$/)
  const acknowledged = answers.filter(answer => answer.status === 200).map(idOf)
  for (const token of acknowledged) expect((await readToken(facts, token)).status).toBe(200)
})

async function createMany(facts: SandboxFacts, count: number): Promise<string[]> {
  return (await Promise.all(Array.from({ length: count }, () => createToken(facts, VISA)))).map(idOf)
}
