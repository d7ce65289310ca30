import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireInstanceLock, DataDirectoryInUseError } from './instance-lock.ts'

let dataDir: string
const children: ChildProcess[] = []
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trefoil-lock-test-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

/** Another process that tries for the lock; it says `held` or the name of the error, and then lives on. */
async function contender(directory: string): Promise<{ child: ChildProcess; said: string }> {
  const lockModule = JSON.stringify(join(import.meta.dirname, 'instance-lock.ts'))
  const script = `
    import { acquireInstanceLock } from ${lockModule}
    const said = await acquireInstanceLock(${JSON.stringify(directory)}).then(() => 'held', error => error.name)
    process.stdout.write(said)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, said: said.toString() }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('a second server on the same data directory is refused, and told who holds it', async () => {
  const { child, said } = await contender(dataDir)
  expect(said).toBe('held')
  const error = await acquireInstanceLock(dataDir).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DataDirectoryInUseError)
  expect(error).toMatchObject({ dataDir, holderPid: child.pid })
  expect((error as Error).message).toContain(dataDir)
})

test('the lock is free at once after kill -9 of its holder, any number of times', async () => {
  for (let round = 0; round < 3; round++) {
    const { child, said } = await contender(dataDir)
    expect(said).toBe('held')
    await kill(child)
  }
  const lock = await acquireInstanceLock(dataDir)
  await expect(acquireInstanceLock(dataDir)).rejects.toThrow(DataDirectoryInUseError)
  await lock.release()
  // Stale names do not pile up.
  expect((await readdir(dataDir)).length).toBe(1)
})

test('of many servers that find a stale lock at once, one gets it', async () => {
  const { child } = await contender(dataDir)
  await kill(child)
  // They come a few turns of the event loop apart, so that each step of one meets each step of another.
  const comeAfter = async (turns: number) => {
    for (; turns > 0; turns--) await new Promise(resolve => setImmediate(resolve))
    return await acquireInstanceLock(dataDir)
  }
  for (let round = 0; round < 30; round++) {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => comeAfter(index % (round + 1))))
    const held = outcomes.filter(outcome => outcome.status === 'fulfilled')
    expect(held.length).toBe(1)
    await held[0]!.value.release()
  }
})

test('of several processes that find a stale lock at once, one gets it', async () => {
  const { child } = await contender(dataDir)
  await kill(child)
  const contenders = await Promise.all([1, 2, 3, 4].map(() => contender(dataDir)))
  expect(contenders.map(({ said }) => said).sort()).toEqual([
    'DataDirectoryInUseError',
    'DataDirectoryInUseError',
    'DataDirectoryInUseError',
    'held',
  ])
})

test('a stopped holder (SIGSTOP) keeps the lock', async () => {
  const { child } = await contender(dataDir)
  child.kill('SIGSTOP')
  await expect(acquireInstanceLock(dataDir)).rejects.toThrow(DataDirectoryInUseError)
})

test('the lock is of the directory, by whichever path it is named', async () => {
  const real = join(dataDir, 'real')
  await mkdir(real)
  await symlink(real, join(dataDir, 'linked'))
  const lock = await acquireInstanceLock(real)
  await expect(acquireInstanceLock(join(dataDir, 'linked'))).rejects.toThrow(DataDirectoryInUseError)
  await lock.release()
})

test('a directory too deep for a socket can be locked all the same', async () => {
  const deep = join(dataDir, 'x'.repeat(60), 'y'.repeat(60))
  await mkdir(deep, { recursive: true })
  const lock = await acquireInstanceLock(deep)
  await expect(acquireInstanceLock(deep)).rejects.toThrow(DataDirectoryInUseError)
  await lock.release()
  await (await acquireInstanceLock(deep)).release()
})
