import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabases } from '../../test/support/test-databases.ts'
import type { TestDatabases } from '../../test/support/test-databases.ts'
import { Jobs } from './jobs.ts'
import { silentLog } from './log.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await createTestDatabases()
})
afterAll(() => databases.close())

test.each([0, 1, 5, 20, 60, 150, 400])(
  'jobs that are stopped %i ms after their start let go of the database',
  async ms => {
    const jobs = new Jobs(databases.url, silentLog)
    const stop = jobs.work({ look: () => Promise.resolve() }, ['look'])
    await sleep(ms)
    await stop()
    // Waits for ever while a connection is out.
    await jobs.close()
  },
)

test('a job runs with what it was given, at its time, and one with the same key takes its place', async () => {
  const ran: unknown[] = []
  const jobs = new Jobs(databases.url, silentLog)
  await jobs.add('note', { text: 'first' }, { key: 'one', afterMs: 3_600_000 })
  await jobs.add('note', { text: 'second' }, { key: 'one' })
  await jobs.add('note', { text: 'much later' }, { key: 'two', afterMs: 3_600_000 })
  const stop = jobs.work({ note: payload => Promise.resolve(void ran.push(payload)) }, [])
  await expect.poll(() => ran).toEqual([{ text: 'second' }])
  await stop()
  await jobs.close()
})

test('a job that fails is run again', async () => {
  let runs = 0
  const jobs = new Jobs(databases.url, silentLog)
  const fail = () => {
    runs++
    return runs === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve()
  }
  const stop = jobs.work({ fail }, [])
  await jobs.add('fail', {}, { key: 'once' })
  await expect.poll(() => runs, { timeout: 30_000 }).toBe(2)
  await stop()
  await jobs.close()
})

test('jobs go on after the database has cut their connections', async () => {
  let runs = 0
  const jobs = new Jobs(databases.url, silentLog)
  const stop = jobs.work({ count: () => Promise.resolve(void runs++) }, [])
  await jobs.add('count', {}, { key: 'before' })
  await expect.poll(() => runs).toBe(1)
  await databases.owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'trefoil jobs' and datname = current_database()`,
  )
  // A connection that was cut while it was idle may be found out by the next statement only.
  const added = () =>
    jobs.add('count', {}, { key: 'after' }).then(
      () => true,
      () => false,
    )
  await expect.poll(added, { timeout: 30_000 }).toBe(true)
  await expect.poll(() => runs, { timeout: 30_000 }).toBe(2)
  await stop()
  await jobs.close()
})
