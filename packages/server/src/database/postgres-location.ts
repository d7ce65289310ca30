import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseLog } from './log.ts'
import { can, postgresAccount, type Account } from './unprivileged-user.ts'

/** Where a database cluster lives, and who runs it. */
export interface PostgresLocation {
  /** The cluster's directory (PGDATA). Its parent exists. */
  readonly clusterDir: string
  /** The directory the cluster is in: the data directory, or where the cluster went instead. */
  readonly parentDir: string
  /** Where copies of the programs may go. */
  readonly copiesDir: string
  /** Private directory of the unix socket. */
  readonly socketDir: string
  /** Undefined: our own account. */
  readonly account: Account | undefined
  /** True when the cluster had to leave the data directory. */
  readonly isElsewhere: boolean
}

/** Names the place of the cluster when it could not stay in the data directory. */
const NOTE = 'postgres-location'
const SYSTEM_DIR = '/var/lib/trefoil'
const LONGEST_SOCKET_DIR = 103 - '/.s.PGSQL.5432.lock'.length

/**
 * Decides where the cluster of a data directory lives: in it, unless we are root and the account PostgreSQL runs under
 * cannot reach it (a checkout below a home directory of mode 0700); then under /var/lib/trefoil, and a note says so.
 */
export async function locatePostgres(dataDir: string, log: DatabaseLog): Promise<PostgresLocation> {
  // Others may pass through, not list or read: the account of the database has to get to its own directory below.
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  const realDir = await realpath(dataDir)
  const inside = join(realDir, 'postgres')
  const noted = (await readFile(join(realDir, NOTE), 'utf8').catch(() => '')).trim()
  const owner = await stat(noted === '' ? inside : join(noted, 'postgres')).catch(() => undefined)
  const account = await postgresAccount(owner && { uid: owner.uid, gid: owner.gid })
  refuseForeignCluster(owner?.uid, noted === '' ? inside : noted)

  const place = { account, socketDir: await socketDirectory(realDir, account) }
  if (noted !== '') {
    return { ...place, clusterDir: join(noted, 'postgres'), parentDir: noted, copiesDir: SYSTEM_DIR, isElsewhere: true }
  }
  if (account === undefined) {
    return {
      ...place,
      clusterDir: inside,
      parentDir: realDir,
      copiesDir: join(realDir, 'postgres-programs'),
      isElsewhere: false,
    }
  }
  if (!(await can(account, '-x', realDir))) {
    // The data directory is ours to open; what lies above it is not.
    await chmod(realDir, (await stat(realDir)).mode | 0o011)
  }
  if (await can(account, '-x', realDir)) {
    return { ...place, clusterDir: inside, parentDir: realDir, copiesDir: SYSTEM_DIR, isElsewhere: false }
  }
  const elsewhere = join(SYSTEM_DIR, hashOf(realDir))
  for (const directory of [SYSTEM_DIR, elsewhere]) {
    await mkdir(directory, { recursive: true })
    await chmod(directory, 0o711)
  }
  await writeFile(join(realDir, NOTE), `${elsewhere}\n`)
  log.warn(
    { dataDir: realDir, location: elsewhere },
    'the account PostgreSQL runs under cannot reach the data directory: the database lives elsewhere',
  )
  return {
    ...place,
    clusterDir: join(elsewhere, 'postgres'),
    parentDir: elsewhere,
    copiesDir: SYSTEM_DIR,
    isElsewhere: true,
  }
}

/**
 * The socket directory of the database that runs on a data directory, as PostgreSQL itself has noted it.
 * @throws Error when none runs, or its files may not be read
 */
export async function runningSocketDirectory(dataDir: string): Promise<string> {
  const elsewhere = (await readFile(join(dataDir, NOTE), 'utf8').catch(() => '')).trim()
  const pidFile = join(elsewhere === '' ? dataDir : elsewhere, 'postgres', 'postmaster.pid')
  // Line 5 of 8: https://www.postgresql.org/docs/18/storage-file-layout.html
  const socketDir = (await readFile(pidFile, 'utf8')).split('\n')[4]
  if (!socketDir) throw new Error(`The database in ${dataDir} is not ready yet.`)
  return socketDir
}

// A path of its own outside the data directory, since a socket's path may have little more than 100 bytes.
async function socketDirectory(realDir: string, account: Account | undefined): Promise<string> {
  const directory = join(await socketParent(account), `trefoil-${hashOf(realDir)}`)
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(directory)
  const us = process.getuid?.()
  // In a directory that everyone may write to, someone else may have been first.
  if (!found.isDirectory() || (found.uid !== us && found.uid !== account?.uid)) {
    throw new Error(`${directory} should be the private socket directory of the database, but another user owns it.`)
  }
  await chmod(directory, 0o700)
  if (account !== undefined) await chown(directory, account.uid, account.gid)
  return directory
}

async function socketParent(account: Account | undefined): Promise<string> {
  const wanted = tmpdir()
  const fits = Buffer.byteLength(join(wanted, 'trefoil-0123456789abcdef')) <= LONGEST_SOCKET_DIR
  return fits && (await can(account, '-x', wanted)) ? wanted : '/tmp'
}

function refuseForeignCluster(ownerUid: number | undefined, path: string): void {
  const us = process.getuid?.()
  if (ownerUid === undefined || us === undefined || us === 0 || ownerUid === us) return
  throw new Error(`The database in ${path} belongs to another user (uid ${ownerUid}). Start the server as that user.`)
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16)
}
