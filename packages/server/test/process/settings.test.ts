/** What a user gets to see of a setting that is wrong. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeSettings } from '../../src/config.ts'
import { temporaryDirectory } from '../support/index.ts'
import { runToEnd } from './server-process.ts'

let dataDir: string

beforeAll(async () => {
  dataDir = await temporaryDirectory()
})

afterAll(() => rm(dataDir, { recursive: true, force: true }))

test('--help names every setting with its meaning and default, and every command', async () => {
  const { code, stdout } = await runToEnd({ dataDir, args: ['--help'] })
  expect(code).toBe(0)
  expect(stdout).toContain(describeSettings())
  for (const name of ['serve', 'management-token', 'employee', 'TREFOIL_PORT', 'DATABASE_URL']) {
    expect(stdout).toContain(`\n  ${name}`)
  }
})

const nowhere = 'postgresql://u:hidden-password@127.0.0.1:1/trefoil'
test.each<[string, Record<string, string>, string[], RegExp]>([
  [
    'a wrong value',
    { TREFOIL_PORT: 'eighty' },
    [],
    /^TREFOIL_PORT is "eighty"\. Allowed: a whole number from 0 to 65534\.\n$/,
  ],
  ['a host of another machine', { TREFOIL_HOST: '192.0.2.1' }, [], /^TREFOIL_HOST is "192\.0\.2\.1"\. Allowed: .+\n$/m],
  [
    'a database that is not there',
    { DATABASE_URL: nowhere },
    [],
    /^The database cannot be reached \(.+\)\. Check DATABASE_URL\.\n$/,
  ],
  [
    'a command that is not there',
    {},
    ['strat'],
    /^There is no command "strat"\. Run with --help to see all commands\.\n$/,
  ],
  [
    'an option that is not there',
    {},
    ['serve', '--port', '1'],
    /'--port'.*\. Run with --help to see all commands\.\n$/,
  ],
  ['a command without what it needs', {}, ['employee'], /^employee needs --merchant, --name and --email\.\n$/],
])('%s ends the start with exit code 1 and one line', async (_what, environment, args, message) => {
  const { code, stdout, stderr } = await runToEnd({ dataDir, environment, args })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/hidden-password|\n {4}at /)
})

test('PCI-09: live mode refuses a key file beside the database, before it makes anything', async () => {
  const liveDir = join(dataDir, 'live')
  const environment = { TREFOIL_MODE: 'live', TREFOIL_KEY_FILE: join(liveDir, 'vault.key') }
  const { code, stderr } = await runToEnd({ dataDir: liveDir, environment })
  expect(code).toBe(1)
  expect(existsSync(liveDir)).toBe(false)
  expect(stderr).toMatch(/^The setting TREFOIL_KEY_FILE names a file inside the data directory.+\n$/)
})
