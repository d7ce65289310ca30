import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/index.ts'
import { Database } from './database.ts'
import { CommitUnknownError, isDatabaseAway } from './database-away.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts'
import { silentLog } from './log.ts'
import { stopLeftOvers } from './postgres-processes.ts'

const run = promisify(execFile)

let directory: string
let primaryProcess: ChildProcess | undefined
const running: EmbeddedPostgres[] = []
const databases: Database[] = []
beforeEach(async () => {
  directory = await temporaryDirectory()
})
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close()
  for (const embedded of running.splice(0)) await embedded.stop()
  primaryProcess?.kill('SIGKILL')
  await stopLeftOvers({ clusterDir: join(directory, 'primary', 'postgres'), socketDir: directory }, silentLog)
  await rm(directory, { recursive: true, force: true })
})

async function start(name: string, settings: Record<string, string> = {}): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ dataDir: join(directory, name), settings, log: silentLog })
  running.push(embedded)
  return embedded
}

function open(url: string, statementTimeoutMs = 15_000): Database {
  const database = new Database({ url, poolSize: 4, log: silentLog, statementTimeoutMs })
  databases.push(database)
  return database
}

const socketOf = (url: string) => new URL(url).searchParams.get('host')!

function urlOfBoth(one: string, other: string): string {
  const url = new URL(one)
  url.searchParams.set('host', `${socketOf(one)},${socketOf(other)}`)
  return url.href
}

/** A copy of a cluster at rest that follows the original. */
async function makeStandby(primary: EmbeddedPostgres, name: string): Promise<void> {
  const clusterDir = join(directory, name, 'postgres')
  await mkdir(dirname(clusterDir), { mode: 0o711 })
  await run('cp', ['-a', primary.clusterDir, clusterDir])
  await writeFile(join(clusterDir, 'standby.signal'), '')
}

test('F3: when the primary is lost and its standby promoted, writing goes on there and nothing acknowledged is missing', async () => {
  const prepared = await start('primary')
  const table = open(prepared.connectionUrl('postgres'))
  await table.query('create table public.stored (id int primary key)')
  await databases.pop()!.close()
  await running.pop()!.stop()
  await makeStandby(prepared, 'standby')

  const program = join(import.meta.dirname, '..', '..', 'test', 'support', 'database-process.ts')
  const settings = JSON.stringify({ synchronous_standby_names: '*' })
  const primary = spawn(process.execPath, [program, join(directory, 'primary'), settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  primaryProcess = primary
  const [line] = (await once(primary.stdout, 'data')) as [Buffer]
  const { url, postgresPid } = JSON.parse(line.toString()) as { url: string; postgresPid: number }
  const standby = await start('standby', { primary_conninfo: `host=${socketOf(url)} user=trefoil` })

  const database = open(urlOfBoth(url, standby.connectionUrl('postgres')))
  const acknowledged: number[] = []
  const errors: unknown[] = []
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
  const writers = [0, 1, 2, 3].map(writer)
  await expect.poll(() => acknowledged.length, { timeout: 5_000 }).toBeGreaterThan(50)
  primary.kill('SIGKILL')
  process.kill(postgresPid, 'SIGKILL')
  await expect.poll(() => errors.length, { timeout: 5_000 }).toBeGreaterThan(0)
  await open(standby.connectionUrl('postgres')).query('select pg_promote()')
  const before = acknowledged.length
  await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(before + 50)
  isWriting = false
  await Promise.all(writers)

  expect(errors.filter(error => !isDatabaseAway(error))).toEqual([])
  const { rows } = await database.query<{ id: number }>('select id from public.stored')
  const stored = new Set(rows.map(({ id }) => id))
  expect(acknowledged.filter(id => !stored.has(id))).toEqual([])
}, 30_000)

test('F3: a standby named first in the URL is passed over, and none of the callers notices', async () => {
  const [standby, primary] = await Promise.all([start('one', { default_transaction_read_only: 'on' }), start('two')])
  const database = open(urlOfBoth(standby.connectionUrl('postgres'), primary.connectionUrl('postgres')))
  await Promise.all([1, 2, 3, 4].map(id => database.query(`create table public.written_${id} (id int)`)))
})

test('F4: a commit that the synchronous standby has not confirmed is not acknowledged', async () => {
  const lonely = await start('primary', { synchronous_standby_names: 'nobody' })
  const url = lonely.connectionUrl('postgres')
  const operator = open(url)
  await operator.query(`set synchronous_commit = 'local'; create table public.stored (id int)`)
  const cancelWaiting = async () => {
    const { rowCount } = await operator.query(
      `select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`,
    )
    return rowCount
  }
  const database = open(url)
  const attempts: (() => Promise<unknown>)[] = [
    () => database.query('insert into public.stored values (1)'),
    () => database.transaction(transaction => transaction.query('insert into public.stored values (2)')),
    () => database.kysely<Tables>().insertInto('public.stored').values({ id: 3 }).execute(),
  ]
  for (const attempt of attempts) {
    const outcome = attempt().catch((error: unknown) => error)
    await expect.poll(cancelWaiting, { timeout: 5_000 }).toBe(1)
    expect(await outcome).toBeInstanceOf(CommitUnknownError)
  }
  expect((await database.query('select count(*) as stored from public.stored')).rows).toEqual([{ stored: 3 }])
})

test('F4: while the synchronous standby is gone, callers are refused within their time', async () => {
  const lonely = await start('primary', { synchronous_standby_names: 'nobody' })
  const operator = open(lonely.connectionUrl('postgres'))
  await operator.query(`set synchronous_commit = 'local'; create table public.stored (id int)`)
  const database = open(lonely.connectionUrl('postgres'), 100)
  const error = await database.query('insert into public.stored values (1)').catch((reason: unknown) => reason)
  expect(isDatabaseAway(error)).toBe(true)
  expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

interface Tables {
  'public.stored': { id: number }
}
