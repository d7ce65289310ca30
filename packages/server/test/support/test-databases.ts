import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { DatabaseClock } from '../../src/database/clock.ts'
import { withDatabase } from '../../src/database/connection-url.ts'
import { Database } from '../../src/database/database.ts'
import { Jobs } from '../../src/database/jobs.ts'
import { silentLog } from '../../src/database/log.ts'
import { SERVICES_ROLE, VAULT_ROLE } from '../../src/database/roles.ts'

/** Databases of one test file, migrated and empty. */
export interface TestDatabases {
  /** As the role of every service but the vault. */
  readonly services: Database
  /** As the role of the vault. */
  readonly vault: Database
  /** As the owner of all schemas, to look behind the roles. */
  readonly owner: Database
  /** The sandbox acquirer's own database. */
  readonly acquirer: Database
  readonly clock: DatabaseClock
  readonly jobs: Jobs
  /** URL of the main database, for code that opens its own connections. */
  readonly url: string
  /** URL of the acquirer's database. */
  readonly acquirerUrl: string
  /** Drops the databases. Throws when a connection is still checked out or a session was left open. */
  close(): Promise<void>
}

/**
 * Clones the migrated templates: some 20 ms each. Use one per test file, in `beforeAll`, and `close()` it in `afterAll`.
 */
export async function createTestDatabases(): Promise<TestDatabases> {
  const serverUrl = inject('databaseServerUrl')
  // Named as openDatabases() names them, so that a test may hand `url` to a whole server.
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  const url = withDatabase(serverUrl, name)
  const acquirerUrl = withDatabase(serverUrl, `${name}_acquirer`)
  await onServer(serverUrl, async server => {
    await server.query(`create database ${name} template template_main strategy file_copy`)
    await server.query(`create database ${name}_acquirer template template_acquirer strategy file_copy`)
  })

  const open = (partUrl: string, role?: string) => new Database({ url: partUrl, role, poolSize: 8, log: silentLog })
  const services = open(url, SERVICES_ROLE)
  const vault = open(url, VAULT_ROLE)
  const owner = open(url)
  const acquirer = open(acquirerUrl)
  const clock = await DatabaseClock.start(services, silentLog)
  const jobs = new Jobs(url, silentLog)
  return {
    services,
    vault,
    owner,
    acquirer,
    clock,
    jobs,
    url,
    acquirerUrl,
    async close() {
      clock.stop()
      await jobs.close()
      const pools = { services, vault, owner, acquirer }
      const outside = () => Object.entries(pools).filter(([, { connections }]) => connections.open > connections.idle)
      // What is under way when a file ends, such as the clock's last reading, comes back within moments.
      for (let waits = 0; waits < 40 && outside().length > 0; waits++) await sleep(25)
      const leaked = outside()
      // A pool with a connection out would wait for it for ever.
      await Promise.all(Object.values(pools).map(pool => (isIn(leaked, pool) ? undefined : pool.close())))
      const sessions = await drop(serverUrl, [name, `${name}_acquirer`])
      if (leaked.length > 0)
        throw new Error(`Connections were not given back: ${leaked.map(([part]) => part).join(', ')}`)
      if (sessions > 0) throw new Error(`${sessions} database sessions were left open by this test file.`)
    },
  }
}

function isIn(leaked: readonly (readonly [string, Database])[], pool: Database): boolean {
  return leaked.some(([, database]) => database === pool)
}

/** @returns how many sessions had to be cut */
async function drop(serverUrl: string, names: readonly string[]): Promise<number> {
  return await onServer(serverUrl, async server => {
    const count = async () => {
      const { rows } = await server.query<{ sessions: number }>(
        'select count(*) as sessions from pg_stat_activity where datname = any($1)',
        [names],
      )
      return rows[0]!.sessions
    }
    // A closed session is gone from the list a moment after its client has ended.
    let sessions = await count()
    for (let tries = 0; sessions > 0 && tries < 50; tries++) {
      await new Promise(resolve => setTimeout(resolve, 20))
      sessions = await count()
    }
    for (const name of names) await server.query(`drop database ${name} with (force)`)
    return sessions
  })
}

async function onServer<Result>(url: string, work: (server: Database) => Promise<Result>): Promise<Result> {
  const server = new Database({ url, poolSize: 1, log: silentLog })
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}
