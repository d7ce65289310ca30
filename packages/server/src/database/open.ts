import { join } from 'node:path'
import { DatabaseClock } from './clock.ts'
import { databaseOf, withDatabase } from './connection-url.ts'
import { Database } from './database.ts'
import { startEmbeddedPostgres, embeddedConnectionUrl, type EmbeddedPostgres } from './embedded.ts'
import { DataDirectoryInUseError } from './instance-lock.ts'
import { Jobs } from './jobs.ts'
import type { DatabaseLog } from './log.ts'
import { checkMigrated, migrate, readMigrations } from './migrate.ts'
import { ensureRoles, SERVICES_ROLE, VAULT_ROLE } from './roles.ts'

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations')
const EMBEDDED_NAME = 'trefoil'
/** Migrations may rebuild a large table. */
const MIGRATION_TIMEOUT_MS = 60 * 60 * 1_000

export interface OpenDatabasesOptions {
  /** Connects as the owner of the schemas. Absent: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl?: string
  /** A URL with a user of its own for the vault; used as it is, without changing the role. */
  readonly vaultDatabaseUrl?: string
  readonly dataDir: string
  readonly log: DatabaseLog
  /** Most connections of each of the two pools; 8 by default. */
  readonly poolSize?: number
  /** Also opens the books of the sandbox acquirer, in a database of its own beside the main one. */
  readonly withAcquirer?: boolean
  /** False: the schema must be up to date already, and the connecting user need not own it. */
  readonly applyMigrations?: boolean
  /** What to do when a server runs on `dataDir`: a command joins its database, a second server refuses (default). */
  readonly whenInUse?: 'refuse' | 'join'
}

export interface Databases {
  /** For every service but the vault. */
  readonly services: Database
  /** For the vault only. */
  readonly vault: Database
  /** The sandbox acquirer's own books. */
  readonly acquirer: Database | undefined
  readonly clock: DatabaseClock
  /** Background jobs, in the main database. */
  readonly jobs: Jobs
  /** The PostgreSQL that this process runs, if it does. */
  readonly embedded: EmbeddedPostgres | undefined
  close(): Promise<void>
}

/**
 * Opens all databases of a server: starts the embedded PostgreSQL unless a URL is given, makes what is missing, applies
 * migrations, and connects each part under its own role.
 *
 * @throws DataDirectoryInUseError, MigrationRefusedError
 */
export async function openDatabases(options: OpenDatabasesOptions): Promise<Databases> {
  const { url, embedded, isJoined = false } = await server(options)
  const opened: Database[] = []
  try {
    const databases = await connect(url, isJoined ? { ...options, applyMigrations: false } : options, opened)
    return {
      ...databases,
      embedded,
      async close() {
        databases.clock.stop()
        await databases.jobs.close()
        await closeAll(opened)
        await embedded?.stop()
      },
    }
  } catch (error) {
    await closeAll(opened)
    await embedded?.stop()
    throw error
  }
}

interface Server {
  readonly url: string
  readonly embedded?: EmbeddedPostgres
  readonly isJoined?: boolean
}

async function server(options: OpenDatabasesOptions): Promise<Server> {
  if (options.databaseUrl !== undefined) return { url: options.databaseUrl }
  try {
    const embedded = await startEmbeddedPostgres(options)
    return { url: embedded.connectionUrl(EMBEDDED_NAME), embedded }
  } catch (error) {
    if (options.whenInUse !== 'join' || !(error instanceof DataDirectoryInUseError)) throw error
    // A command never changes the schema under a running server.
    return { url: await embeddedConnectionUrl(options.dataDir, EMBEDDED_NAME), isJoined: true }
  }
}

async function connect(
  url: string,
  options: OpenDatabasesOptions,
  opened: Database[],
): Promise<Omit<Databases, 'embedded' | 'close'>> {
  const { log, poolSize = 8, withAcquirer = false, applyMigrations = true, vaultDatabaseUrl } = options
  const acquirerUrl = withAcquirer ? withDatabase(url, `${databaseOf(url)}_acquirer`) : undefined
  await prepareDatabase(url, 'main', applyMigrations, log)
  if (acquirerUrl !== undefined) await prepareDatabase(acquirerUrl, 'acquirer', applyMigrations, log)

  const open = (part: string, partUrl: string, role?: string) => {
    const database = new Database({ url: partUrl, role, poolSize, log, applicationName: `trefoil ${part}` })
    opened.push(database)
    return database
  }
  const services = open('services', url, SERVICES_ROLE)
  const vault = vaultDatabaseUrl === undefined ? open('vault', url, VAULT_ROLE) : open('vault', vaultDatabaseUrl)
  const acquirer = acquirerUrl === undefined ? undefined : open('acquirer', acquirerUrl)
  return { services, vault, acquirer, jobs: new Jobs(url, log), clock: await DatabaseClock.start(services, log) }
}

/** Makes a database when it is missing, with the roles it needs, and applies the migrations of a folder. */
export async function prepareDatabase(
  url: string,
  folder: 'main' | 'acquirer',
  applyMigrations: boolean,
  log: DatabaseLog,
): Promise<void> {
  const migrations = await readMigrations(join(MIGRATIONS, folder))
  if (applyMigrations) await ensureDatabase(url, log)
  const statementTimeoutMs = MIGRATION_TIMEOUT_MS
  const owner = new Database({ url, poolSize: 1, log, applicationName: 'trefoil migrations', statementTimeoutMs })
  try {
    if (!applyMigrations) return await checkMigrated(owner, migrations)
    await ensureRoles(owner)
    await migrate(owner, migrations, log)
    if (folder === 'main') await prepareJobs(url, log)
  } finally {
    await owner.close()
  }
}

async function prepareJobs(url: string, log: DatabaseLog): Promise<void> {
  const jobs = new Jobs(url, log)
  try {
    await jobs.migrate()
  } finally {
    await jobs.close()
  }
}

async function ensureDatabase(url: string, log: DatabaseLog): Promise<void> {
  const name = databaseOf(url)
  const wanted = new Database({ url, poolSize: 1, log })
  try {
    await wanted.query('select 1')
  } catch (error) {
    // 3D000: no such database.
    if ((error as { code?: string }).code !== '3D000') throw error
    await createDatabase(url, name, log)
  } finally {
    await wanted.close()
  }
}

async function createDatabase(url: string, name: string, log: DatabaseLog): Promise<void> {
  const maintenance = new Database({ url: withDatabase(url, 'postgres'), poolSize: 1, log })
  try {
    await maintenance.query(`create database ${quoteName(name)}`)
    log.info({ database: name }, 'made a database')
  } catch (error) {
    // 42P04, 23505: another server was first.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) {
      throw new Error(`The database "${name}" does not exist, and the database user may not make it.`, { cause: error })
    }
  } finally {
    await maintenance.close()
  }
}

/** An SQL identifier for any name. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

async function closeAll(databases: readonly Database[]): Promise<void> {
  await Promise.all(databases.map(database => database.close()))
}
