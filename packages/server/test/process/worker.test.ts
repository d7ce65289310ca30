/** Background jobs in a process of their own, and the reconciliation, as an operator runs them beside a server. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SandboxFacts } from '../../src/platform/index.ts'
import { temporaryDirectory } from '../support/index.ts'
import { charge, createToken, get, idOf } from './client.ts'
import { runToEnd, ServerProcess, startSandbox } from './server-process.ts'

const VISA = { number: '4242424242424242', cvv: '123' }
/** Done, the answer lost, the inquiry unanswered (contract 19.3). */
const LOST_AMOUNT = 91_000_002

const QUICK = { TREFOIL_ACQUIRER_TIMEOUT_MS: '300', TREFOIL_INQUIRY_BUDGET_MS: '100' }
let dataDir: string
let server: ServerProcess
let facts: SandboxFacts

beforeAll(async () => {
  dataDir = await temporaryDirectory()
  server = await startSandbox({ dataDir, environment: { ...QUICK, TREFOIL_JOBS: 'off' } })
  facts = await server.facts()
})

afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function stateOf(chargeId: string): Promise<string> {
  const url = `${facts.urls.ecommerce}/v1/charges/${chargeId}`
  return (JSON.parse((await get(url, { authorization: `Bearer ${facts.accessToken}` })).text) as { state: string })
    .state
}

test('CHG-25 CHG-29: a worker beside a server without jobs ends what the server left unknown, and stops cleanly', async () => {
  const answer = await charge(facts, idOf(await createToken(facts, VISA)), LOST_AMOUNT)
  expect(answer.status).toBe(504)
  const { charge: id } = (JSON.parse(answer.text) as { error: { charge: string } }).error
  const before = await runToEnd({ dataDir, args: ['reconcile'] })
  expect(before.stdout).toContain('1 attempts undecided')
  expect(await stateOf(id)).toBe('pending')

  const worker = await new ServerProcess({ dataDir, args: ['worker'], environment: QUICK }).says('background jobs')
  await expect.poll(() => stateOf(id), { timeout: 30_000 }).toBe('failed')
  expect(await worker.stop()).toMatchObject({ code: 0 })
})

test('faults oracle 3: reconcile beside a running server says that everything agrees', async () => {
  idOf(await charge(facts, idOf(await createToken(facts, VISA)), 4_200))
  const { code, stdout } = await runToEnd({ dataDir, args: ['reconcile'] })
  expect(code).toBe(0)
  expect(stdout).toMatch(/2 charges, 1 transfers, 0 attempts undecided; all entries sum to 0\.\nEverything agrees\.\n/)
  const ofNobody = await runToEnd({ dataDir, args: ['reconcile', '--merchant', 'NOBODY'] })
  expect(ofNobody.stdout).toContain('0 charges, 0 transfers')
})

test('a worker without vault or ecommerce says what it needs', async () => {
  const environment = { TREFOIL_SERVICES: 'platform' }
  const { code, stderr } = await runToEnd({ dataDir, args: ['worker'], environment })
  expect([code, stderr]).toEqual([1, expect.stringContaining('TREFOIL_SERVICES must hold vault and ecommerce')])
})
