import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/index.ts'
import { Database } from './database.ts'
import { isDatabaseAway } from './database-away.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts'
import { DataDirectoryInUseError } from './instance-lock.ts'
import { silentLog } from './log.ts'
import { stopLeftOvers } from './postgres-processes.ts'

let dataDir: string
const running: EmbeddedPostgres[] = []
const databases: Database[] = []
const children: ChildProcess[] = []

beforeEach(async () => {
  dataDir = await temporaryDirectory()
})
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const embedded of running.splice(0)) await embedded.stop()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await stopLeftOvers({ clusterDir: join(dataDir, 'postgres'), socketDir: dataDir }, silentLog)
  await rm(dataDir, { recursive: true, force: true })
})

async function start(): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ dataDir, log: silentLog })
  running.push(embedded)
  return embedded
}

function open(url: string): Database {
  const database = new Database({ url, poolSize: 4, log: silentLog })
  databases.push(database)
  return database
}

interface ServerProcess {
  readonly child: ChildProcess
  readonly said: { url: string; postgresPid: number; error?: string }
}

/** A server in a process of its own, which can be killed. */
async function serverProcess(): Promise<ServerProcess> {
  const program = join(import.meta.dirname, '..', '..', 'test', 'support', 'database-process.ts')
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, said: JSON.parse(line.toString()) as ServerProcess['said'] }
}

/** Whether a process runs; one that is dead and only waits to be reaped does not. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') // pid (name) state …
  return state !== '' && !/\) [ZX] /.test(state)
}

test('architecture §4: the embedded database is PostgreSQL, durable, and reached by a private socket only', async () => {
  const embedded = await start()
  const database = open(embedded.connectionUrl('postgres'))
  const setting = async (name: string) => (await database.query(`show ${name}`)).rows[0]![name] as string
  expect(await setting('server_version')).toBe(embedded.version)
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']) {
    expect([name, await setting(name)]).toEqual([name, 'on'])
  }
  expect(await setting('listen_addresses')).toBe('')
  expect(await setting('server_encoding')).toBe('UTF8')
  expect((await stat(await setting('unix_socket_directories'))).mode & 0o777).toBe(0o700)
  expect((await stat(embedded.clusterDir)).mode & 0o777).toBe(0o700)
  const { rows } = await database.query(`select 'Z' < 'a' as by_code_point, upper('é') as upper`)
  expect(rows).toEqual([{ by_code_point: true, upper: 'É' }])
})

test('architecture §4: durability cannot be switched off by a setting', async () => {
  const settings = { fsync: 'off', synchronous_commit: 'off', work_mem: '9MB' }
  const embedded = await startEmbeddedPostgres({ dataDir, log: silentLog, settings })
  running.push(embedded)
  const database = open(embedded.connectionUrl('postgres'))
  const { rows } = await database.query(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('work_mem') as mem`,
  )
  expect(rows).toEqual([{ fsync: 'on', commit: 'on', mem: '9MB' }])
})

test('a second start on the same data directory is refused and disturbs nothing', async () => {
  const embedded = await start()
  const { pid } = embedded
  await expect(start()).rejects.toThrow(DataDirectoryInUseError)
  const { said, child } = await serverProcess()
  expect(said.error).toContain(dataDir)
  expect(said.error).toContain(String(process.pid))
  if (child.exitCode === null) await once(child, 'exit')
  expect(child.exitCode).toBe(1)
  expect(embedded.pid).toBe(pid)
  await open(embedded.connectionUrl('postgres')).query('select 1')
})

test('a clean stop leaves no process, and the next start finds what was stored', async () => {
  const first = await start()
  const database = open(first.connectionUrl('postgres'))
  await database.query('create table public.kept as select 1 as one')
  await databases.pop()!.close()
  const pid = first.pid!
  await running.pop()!.stop()
  expect(await isAlive(pid)).toBe(false)
  const second = await start()
  expect((await open(second.connectionUrl('postgres')).query('select * from public.kept')).rows).toEqual([{ one: 1 }])
})

test('F2: after kill -9 of PostgreSQL it is started again, the pool recovers, and what was acknowledged is there', async () => {
  const embedded = await start()
  const deaths: string[] = []
  embedded.onExit(reason => deaths.push(reason))
  const database = open(embedded.connectionUrl('postgres'))
  await database.query('create table public.stored (id int primary key)')
  const acknowledged: number[] = []
  const errors: unknown[] = []
  for (let round = 1; round <= 2; round++) {
    const firstPid = embedded.pid!
    let isWriting = true
    const writer = async (from: number) => {
      for (let id = from; isWriting; id += 4) {
        try {
          await database.query('insert into public.stored values ($1)', [id])
          acknowledged.push(id)
        } catch (error) {
          errors.push(error)
          await new Promise(resolve => setTimeout(resolve, 5))
        }
      }
    }
    const base = round * 1_000_000
    const writers = [0, 1, 2, 3].map(offset => writer(base + offset))
    const countBefore = acknowledged.length
    await expect.poll(() => acknowledged.length, { timeout: 5_000 }).toBeGreaterThan(countBefore + 50)
    process.kill(firstPid, 'SIGKILL')
    await expect.poll(() => embedded.pid, { timeout: 10_000 }).not.toBe(firstPid)
    const countAfter = acknowledged.length
    await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(countAfter + 50)
    isWriting = false
    await Promise.all(writers)
  }
  expect(deaths.length).toBe(2)
  expect(errors.length).toBeGreaterThan(0)
  expect(errors.filter(error => !isDatabaseAway(error))).toEqual([])
  const { rows } = await database.query<{ id: number }>('select id from public.stored')
  const stored = new Set(rows.map(({ id }) => id))
  expect(acknowledged.filter(id => !stored.has(id))).toEqual([])
})

test('after kill -9 of the server the next start replaces the database it left behind', async () => {
  const first = await serverProcess()
  const database = open(first.said.url)
  await database.query('create table public.kept as select 1 as one')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  expect(await isAlive(first.said.postgresPid)).toBe(true)
  const embedded = await start()
  expect(embedded.pid).not.toBe(first.said.postgresPid)
  expect(await isAlive(first.said.postgresPid)).toBe(false)
  const again = open(embedded.connectionUrl('postgres'))
  expect((await again.query('select * from public.kept')).rows).toEqual([{ one: 1 }])
})

test('after kill -9 of server and PostgreSQL the next start recovers, also from backends that live on', async () => {
  const { child, said } = await serverProcess()
  const database = open(said.url)
  await database.query('create table public.kept as select 1 as one')
  // A backend in the middle of a statement does not notice that its postmaster is gone.
  const busy = database.query(`do $$ begin loop perform 1; end loop; end $$`).catch(() => {})
  const findBusy = async () => {
    const { rows } = await database.query<{ pid: number }>(
      `select pid from pg_stat_activity where query like 'do %' and state = 'active'`,
    )
    return rows[0]?.pid
  }
  await expect.poll(findBusy, { timeout: 5_000 }).toBeGreaterThan(0)
  const busyPid = (await findBusy())!
  child.kill('SIGKILL')
  process.kill(said.postgresPid, 'SIGKILL')
  await once(child, 'exit')
  expect(await isAlive(busyPid)).toBe(true)
  const embedded = await start()
  await busy
  expect(await isAlive(busyPid)).toBe(false)
  const again = open(embedded.connectionUrl('postgres'))
  expect((await again.query('select * from public.kept')).rows).toEqual([{ one: 1 }])
})

test('a stale pid file whose number belongs to another program now does not hinder the start', async () => {
  const first = await start()
  const pidFile = join(first.clusterDir, 'postmaster.pid')
  const lines = (await readFile(pidFile, 'utf8')).split('\n')
  await running.pop()!.stop()
  // This test process is alive and is no PostgreSQL.
  await writeFile(pidFile, [process.pid, ...lines.slice(1)].join('\n'))
  const second = await start()
  await open(second.connectionUrl('postgres')).query('select 1')
  expect(await isAlive(process.pid)).toBe(true)
})

test('a first start that was killed in the middle of initdb does not hinder the next', async () => {
  await mkdir(join(dataDir, 'postgres.new', 'base'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n')
  const embedded = await start()
  await open(embedded.connectionUrl('postgres')).query('select 1')
})

test('a cluster that PostgreSQL refuses is an error with its reason, and gives the data directory back', async () => {
  const embedded = await start()
  await running.pop()!.stop()
  const version = join(embedded.clusterDir, 'PG_VERSION')
  await writeFile(version, '9.6\n')
  await expect(start()).rejects.toThrow('incompatible')
  await writeFile(version, '18\n')
  await start()
})

test('a stop while PostgreSQL is down for a restart does not leave one running', async () => {
  const embedded = await start()
  process.kill(embedded.pid!, 'SIGKILL')
  await new Promise<void>(resolve => embedded.onExit(() => resolve()))
  await running.pop()!.stop()
  expect(await isAlive(embedded.pid!)).toBe(false)
  await start()
})

test('Ctrl-C reaches the server only: the database lives in a process group of its own', async () => {
  const { child, said } = await serverProcess()
  const groupOf = async (pid: number) => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')[2]
  expect(await groupOf(said.postgresPid)).not.toBe(await groupOf(child.pid!))
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(child.exitCode).toBe(0)
  expect(await isAlive(said.postgresPid)).toBe(false)
})
