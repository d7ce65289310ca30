import { chmod, mkdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/index.ts'
import { Database } from './database.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { DataDirectoryInUseError } from './instance-lock.ts'
import { silentLog } from './log.ts'
import { locatePostgres } from './postgres-location.ts'

const isRoot = process.getuid?.() === 0

let home: string
const leftElsewhere: string[] = []
beforeEach(async () => {
  home = await temporaryDirectory()
})
afterEach(async () => {
  for (const directory of leftElsewhere.splice(0)) await rm(directory, { recursive: true, force: true })
  await rm(home, { recursive: true, force: true })
})

async function isStored(url: string): Promise<boolean> {
  const database = new Database({ url, poolSize: 1, log: silentLog })
  const { rows } = await database.query<{ found: boolean }>(`select to_regclass('public.kept') is not null as found`)
  if (!rows[0]!.found) await database.query('create table public.kept (id int)')
  await database.close()
  return rows[0]!.found
}

test('architecture §4: the cluster lives in the data directory, whose mode lets its account through and no further', async () => {
  const dataDir = join(home, '.trefoil')
  await mkdir(dataDir, { mode: 0o700 })
  const place = await locatePostgres(dataDir, silentLog)
  expect(place.clusterDir).toBe(join(dataDir, 'postgres'))
  expect((await stat(dataDir)).mode & 0o777).toBe(isRoot ? 0o711 : 0o700)
  expect(Buffer.byteLength(place.socketDir)).toBeLessThan(90)
})

test.runIf(isRoot)(
  'architecture §4: below a home of mode 0700 the database goes where its account can reach it, and is found again',
  async () => {
    await chmod(home, 0o700)
    const dataDir = join(home, '.trefoil')
    const warnings: string[] = []
    const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) }
    const first = await startEmbeddedPostgres({ dataDir, log })
    leftElsewhere.push(join(first.clusterDir, '..'))
    expect(first.clusterDir).toMatch(/^\/var\/lib\/trefoil\//)
    expect(warnings.join()).toContain('elsewhere')
    expect(join(await readFile(join(dataDir, 'postgres-location'), 'utf8').then(text => text.trim()), 'postgres')).toBe(
      first.clusterDir,
    )
    expect(await isStored(first.connectionUrl('postgres'))).toBe(false)
    await first.stop()

    // Opening the home later does not move the database away from its contents.
    await chmod(home, 0o755)
    const second = await startEmbeddedPostgres({ dataDir, log: silentLog })
    expect(second.clusterDir).toBe(first.clusterDir)
    expect(await isStored(second.connectionUrl('postgres'))).toBe(true)
    await second.stop()
  },
)

test.runIf(isRoot)('a copy of a data directory does not take the database from the original that runs', async () => {
  await chmod(home, 0o700)
  const original = join(home, 'original')
  const embedded = await startEmbeddedPostgres({ dataDir: original, log: silentLog })
  leftElsewhere.push(join(embedded.clusterDir, '..'))
  const copy = join(home, 'copy')
  await mkdir(copy)
  await symlink(join(original, 'postgres-location'), join(copy, 'postgres-location'))
  const pid = embedded.pid
  await expect(startEmbeddedPostgres({ dataDir: copy, log: silentLog })).rejects.toThrow(DataDirectoryInUseError)
  expect(await isStored(embedded.connectionUrl('postgres'))).toBe(false)
  expect(embedded.pid).toBe(pid)
  await embedded.stop()
})

test('architecture §4: a deep data directory does not make the path of the socket too long', async () => {
  const dataDir = join(home, 'x'.repeat(80), 'y'.repeat(80))
  const embedded = await startEmbeddedPostgres({ dataDir, log: silentLog })
  expect(await isStored(embedded.connectionUrl('postgres'))).toBe(false)
  await embedded.stop()
})

test.runIf(isRoot)('a socket directory that another user has made first is refused', async () => {
  const dataDir = join(home, '.trefoil')
  const { socketDir } = await locatePostgres(dataDir, silentLog)
  await rm(socketDir, { recursive: true })
  await symlink('/root', socketDir)
  await expect(locatePostgres(dataDir, silentLog)).rejects.toThrow('another user')
  await rm(socketDir)
})
