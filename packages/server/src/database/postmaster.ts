import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { postgresEnvironment } from './cluster.ts'
import type { DatabaseLog } from './log.ts'
import type { Account } from './unprivileged-user.ts'

const FAST_SHUTDOWN_MS = 20_000
const LAST_WORDS_MS = 200
const POLL_MS = 15
const LINES_KEPT = 20

/** One run of the `postgres` program, from its start to its exit. */
export class Postmaster {
  readonly #child: ChildProcess
  readonly #lastLines: string[] = []
  /** Resolves when the process has ended, with what to say about it. */
  readonly exited: Promise<string>
  #hasExited = false

  constructor(program: string, args: readonly string[], account: Account | undefined, log: DatabaseLog) {
    // A process group of its own: Ctrl-C reaches the server, which stops the database when it has drained.
    this.#child = spawn(program, args, {
      ...account,
      cwd: '/',
      env: postgresEnvironment(),
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (this.#child.stderr) {
      createInterface({ input: this.#child.stderr }).on('line', line => {
        if (this.#lastLines.push(line) > LINES_KEPT) this.#lastLines.shift()
        log.debug({ postgres: line }, 'postgres')
      })
    }
    this.exited = new Promise(resolve => {
      const end = (how: string) => {
        this.#hasExited = true
        resolve([how, ...this.#lastLines].join('\n  '))
      }
      this.#child.on('error', error => end(error.message))
      this.#child.on('exit', (code, signal) => {
        const how = `postgres ended with ${signal ?? `code ${code}`}`
        // Its last words may still be in the pipe; but backends that outlive it hold the pipe open.
        const waited = setTimeout(end, LAST_WORDS_MS, how)
        this.#child.on('close', () => {
          clearTimeout(waited)
          end(how)
        })
      })
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /**
   * Resolves when it answers a query; after a crash it first replays its log, as long as that takes.
   * @throws Error with the last lines of its log when the process ends instead
   */
  async ready(connectionString: string): Promise<void> {
    while (!this.#hasExited) {
      if (await answers(connectionString)) return
      await Promise.race([sleep(POLL_MS), this.exited])
    }
    throw new Error(`The embedded database did not start: ${await this.exited}`)
  }

  /** A fast shutdown: sessions are cut, a checkpoint is written. After 20 s an immediate one, which recovers at the next start. */
  async stop(): Promise<void> {
    if (this.#hasExited) return
    this.#child.kill('SIGINT')
    const deadline = setTimeout(() => this.#child.kill('SIGQUIT'), FAST_SHUTDOWN_MS)
    await this.exited
    clearTimeout(deadline)
  }

  /** For the exit of our own process, when nothing can be awaited any more. */
  stopUnattended(): void {
    if (!this.#hasExited) this.#child.kill('SIGINT')
  }
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
