/** What a newcomer meets, on one sandbox that is started once. */
import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabases, temporaryDirectory } from '../support/index.ts'
import { get, post } from './client.ts'
import { postmasters, runToEnd, startSandbox } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

const run = promisify(execFile)
let dataDir: string
let server: ServerProcess

beforeAll(async () => {
  dataDir = await temporaryDirectory()
  server = await startSandbox({ dataDir })
})

afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

test('a start prints the message, and on standard error at most one line of progress', () => {
  expect(server.stdout).toMatch(/^\nTrefoil [0-9.]+, sandbox\./)
  expect(server.stdout).not.toContain('"level"')
  expect(server.stderr).toMatch(/^(Making a database in [^\n]+\n)?$/)
})

test('sandbox.json holds the documented members, for its owner only', async () => {
  const path = join(dataDir, 'sandbox.json')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const facts = await server.facts()
  expect(Object.keys(facts).sort()).toEqual(
    [
      ...['urls', 'merchantId', 'appId', 'appSecret', 'employeeId', 'accessToken', 'refreshToken'],
      ...['publicKey', 'privateKey', 'managementToken'],
    ].sort(),
  )
  expect(Object.keys(facts.urls)).toEqual(['platform', 'vault', 'ecommerce', 'checkout', 'fields'])
  for (const fact of [...Object.values(facts.urls), facts.appSecret, facts.accessToken, facts.privateKey, path]) {
    expect(server.stdout).toContain(fact)
  }
})

test('the printed lines work as printed, pasted into a shell', async () => {
  const lines = server.stdout.slice(server.stdout.indexOf('# 1.'), server.stdout.indexOf('Stop with'))
  const { stdout, stderr } = await run('bash', ['-c', lines])
  expect(stderr).toContain('"apiAccessKey":"')
  expect(stderr).toMatch(/"id":"clv_/)
  expect(stderr).toContain('"amount":1100')
  const [again, declined] = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)
  expect(again).toMatchObject({ amount: 1100, status: 'succeeded', captured: true })
  expect(declined).toMatchObject({ error: { code: 'card_declined' } })
})

test('a second server on the same data directory is refused, and does no harm', async () => {
  const { code, stdout, stderr } = await runToEnd({ dataDir })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^The data directory .+ is in use by another server \(process \d+\)\. .+\n$/)
  expect(stderr).toContain(dataDir)
  const { urls } = await server.facts()
  expect((await get(`${urls.platform}/readyz`)).status).toBe(200)
})

test.each([
  [0, 'TREFOIL_PORT'],
  [-1, 'TREFOIL_PORT + 1, for the hosted fields'],
])('a port in use is named, with the setting it comes from (%i)', async (distance, setting) => {
  const databases = await createTestDatabases()
  const otherDir = await temporaryDirectory()
  const taken = Number(new URL((await server.facts()).urls.platform).port)
  const environment = { DATABASE_URL: databases.url, TREFOIL_PORT: String(taken + distance) }
  const { code, stdout, stderr } = await runToEnd({ dataDir: otherDir, environment })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(`Port ${taken} on 127.0.0.1 is in use (${setting}).`)
  await databases.close()
  await rm(otherDir, { recursive: true })
})

test('management-token works beside a running server', async () => {
  const { urls, merchantId } = await server.facts()
  const { code, stdout } = await runToEnd({ dataDir, args: ['management-token', '--name', 'test'] })
  expect(code).toBe(0)
  const token = stdout.trim()
  const merchant = `${urls.platform}/trefoil/v1/merchants/${merchantId}`
  expect((await get(merchant, { authorization: `Bearer ${token}` })).status).toBe(200)
  expect(await postmasters(dataDir)).toHaveLength(1)
})

test('employee adds one who can sign in, and says so when there is one already', async () => {
  const { urls, merchantId, appId } = await server.facts()
  const args = ['employee', '--merchant', merchantId, '--name', 'Kim', '--email', 'kim@shop.example']
  const password = 'correct horse battery'
  const added = await runToEnd({ dataDir, args, input: `${password}\n` })
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9A-Z]{13}\n$/), stderr: '' })
  const query = new URLSearchParams({ client_id: appId, redirect_uri: urls.checkout, response_type: 'code' })
  const form = new URLSearchParams({ email: 'kim@shop.example', password, query: query.toString(), version: '2' })
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const signedIn = await post(`${urls.platform}/oauth/session`, type, form.toString())
  expect(signedIn.headers.get('set-cookie')).toContain('HttpOnly')

  const again = await runToEnd({ dataDir, args, input: `${password}\n` })
  expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/has an employee with this e-mail address/) })
})
