/** Background jobs, kept in the main database by graphile-worker. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run, runMigrations } from 'graphile-worker'
import type { Runner, TaskList } from 'graphile-worker'
import pg from 'pg'
import { connectionConfigs } from './connection.ts'
import type { DatabaseLog } from './log.ts'

/** Most connections: one listens, the others fetch and finish. */
const CONNECTIONS = 3
const CONCURRENCY = 3
/** How late a job may be whose time has come. */
const POLL_MS = 1_000
/** After a worker has ended by itself, such as with the database. */
const RESTART_MS = 1_000

export type Task = (payload: unknown) => Promise<void>

/**
 * The queue works as the owner of its schema, since its tables are closed to all other roles. What a job does, it does
 * through the databases of its domain.
 */
export class Jobs {
  readonly #pool: pg.Pool
  readonly #log: DatabaseLog

  constructor(url: string, log: DatabaseLog) {
    const [config] = connectionConfigs({ url, applicationName: 'trefoil jobs' })
    this.#pool = new pg.Pool({ ...config, max: CONNECTIONS })
    // While a connection is in use, its loss reaches the statement; the event tells nothing more.
    this.#pool.on('connect', client => client.on('error', () => {}))
    this.#pool.on('error', error => log.debug({ err: error }, 'an idle connection of the jobs was lost'))
    this.#log = log
  }

  /** Makes or updates the tables of the queue. */
  async migrate(): Promise<void> {
    await runMigrations({ pgPool: this.#pool, logger: loggerOf(this.#log) })
  }

  /**
   * Adds a job, or moves the one with the same key to another time.
   * @param key of the task's own; one job of a task has it at a time
   */
  async add(task: string, payload: object, { key, afterMs = 0 }: { key: string; afterMs?: number }): Promise<void> {
    await this.#pool.query(
      `select from graphile_worker.add_job($1, payload := $2, job_key := $3,
         run_at := now() + $4 * interval '1 millisecond', max_attempts := 3)`,
      [task, JSON.stringify(payload), `${task}:${key}`, afterMs],
    )
  }

  /**
   * Works on jobs until it is stopped, also after the database was away.
   * @param everyMinute tasks that run each minute, and once at the start
   * @returns what stops it; jobs under way are finished
   */
  work(tasks: Readonly<Record<string, Task>>, everyMinute: readonly string[]): () => Promise<void> {
    const taskList: TaskList = Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload)]),
    )
    const crontab = everyMinute.map(name => `* * * * * ${name}`).join('\n')
    let runner: Runner | undefined
    let isStopping = false

    const workOnce = async () => {
      for (const name of everyMinute) await this.add(name, {}, { key: 'start' })
      runner = await run({
        pgPool: this.#pool,
        taskList,
        crontab,
        concurrency: CONCURRENCY,
        pollInterval: POLL_MS,
        noHandleSignals: true,
        logger: loggerOf(this.#log),
      })
      // Asked to stop while it was starting, it has not heard of that yet.
      if (isStopping) await runner.stop()
      await runner.promise
    }
    const keepWorking = async () => {
      while (!isStopping) {
        try {
          await workOnce()
        } catch (error) {
          if (!isStopping) this.#log.warn({ err: error }, 'the background jobs have stopped; they start again')
        }
        runner = undefined
        if (!isStopping) await sleep(RESTART_MS)
      }
    }
    const working = keepWorking()
    return async () => {
      isStopping = true
      // One that has ended by itself meanwhile says so; there is nothing left to stop then.
      await runner?.stop().catch(() => undefined)
      await working
    }
  }

  /** For what no role may do: a statement under the owner of the schemas. */
  async asOwner(text: string, values: readonly unknown[]): Promise<void> {
    await this.#pool.query(text, [...values])
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }
}

function loggerOf(log: DatabaseLog): Logger {
  // A job's own failures are told by the job; the rest is the queue's business.
  return new Logger(() => (level, message) => (level === 'error' ? log.warn : log.debug).call(log, {}, message))
}
