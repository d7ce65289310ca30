import { mkdir, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLUSTER_OWNER, ensureCluster } from './cluster.ts'
import { acquireInstanceLock, type InstanceLock } from './instance-lock.ts'
import type { DatabaseLog } from './log.ts'
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts'
import { locatePostgres, runningSocketDirectory, type PostgresLocation } from './postgres-location.ts'
import { stopLeftOvers } from './postgres-processes.ts'
import { postgresArguments } from './postgres-settings.ts'
import { Postmaster } from './postmaster.ts'

export interface EmbeddedPostgresOptions {
  /** The server's data directory; the cluster goes to `postgres` in it. Made when absent. */
  readonly dataDir: string
  readonly log: DatabaseLog
  /** PostgreSQL settings over ours; durability cannot be set here. */
  readonly settings?: Readonly<Record<string, string>>
  /** False gives up durability for speed: for tests, and for nothing else. */
  readonly durable?: boolean
}

const FIRST_RESTART_MS = 100
const LONGEST_RESTART_MS = 10_000
/** A database that ran this long did start well; the next restart waits the shortest time again. */
const STEADY_MS = 60_000

/**
 * Starts the server's own PostgreSQL on a private unix socket, and keeps it running: when it dies, it is started again,
 * and queries fail as "database away" meanwhile.
 *
 * @throws DataDirectoryInUseError when another server lives on this data directory
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  const locks = [await acquireInstanceLock(dataDir)]
  try {
    const place = await locatePostgres(dataDir, log)
    // A copied data directory carries the note of its original, and both would mean the same cluster.
    if (place.isElsewhere) locks.push(await acquireInstanceLock(place.parentDir))
    const binaries = await postgresBinaries(place.account, place.copiesDir, log)
    await stopLeftOvers(place, log)
    if (await ensureCluster(place, binaries)) log.info({ clusterDir: place.clusterDir }, 'made a new database cluster')
    const embedded = new EmbeddedPostgres(place, binaries, locks, options)
    await embedded.start()
    return embedded
  } catch (error) {
    await releaseAll(locks)
    throw error
  }
}

/** The URL of a database of the embedded PostgreSQL that some server runs on this data directory. */
export async function embeddedConnectionUrl(dataDir: string, database: string): Promise<string> {
  return socketUrl(await runningSocketDirectory(dataDir), database)
}

/** A PostgreSQL that belongs to this process. Made by `startEmbeddedPostgres`. */
export class EmbeddedPostgres {
  readonly version: string
  readonly #place: PostgresLocation
  readonly #binaries: PostgresBinaries
  readonly #locks: InstanceLock[]
  readonly #options: EmbeddedPostgresOptions
  readonly #exitListeners: ((reason: string) => void)[] = []
  readonly #onProcessExit = () => this.#postmaster?.stopUnattended()
  readonly #stopping = new AbortController()
  #postmaster: Postmaster | undefined
  #supervision: Promise<void> = Promise.resolve()

  constructor(
    place: PostgresLocation,
    binaries: PostgresBinaries,
    locks: InstanceLock[],
    options: EmbeddedPostgresOptions,
  ) {
    this.#place = place
    this.#binaries = binaries
    this.#locks = locks
    this.#options = options
    this.version = binaries.version
  }

  /** Where the cluster lives. */
  get clusterDir(): string {
    return this.#place.clusterDir
  }

  /** Process id of the running PostgreSQL; it changes with each restart. */
  get pid(): number | undefined {
    return this.#postmaster?.pid
  }

  /** Connection URL of one of its databases, as the owner of the cluster. */
  connectionUrl(database: string): string {
    return socketUrl(this.#place.socketDir, database)
  }

  /** Calls back whenever PostgreSQL has died by itself; the restart is under way then. */
  onExit(listener: (reason: string) => void): void {
    this.#exitListeners.push(listener)
  }

  /** Called once, by `startEmbeddedPostgres`. */
  async start(): Promise<void> {
    process.once('exit', this.#onProcessExit)
    try {
      this.#supervision = this.#supervise(await this.#launch())
    } catch (error) {
      process.off('exit', this.#onProcessExit)
      throw error
    }
  }

  /** Stops PostgreSQL cleanly, and gives the data directory back. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#postmaster?.stop()
    await this.#supervision
    process.off('exit', this.#onProcessExit)
    await rm(this.#place.socketDir, { recursive: true, force: true })
    await releaseAll(this.#locks)
  }

  async #launch(): Promise<Postmaster> {
    const args = postgresArguments(this.#place, this.#options.settings ?? {}, this.#options.durable ?? true)
    const postmaster = new Postmaster(this.#binaries.postgres, args, this.#place.account, this.#options.log)
    this.#postmaster = postmaster
    // A stop that came while the last one was down finds nothing to stop.
    if (this.#stopping.signal.aborted) postmaster.stopUnattended()
    await postmaster.ready(this.connectionUrl('postgres'))
    return postmaster
  }

  async #supervise(first: Postmaster): Promise<void> {
    const { log } = this.#options
    let running: Postmaster | undefined = first
    let waitMs = FIRST_RESTART_MS
    while (!this.#stopping.signal.aborted) {
      if (running) {
        const since = performance.now()
        const reason = await running.exited
        if (this.#stopping.signal.aborted) return
        log.error({ reason }, 'the embedded database has died and will be started again')
        for (const listener of this.#exitListeners) listener(reason)
        if (performance.now() - since > STEADY_MS) waitMs = FIRST_RESTART_MS
      }
      await sleep(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
      waitMs = Math.min(waitMs * 2, LONGEST_RESTART_MS)
      running = await this.#relaunch()
    }
  }

  async #relaunch(): Promise<Postmaster | undefined> {
    const { log } = this.#options
    if (this.#stopping.signal.aborted) return undefined
    try {
      await stopLeftOvers(this.#place, log)
      const postmaster = await this.#launch()
      log.info({ pid: postmaster.pid }, 'the embedded database runs again')
      return postmaster
    } catch (error) {
      if (!this.#stopping.signal.aborted) log.error({ err: error }, 'the embedded database cannot be started again yet')
      return undefined
    }
  }
}

function socketUrl(socketDir: string, database: string): string {
  return `postgresql://${CLUSTER_OWNER}@localhost/${database}?host=${encodeURIComponent(socketDir)}&port=5432&sslmode=disable`
}

async function releaseAll(locks: readonly InstanceLock[]): Promise<void> {
  for (const lock of locks) await lock.release()
}
