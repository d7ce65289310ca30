import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely } from 'kysely'
import pg, { type PoolClient, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg'
import { connectionConfigs, type Connection } from './connection.ts'
import { CommitUnknownError, isDatabaseAway } from './database-away.ts'
import { Hosts } from './hosts.ts'
import type { DatabaseLog } from './log.ts'
import { runOn, watchReplication } from './session.ts'
import { kyselyDialect, Transaction, type Queryable } from './transaction.ts'

export interface DatabaseOptions extends Connection {
  /** Most connections open at once. */
  readonly poolSize: number
  readonly log: DatabaseLog
}

export interface TransactionOptions {
  /** How often a serialization failure or deadlock is tried again; 5 by default. */
  readonly retries?: number
  /** Time after which no new try begins; 2 s by default. */
  readonly budgetMs?: number
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
}

// A primary that became a standby: the pool must not keep connections to it.
const READ_ONLY = '25006'

const BEGIN = {
  'read committed': 'begin',
  'repeatable read': 'begin isolation level repeatable read',
  serializable: 'begin isolation level serializable',
} as const

/** A PostgreSQL database, reached through a pool of connections under one role. */
export class Database implements Queryable {
  readonly #pool: pg.Pool
  readonly #hosts: Hosts

  constructor(options: DatabaseOptions) {
    const configs = connectionConfigs(options)
    const hosts = new Hosts(configs)
    this.#hosts = hosts
    this.#pool = new pg.Pool({
      max: options.poolSize,
      connectionTimeoutMillis: configs[0]!.connectionTimeoutMillis,
      Client: hosts.clientClass(),
      verify: (client, done) => void hosts.requireWritable(client).then(() => done(), done),
    })
    this.#pool.on('connect', client => {
      // While a connection is in use, its loss reaches the statement; the event tells nothing more.
      client.on('error', () => {})
      watchReplication(client)
    })
    // A connection that breaks while idle has left the pool already; unheard, the event would end the process.
    this.#pool.on('error', error => options.log.debug({ err: error }, 'an idle database connection was lost'))
  }

  /**
   * Runs one statement, which is a transaction of its own.
   * @param statement its text, or with `name` a statement that each connection prepares once
   * @throws what `isDatabaseAway` recognises when the database cannot be asked; whether a write happened is not known then
   */
  async query<Row extends QueryResultRow = QueryResultRow>(
    statement: string | QueryConfig,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const client = await this.#connect()
    try {
      const result = await runOn<Row>(client, statement, values)
      client.release()
      return result
    } catch (error) {
      client.release(isAnswer(error) ? undefined : (error as Error))
      throw error
    }
  }

  /**
   * Runs `work` in one transaction (of one merchant), and again from the start when the database asks for it (40001,
   * 40P01). So `work` may run several times: it must not reach outside the database.
   *
   * @throws CommitUnknownError when the connection is lost at COMMIT: re-read by key
   */
  async transaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    { retries = 5, budgetMs = 2_000, isolation = 'read committed' }: TransactionOptions = {},
  ): Promise<Result> {
    const giveUpAt = performance.now() + budgetMs
    for (let tried = 0; ; tried++) {
      try {
        return await this.#runOnce(work, BEGIN[isolation])
      } catch (error) {
        if (!asksForRetry(error) || tried >= retries) throw error
        // Those that collided must not meet again, so each waits a time of its own.
        const waitMs = Math.random() * Math.min(5 * 2 ** tried, 200)
        if (performance.now() + waitMs > giveUpAt) throw error
        await sleep(waitMs)
      }
    }
  }

  /** A query builder on the pool. For transactions use `transaction()`, not Kysely's, which does not retry. */
  kysely<Tables>(): Kysely<Tables> {
    const connect = async () => {
      const client = await this.#connect()
      const query = (statement: string, values?: unknown[]) => runOn(client, statement, values)
      return { query, release: () => client.release() }
    }
    return new Kysely<Tables>({ dialect: kyselyDialect(connect) })
  }

  /** Connections: open, idle among them, and callers who wait for one. */
  get connections(): { open: number; idle: number; waiting: number } {
    return { open: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount }
  }

  /** Waits for what is under way, then closes all connections. */
  async close(): Promise<void> {
    await this.#pool.end()
  }

  // Each server of the database is given its chance before the caller hears that it is away.
  async #connect(): Promise<PoolClient> {
    for (let tried = 1; ; tried++) {
      const host = this.#hosts.current
      try {
        return await this.#pool.connect()
      } catch (error) {
        this.#hosts.leave(host)
        if (tried >= this.#hosts.count) throw error
      }
    }
  }

  async #runOnce<Result>(work: (transaction: Transaction) => Promise<Result>, begin: string): Promise<Result> {
    const client = await this.#connect()
    let broken: Error | undefined
    try {
      await client.query(begin)
      const result = await work(new Transaction(client))
      await commit(client)
      return result
    } catch (error) {
      broken = await rollback(client, error)
      throw error
    } finally {
      client.release(broken)
    }
  }
}

async function commit(client: PoolClient): Promise<void> {
  let command: string
  try {
    command = (await runOn(client, 'commit')).command
  } catch (error) {
    // An ERROR of COMMIT itself (a deferred constraint, a serialization failure) means that it rolled back; all else is silence.
    if (error instanceof pg.DatabaseError && error.severity === 'ERROR') throw error
    throw error instanceof CommitUnknownError ? error : new CommitUnknownError(error)
  }
  // PostgreSQL answers so, without an error, when a statement had failed and `work` swallowed it.
  if (command === 'ROLLBACK') throw new Error('The transaction had failed before COMMIT and was rolled back.')
}

/** @returns why the connection cannot go back to the pool, if so */
async function rollback(client: PoolClient, reason: unknown): Promise<Error | undefined> {
  // On a connection that is lost, ROLLBACK would wait in vain; closing it rolls back as well.
  if (isDatabaseAway(reason) && !isAnswer(reason)) return reason as Error
  try {
    await client.query('rollback')
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** Whether the server has answered, so that the connection is good for the next statement. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR' && error.code !== READ_ONLY
}

function asksForRetry(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === '40001' || code === '40P01'
}
