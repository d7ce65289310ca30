import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseLog } from './log.ts'
import type { Database } from './database.ts'
import type { Transaction } from './transaction.ts'

export interface Migration {
  /** File name, such as `0100-platform.sql`; their order is the order of application. */
  readonly name: string
  readonly sql: string
}

/** The database and the code do not fit together. */
export class MigrationRefusedError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MigrationRefusedError'
  }
}

// Any number will do that no one else takes; it spells "trefoil" on a telephone.
const LOCK = 8733645
const FILE_NAME = /^\d{4}-[a-z0-9-]+\.sql$/

/** Reads the migrations of a folder, in order. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  for (const name of names) {
    if (!FILE_NAME.test(name)) throw new MigrationRefusedError(`${name} is not named like 0100-charges.sql.`)
  }
  const numbers = names.map(name => name.slice(0, 4))
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index)
  if (twice !== undefined) throw new MigrationRefusedError(`Two migrations have the number ${twice}.`)
  return await Promise.all(names.map(async name => ({ name, sql: await readFile(join(folder, name), 'utf8') })))
}

/**
 * Brings a database up to date: each migration that it has not seen runs in a transaction of its own, in order. Servers
 * that start at once take turns.
 *
 * @returns the names of those applied now
 * @throws MigrationRefusedError when an applied file has changed since, or the database has seen one that this code
 *   does not know (an older server on a newer database)
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  log: DatabaseLog,
): Promise<string[]> {
  await database.transaction(transaction => makeHistory(transaction))
  const appliedNow: string[] = []
  for (const migration of migrations) {
    const isNew = await database.transaction(async transaction => {
      await lock(transaction)
      const seen = await history(transaction)
      refuseMisfit(seen, migrations)
      if (seen.has(migration.name)) return false
      await transaction.query(migration.sql)
      await transaction.query('insert into public.schema_migration (name, sha256) values ($1, $2)', [
        migration.name,
        hashOf(migration),
      ])
      return true
    })
    if (!isNew) continue
    log.info({ migration: migration.name }, 'migration applied')
    appliedNow.push(migration.name)
  }
  if (migrations.length === 0) refuseMisfit(await history(database), migrations)
  return appliedNow
}

/**
 * For a process that may not change the schema: only looks whether the database is up to date.
 * @throws MigrationRefusedError when it is not
 */
export async function checkMigrated(database: Database, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await database.query<{ has_history: boolean }>(
    `select to_regclass('public.schema_migration') is not null as has_history`,
  )
  const seen = rows[0]!.has_history ? await history(database) : new Map<string, string>()
  refuseMisfit(seen, migrations)
  const missing = migrations.find(migration => !seen.has(migration.name))
  if (missing) throw new MigrationRefusedError(`The database lacks the migration ${missing.name}.`)
}

async function makeHistory(transaction: Transaction): Promise<void> {
  await lock(transaction)
  await transaction.query(`
    create table if not exists public.schema_migration (
      name text primary key,
      sha256 text not null,
      applied_at timestamptz not null default now()
    )`)
}

async function lock(transaction: Transaction): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock($1)', [LOCK])
}

async function history(database: Pick<Database, 'query'>): Promise<Map<string, string>> {
  const { rows } = await database.query<{ name: string; sha256: string }>(
    'select name, sha256 from public.schema_migration',
  )
  return new Map(rows.map(row => [row.name, row.sha256]))
}

function refuseMisfit(seen: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map(migration => [migration.name, migration]))
  for (const [name, sha256] of seen) {
    const migration = known.get(name)
    if (!migration) {
      throw new MigrationRefusedError(`The database is newer than this program: it has seen the migration ${name}.`)
    }
    if (hashOf(migration) !== sha256) {
      throw new MigrationRefusedError(`The migration ${name} has changed since it was applied. Add a new one instead.`)
    }
  }
}

// Line ends may differ between checkouts of the same file.
function hashOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql.replaceAll('\r\n', '\n')).digest('hex')
}
