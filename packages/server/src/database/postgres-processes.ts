import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { DatabaseLog } from './log.ts'

const run = promisify(execFile)

interface LeftOverPlace {
  readonly clusterDir: string
  readonly socketDir: string
}

const FAST_SHUTDOWN_MS = 10_000
const IMMEDIATE_SHUTDOWN_MS = 5_000

/**
 * Stops what an earlier server left behind when it was killed: a PostgreSQL that still runs on this cluster, or
 * backends that outlived their postmaster. Clears lock files whose number now belongs to some other program.
 *
 * Call it only while holding the instance lock.
 */
export async function stopLeftOvers(place: LeftOverPlace, log: DatabaseLog): Promise<void> {
  const { clusterDir, socketDir } = place
  const running = await postgresProcesses(clusterDir)
  if (running.length > 0) {
    log.warn({ clusterDir, processes: running }, 'stopping a database that an earlier server left behind')
    // For the postmaster SIGINT is a fast shutdown with a checkpoint; a backend takes it as "cancel the statement".
    await stopAll(clusterDir, 'SIGINT', FAST_SHUTDOWN_MS)
    await stopAll(clusterDir, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)
    await stopAll(clusterDir, 'SIGKILL', IMMEDIATE_SHUTDOWN_MS)
    const left = await postgresProcesses(clusterDir)
    if (left.length > 0) throw new Error(`A left-over database cannot be stopped (processes ${left.join(', ')}).`)
  }
  await removeMisleadingPidFile(clusterDir)
  // A dead process that nobody has reaped (a container without an init) still counts as alive to PostgreSQL.
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) await rm(join(socketDir, name), { force: true })
}

async function stopAll(clusterDir: string, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  for (const pid of await postgresProcesses(clusterDir)) kill(pid, signal)
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += 50) {
    if ((await postgresProcesses(clusterDir)).length === 0) return
    await sleep(50)
    // Backends without their postmaster do not end on SIGINT.
    if (signal === 'SIGINT' && waitedMs >= 1_000 && !(await hasPostmaster(clusterDir))) return
  }
}

/**
 * The PostgreSQL processes that work in a cluster. Every one of them has the cluster as its working directory, which
 * holds where a pid file lies: after a reboot, or when the pid was given to another program.
 */
async function postgresProcesses(clusterDir: string): Promise<number[]> {
  if (process.platform !== 'linux') {
    const pid = await postmasterPid(clusterDir)
    return pid !== undefined && (await commandOf(pid)).includes('postgres') ? [pid] : []
  }
  const realDir = await realpath(clusterDir).catch(() => clusterDir)
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async pid => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '')
      if (cwd !== realDir) return undefined
      const program = await readlink(`/proc/${pid}/exe`).catch(() => '')
      // The kernel marks a program whose file was replaced by a newer installation.
      return basename(program.replace(/ \(deleted\)$/, '')) === 'postgres' ? Number(pid) : undefined
    }),
  )
  return found.filter(pid => pid !== undefined)
}

async function hasPostmaster(clusterDir: string): Promise<boolean> {
  const pid = await postmasterPid(clusterDir)
  return pid !== undefined && (await postgresProcesses(clusterDir)).includes(pid)
}

/**
 * PostgreSQL refuses to start while the pid in its file is alive, whoever that is. The file is removed only when that
 * pid is not a PostgreSQL of this cluster: otherwise it also guards the shared memory that backends may still use.
 */
async function removeMisleadingPidFile(clusterDir: string): Promise<void> {
  const pid = await postmasterPid(clusterDir)
  if (pid !== undefined && isAlive(pid)) await rm(join(clusterDir, 'postmaster.pid'), { force: true })
}

async function postmasterPid(clusterDir: string): Promise<number | undefined> {
  const lines = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(lines, 10)
  return pid > 1 ? pid : undefined
}

async function commandOf(pid: number): Promise<string> {
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  )
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
