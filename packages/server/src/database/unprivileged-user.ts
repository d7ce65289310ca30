import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A system account to run PostgreSQL under. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

const ACCOUNT_NAME = 'postgres'

/**
 * The account PostgreSQL runs under: undefined means "our own", which serves unless we are root, whom PostgreSQL refuses.
 * As root it is the owner of an existing cluster, else the system's `postgres`, which is created when absent (initdb
 * wants an account with a name, so a bare number does not do).
 */
export async function postgresAccount(clusterOwner?: Account): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  if (clusterOwner !== undefined && clusterOwner.uid !== 0) return clusterOwner
  const existing = await accountNamed(ACCOUNT_NAME)
  if (existing) return existing
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', ACCOUNT_NAME])
  } catch (error) {
    throw new Error(
      `PostgreSQL refuses to run as root, there is no account "${ACCOUNT_NAME}", and creating it failed. ` +
        `Create it, start the server as another user, or set DATABASE_URL.`,
      { cause: error },
    )
  }
  const created = await accountNamed(ACCOUNT_NAME)
  if (!created) throw new Error(`The account "${ACCOUNT_NAME}" was created but cannot be found.`)
  return created
}

async function accountNamed(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/**
 * Whether `account` can do what a shell test says on a path, asked of the kernel as that account: modes alone do not
 * tell (access control lists, mounts, user namespaces).
 */
export async function can(account: Account | undefined, test: '-x' | '-r' | '-w', path: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', `test ${test} "$1"`, 'sh', path], { ...account, cwd: '/' })
    return true
  } catch {
    return false
  }
}
