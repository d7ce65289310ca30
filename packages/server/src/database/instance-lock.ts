import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, link, mkdir, readdir, realpath, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'

/** Another server holds the data directory. */
export class DataDirectoryInUseError extends Error {
  readonly dataDir: string
  /** Process id of the holder, in its own pid namespace; undefined when it did not say. */
  readonly holderPid: number | undefined

  constructor(dataDir: string, holderPid: number | undefined) {
    const holder = holderPid === undefined ? 'another server' : `another server (process ${holderPid})`
    super(`The data directory ${dataDir} is in use by ${holder}. Stop it first, or choose another data directory.`)
    this.name = 'DataDirectoryInUseError'
    this.dataDir = dataDir
    this.holderPid = holderPid
  }
}

export interface InstanceLock {
  release(): Promise<void>
}

// The kernel's limit is 107 bytes on Linux and 103 on macOS.
const LONGEST_SOCKET_PATH = 103
const ANSWER_WITHIN_MS = 2_000

/**
 * Takes the one lock of a data directory; it is held until `release()` or the death of this process.
 *
 * The lock is a unix socket that listens, so the kernel drops it with its process, however that dies, and no pid is
 * ever compared. Its name carries a number that only grows: who finds the highest number silent links the next one,
 * which fails for all but one, and whoever links a number and then sees a higher one gives up. Replacing one file by
 * another would leave a moment in which two servers both believe that they removed a stale lock.
 *
 * @throws DataDirectoryInUseError when a living server holds it
 */
export async function acquireInstanceLock(dataDir: string): Promise<InstanceLock> {
  const realDir = await realpath(dataDir)
  try {
    return await lockIn(realDir, dataDir)
  } catch (error) {
    if (!isUnsupported(error)) throw error
    // Some shared file systems of virtual machines know no sockets, and a deep path may be too long for one.
    const directory = join('/tmp', `trefoil-lock-${createHash('sha256').update(realDir).digest('hex').slice(0, 16)}`)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    return await lockIn(directory, dataDir)
  }
}

async function lockIn(directory: string, dataDir: string): Promise<InstanceLock> {
  const bound = join(directory, `lock.new-${randomUUID().slice(0, 8)}`)
  if (Buffer.byteLength(bound) > LONGEST_SOCKET_PATH)
    throw Object.assign(new Error('path too long'), { code: 'EINVAL' })
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.end(`${process.pid}\n`)
  })
  server.unref()
  try {
    server.listen(bound)
    await once(server, 'listening')
    // Whoever may write in the directory may ask who holds it.
    await chmod(bound, 0o666)
    await linkNext(directory, bound, dataDir)
  } catch (error) {
    await close(server)
    throw error
  } finally {
    await rm(bound, { force: true })
  }
  return { release: () => close(server) }
}

async function linkNext(directory: string, bound: string, dataDir: string): Promise<void> {
  for (;;) {
    const highest = Math.max(0, ...(await numbersIn(directory)))
    if (highest > 0) {
      const holder = await ask(join(directory, `lock.${highest}`))
      if (holder.alive) throw new DataDirectoryInUseError(dataDir, holder.pid)
    }
    const mine = highest + 1
    try {
      await link(bound, join(directory, `lock.${mine}`))
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue
      throw error
    }
    const numbers = await numbersIn(directory)
    if (numbers.some(number => number > mine)) {
      await rm(join(directory, `lock.${mine}`), { force: true })
      continue
    }
    // The last number stays behind after a release too: numbers that began anew could be taken twice.
    await Promise.all(
      numbers.filter(number => number < mine).map(number => rm(join(directory, `lock.${number}`), { force: true })),
    )
    return
  }
}

async function numbersIn(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names.map(name => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0)).filter(number => number > 0)
}

/** Asks the holder of a lock for its process id. Only a refused connection proves that nobody holds it. */
function ask(path: string): Promise<{ alive: boolean; pid?: number }> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(path)
    const pid = () => (/^\d+\n$/.test(answer) ? Number(answer) : undefined)
    // A stopped process (SIGSTOP) does not answer, and holds the lock all the same.
    socket.setTimeout(ANSWER_WITHIN_MS, () => {
      socket.destroy()
      resolve({ alive: true })
    })
    socket.on('data', chunk => (answer += chunk.toString('latin1')))
    socket.on('end', () => resolve({ alive: true, pid: pid() }))
    socket.on('error', error => {
      if (codeOf(error) === 'ECONNREFUSED' || codeOf(error) === 'ENOENT') resolve({ alive: false })
      else if (codeOf(error) === 'ECONNRESET' || codeOf(error) === 'EAGAIN') resolve({ alive: true, pid: pid() })
      else reject(error)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()))
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

function isUnsupported(error: unknown): boolean {
  return ['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'ENAMETOOLONG'].includes(codeOf(error) ?? '')
}
