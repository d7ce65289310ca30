/** The two databases of one server under test, and locks that make its next statement wait. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { connectionConfigs } from '../../src/database/connection.ts'
import { withDatabase } from '../../src/database/connection-url.ts'
import { Database } from '../../src/database/database.ts'
import { silentLog } from '../../src/database/log.ts'

export interface LaneDatabases {
  /** Of the server's database, for DATABASE_URL. */
  readonly url: string
  /** As the owner of all schemas. */
  readonly main: Database
  /** The acquirer's books. */
  readonly acquirer: Database
  readonly acquirerUrl: string
  close(): Promise<void>
}

/** Clones the migrated templates of a test run's PostgreSQL. */
export async function cloneDatabases(serverUrl: string): Promise<LaneDatabases> {
  const name = `faults_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  const names = [name, `${name}_acquirer`] as const
  const open = (url: string, poolSize: number) => new Database({ url, poolSize, log: silentLog })
  const server = open(serverUrl, 1)
  await server.query(`create database ${names[0]} template template_main strategy file_copy`)
  await server.query(`create database ${names[1]} template template_acquirer strategy file_copy`)
  const [url, acquirerUrl] = [withDatabase(serverUrl, names[0]), withDatabase(serverUrl, names[1])]
  const [main, acquirer] = [open(url, 3), open(acquirerUrl, 3)]
  return {
    url,
    main,
    acquirer,
    acquirerUrl,
    async close() {
      await Promise.all([main.close(), acquirer.close()])
      for (const each of names) await server.query(`drop database ${each} with (force)`)
      await server.close()
    },
  }
}

export type LockedTable =
  | 'payments.idempotency_record'
  | 'payments.attempt'
  | 'payments.charge'
  | 'payments.refund'
  | 'vault.token'
  | 'vault.send'
  | 'acquirer.transaction'

/** Holds a table, so that whoever is about to write it waits, while reading goes on. */
export class TableLock {
  readonly #table: LockedTable
  readonly #database: Database
  readonly #session: pg.Client

  private constructor(table: LockedTable, database: Database, session: pg.Client) {
    this.#table = table
    this.#database = database
    this.#session = session
  }

  static async take(databases: LaneDatabases, table: LockedTable): Promise<TableLock> {
    const isAcquirers = table === 'acquirer.transaction'
    const url = isAcquirers ? databases.acquirerUrl : databases.url
    const session = new pg.Client(connectionConfigs({ url, applicationName: 'fault test' })[0])
    await session.connect()
    await session.query('begin')
    await session.query(`lock table ${table} in share mode`)
    return new TableLock(table, isAcquirers ? databases.acquirer : databases.main, session)
  }

  /** Process ids of the sessions that wait. */
  async waiters(): Promise<number[]> {
    const { rows } = await this.#database.query<{ pid: number }>(
      `select pid from pg_locks where relation = $1::regclass and not granted
         and database = (select oid from pg_database where datname = current_database())`,
      [this.#table],
    )
    return rows.map(({ pid }) => pid)
  }

  /** Ends the waiting sessions: what they were about to do never happens. */
  async endWaiters(): Promise<void> {
    for (const pid of await this.waiters()) await this.#database.query('select pg_terminate_backend($1, 5000)', [pid])
  }

  /** Lets those who wait go on, although nobody may be left to hear how it ended. */
  async release(): Promise<void> {
    await this.#session.query('rollback')
    await this.#session.end()
  }
}
