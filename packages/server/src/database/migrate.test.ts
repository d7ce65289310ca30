import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { withDatabase } from './connection-url.ts'
import { Database } from './database.ts'
import { silentLog } from './log.ts'
import { checkMigrated, migrate, MigrationRefusedError, readMigrations } from './migrate.ts'

const NAME = `test_migrate_${process.pid}`
let server: Database
let database: Database
beforeAll(() => {
  server = new Database({ url: inject('databaseServerUrl'), poolSize: 1, log: silentLog })
})
beforeEach(async () => {
  await database?.close()
  await server.query(`drop database if exists ${NAME}`)
  await server.query(`create database ${NAME}`)
  database = new Database({ url: withDatabase(inject('databaseServerUrl'), NAME), poolSize: 4, log: silentLog })
})
afterAll(async () => {
  await database.close()
  await server.query(`drop database if exists ${NAME}`)
  await server.close()
})

const FIRST = { name: '0001-first.sql', sql: 'create table public.first (id text primary key)' }
const SECOND = { name: '0002-second.sql', sql: 'create table public.second (id text primary key)' }

async function tables(): Promise<string[]> {
  const { rows } = await database.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migration' order by 1`,
  )
  return rows.map(row => row.tablename)
}

test('architecture §4: each migration is applied once, in order', async () => {
  expect(await migrate(database, [FIRST], silentLog)).toEqual([FIRST.name])
  expect(await migrate(database, [FIRST, SECOND], silentLog)).toEqual([SECOND.name])
  expect(await migrate(database, [FIRST, SECOND], silentLog)).toEqual([])
  expect(await tables()).toEqual(['first', 'second'])
})

test('architecture §4: servers that start at once apply each migration once', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database, [FIRST, SECOND], silentLog)))
  expect(applied.flat().sort()).toEqual([FIRST.name, SECOND.name])
})

test('architecture §4: a migration that fails leaves nothing, and those before it stay', async () => {
  const broken = { name: '0002-broken.sql', sql: `${SECOND.sql}; select 1 / 0` }
  await expect(migrate(database, [FIRST, broken], silentLog)).rejects.toThrow('division by zero')
  expect(await tables()).toEqual(['first'])
  expect(await migrate(database, [FIRST, SECOND], silentLog)).toEqual([SECOND.name])
})

test('architecture §4: an applied migration that was changed is refused', async () => {
  await migrate(database, [FIRST], silentLog)
  const changed = { ...FIRST, sql: `${FIRST.sql};` }
  await expect(migrate(database, [changed, SECOND], silentLog)).rejects.toThrow(MigrationRefusedError)
  expect(await tables()).toEqual(['first'])
  const otherLineEnds = { ...FIRST, sql: FIRST.sql.replaceAll('\n', '\r\n') }
  expect(await migrate(database, [otherLineEnds], silentLog)).toEqual([])
})

test('architecture §4: an older program refuses a newer database', async () => {
  await migrate(database, [FIRST, SECOND], silentLog)
  await expect(migrate(database, [FIRST], silentLog)).rejects.toThrow(/newer than this program.*0002-second/)
  await expect(migrate(database, [], silentLog)).rejects.toThrow('newer than this program')
})

test('architecture §4: a process that may not migrate refuses a database that is behind', async () => {
  await migrate(database, [FIRST], silentLog)
  await checkMigrated(database, [FIRST])
  await expect(checkMigrated(database, [FIRST, SECOND])).rejects.toThrow('lacks the migration 0002-second.sql')
})

test('architecture §4: a migration that does not name its schema is refused by the database', async () => {
  const careless = { name: '0001-careless.sql', sql: 'create table careless (id text)' }
  await expect(migrate(database, [careless], silentLog)).rejects.toThrow('pg_catalog')
})

test('architecture §4: file names give the order, so they are numbered and no number comes twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trefoil-migrations-'))
  await writeFile(join(folder, '0010-later.sql'), 'select 2')
  await writeFile(join(folder, '0002-earlier.sql'), 'select 1')
  await writeFile(join(folder, 'notes.md'), 'not a migration')
  expect((await readMigrations(folder)).map(({ name }) => name)).toEqual(['0002-earlier.sql', '0010-later.sql'])
  await writeFile(join(folder, '0010-again.sql'), 'select 3')
  await expect(readMigrations(folder)).rejects.toThrow('0010')
  await rm(join(folder, '0010-again.sql'))
  await writeFile(join(folder, 'unnumbered.sql'), 'select 3')
  await expect(readMigrations(folder)).rejects.toThrow('unnumbered.sql')
  await rm(folder, { recursive: true })
})
