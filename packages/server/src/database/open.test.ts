import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/index.ts'
import { withDatabase } from './connection-url.ts'
import { Database } from './database.ts'
import { DataDirectoryInUseError } from './instance-lock.ts'
import { silentLog } from './log.ts'
import { MigrationRefusedError } from './migrate.ts'
import { openDatabases, type Databases, type OpenDatabasesOptions } from './open.ts'

const NAME = `test_open_${process.pid}`
const databaseUrl = withDatabase(inject('databaseServerUrl'), NAME)

let dataDir: string
let server: Database
const opened: Databases[] = []
beforeAll(() => {
  server = new Database({ url: inject('databaseServerUrl'), poolSize: 1, log: silentLog })
})
beforeEach(async () => {
  dataDir = await temporaryDirectory()
})
afterEach(async () => {
  for (const databases of opened.splice(0)) await databases.close()
  for (const name of [NAME, `${NAME}_acquirer`]) await server.query(`drop database if exists ${name}`)
  await rm(dataDir, { recursive: true, force: true })
})
afterAll(() => server.close())

async function open(options: Partial<OpenDatabasesOptions> = {}): Promise<Databases> {
  const databases = await openDatabases({ dataDir, log: silentLog, ...options })
  opened.push(databases)
  return databases
}

async function whoAmI(database: Database): Promise<{ role: string; database: string }> {
  const { rows } = await database.query<{ role: string; database: string }>(
    'select current_user::text as role, current_database()::text as database',
  )
  return rows[0]!
}

test('architecture §4: without a URL the server runs a PostgreSQL of its own, each part under its role', async () => {
  const databases = await open({ withAcquirer: true })
  expect(await whoAmI(databases.services)).toEqual({ role: 'trefoil_services', database: 'trefoil' })
  expect(await whoAmI(databases.vault)).toEqual({ role: 'trefoil_vault', database: 'trefoil' })
  expect(await whoAmI(databases.acquirer!)).toEqual({ role: 'trefoil', database: 'trefoil_acquirer' })
  const { rows } = await databases.services.query<{ now_ms: number }>(
    'select (extract(epoch from now()) * 1000)::float8 as now_ms',
  )
  expect(Math.abs(databases.clock.nowMs() - rows[0]!.now_ms)).toBeLessThan(500)
  await expect(open()).rejects.toThrow(DataDirectoryInUseError)
})

test('a command joins the database of the server that runs, and leaves it running', async () => {
  const databases = await open()
  const joined = await open({ whenInUse: 'join' })
  expect(joined.embedded).toBeUndefined()
  await joined.services.query('select 1')
  await opened.pop()!.close()
  await databases.services.query('select 1')
})

test('architecture §4: with a URL nothing is started, and roles and schemas are the same', async () => {
  const databases = await open({ databaseUrl, withAcquirer: true })
  expect(databases.embedded).toBeUndefined()
  expect(await whoAmI(databases.services)).toEqual({ role: 'trefoil_services', database: NAME })
  expect(await whoAmI(databases.vault)).toEqual({ role: 'trefoil_vault', database: NAME })
  expect((await whoAmI(databases.acquirer!)).database).toBe(`${NAME}_acquirer`)
})

test('architecture §4: servers that start at once on one empty database all come up', async () => {
  const all = await Promise.all([1, 2, 3].map(() => open({ databaseUrl, withAcquirer: true })))
  for (const databases of all) await databases.vault.query('select 1')
})

test('architecture §4: the owner of the schemas need not be a superuser', async () => {
  const owner = `owner_${process.pid}`
  await server.query(`create role ${owner} login createdb createrole`)
  const url = new URL(databaseUrl)
  url.username = owner
  // The roles belong to someone else here, as they do when several databases share a server.
  await server.query(`grant trefoil_services, trefoil_vault to ${owner} with admin true, inherit false, set false`)
  const databases = await open({ databaseUrl: url.href, withAcquirer: true })
  expect((await whoAmI(databases.services)).role).toBe('trefoil_services')
  expect((await whoAmI(databases.vault)).role).toBe('trefoil_vault')
  for (const each of opened.splice(0)) await each.close()
  for (const name of [NAME, `${NAME}_acquirer`]) await server.query(`drop database ${name}`)
  await server.query(`drop role ${owner}`)
})

test('architecture §4: the vault may have a user of its own, which then is not changed', async () => {
  const user = `vault_${process.pid}`
  await server.query(`create role ${user} login`)
  await server.query(`grant trefoil_vault to ${user}`)
  const url = new URL(databaseUrl)
  url.username = user
  const databases = await open({ databaseUrl, vaultDatabaseUrl: url.href })
  expect((await whoAmI(databases.vault)).role).toBe(user)
  for (const each of opened.splice(0)) await each.close()
  await server.query(`drop role ${user}`)
})

test('architecture §4: a process that may not migrate refuses a database that is behind', async () => {
  await server.query(`create database ${NAME}`)
  await expect(open({ databaseUrl, applyMigrations: false })).rejects.toThrow(MigrationRefusedError)
  await open({ databaseUrl })
  await open({ databaseUrl, applyMigrations: false })
})

test('a database that cannot be made or reached is named, and its password is not', async () => {
  const url = new URL(databaseUrl)
  url.password = 'not-for-the-log'
  url.searchParams.set('host', '/nowhere')
  const error = await open({ databaseUrl: url.href }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('not-for-the-log')
  await expect(open({ databaseUrl: 'not-for-the-log@host' })).rejects.toThrow(/^(?!.*not-for-the-log)/)
})

test('a start that fails gives the data directory back', async () => {
  const first = await open()
  await first.services.query('select 1')
  for (const each of opened.splice(0)) await each.close()
  const newer = await open()
  const owner = new Database({ url: newer.embedded!.connectionUrl('trefoil'), poolSize: 1, log: silentLog })
  await owner.query(`insert into public.schema_migration values ('9999-from-the-future.sql', 'x')`)
  await owner.close()
  for (const each of opened.splice(0)) await each.close()
  await expect(open()).rejects.toThrow('newer than this program')
  // Not DataDirectoryInUseError: the failed start has let go.
  await expect(open()).rejects.toThrow('newer than this program')
})
