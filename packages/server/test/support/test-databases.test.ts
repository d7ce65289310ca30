import { expect, test } from 'vitest'
import { Database } from '../../src/database/database.ts'
import { silentLog } from '../../src/database/log.ts'
import { createTestDatabases } from './index.ts'

test('each test file has databases of its own, migrated and empty', async () => {
  const [one, other] = await Promise.all([createTestDatabases(), createTestDatabases()])
  await one.owner.query('create table payments.mark (id int)')
  const { rows } = await other.owner.query(`select to_regclass('payments.mark') as mark`)
  expect(rows).toEqual([{ mark: null }])
  await Promise.all([one.close(), other.close()])
})

test('a connection that is not given back fails the test file', async () => {
  const databases = await createTestDatabases()
  let finish = () => {}
  const held = databases.services.transaction(() => new Promise<void>(resolve => (finish = resolve)))
  await expect.poll(() => databases.services.connections.idle).toBe(0)
  await expect(databases.close()).rejects.toThrow('not given back: services')
  finish()
  await held.catch(() => {})
  await databases.services.close()
})

test('a session that is left open fails the test file', async () => {
  const databases = await createTestDatabases()
  const forgotten = new Database({ url: databases.url, poolSize: 1, log: silentLog })
  await forgotten.query('select 1')
  await expect(databases.close()).rejects.toThrow('1 database sessions were left open')
  await forgotten.close()
})
