import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabases } from '../../test/support/index.ts'
import type { TestDatabases } from '../../test/support/index.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await createTestDatabases()
})
afterAll(() => databases.close())

/** Small tables that every node has whole. */
const REFERENCE_TABLES = ['developer', 'app', 'management_token', 'sandbox']

test('architecture §4: merchant_id leads every primary key and unique index of a merchant’s table', async () => {
  const { rows } = await databases.owner.query<{ table: string; first: string }>(
    `select c.relname as table, a.attname as first
       from pg_index i
       join pg_class c on c.oid = i.indrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where i.indisunique and c.relnamespace = 'platform'::regnamespace`,
  )
  const leading = rows.filter(row => !REFERENCE_TABLES.includes(row.table))
  expect(leading.length).toBeGreaterThan(5)
  for (const { table, first } of leading)
    expect([table, first]).toEqual([table, table === 'merchant' ? 'id' : 'merchant_id'])
})

test('architecture §4: merchant_id leads every foreign key between merchants’ tables', async () => {
  const { rows } = await databases.owner.query<{ table: string; target: string; first: string }>(
    `select c.relname as table, t.relname as target, a.attname as first
       from pg_constraint f
       join pg_class c on c.oid = f.conrelid
       join pg_class t on t.oid = f.confrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = f.conkey[1]
      where f.contype = 'f' and f.connamespace = 'platform'::regnamespace`,
  )
  const between = rows.filter(row => !REFERENCE_TABLES.includes(row.table) && !REFERENCE_TABLES.includes(row.target))
  expect(between.length).toBeGreaterThan(3)
  for (const { table, first } of between) expect([table, first]).toEqual([table, 'merchant_id'])
})

test('architecture §4: no sequences, triggers or stored procedures', async () => {
  const { rows } = await databases.owner.query(
    `select relname as name from pg_class where relkind = 'S' and relnamespace = 'platform'::regnamespace
     union all select proname from pg_proc where pronamespace = 'platform'::regnamespace
     union all select tgname from pg_trigger g join pg_class c on c.oid = g.tgrelid
      where not g.tgisinternal and c.relnamespace = 'platform'::regnamespace`,
  )
  expect(rows).toEqual([])
})
