import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabases, type TestDatabases } from '../../test/support/index.ts'
import { Database } from './database.ts'
import { CommitUnknownError, isDatabaseAway } from './database-away.ts'
import { silentLog } from './log.ts'

let databases: TestDatabases
beforeAll(async () => {
  databases = await createTestDatabases()
  await databases.owner.query(
    'create table payments.account (merchant_id text primary key, amount_minor bigint not null)',
  )
})
afterAll(() => databases.close())

/** A database behind a wire that can be cut: `cut` is asked for each message of the client, before or after it is passed on. */
async function behindProxy(cut: (message: string) => 'before' | 'after' | undefined) {
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-proxy-'))
  const realHost = new URL(databases.url).searchParams.get('host')!
  const sockets = new Set<Socket>()
  const proxy = createServer(client => {
    const server = connect(join(realHost, '.s.PGSQL.5432'))
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('data', chunk => {
      const moment = cut(chunk.toString('latin1'))
      if (moment !== 'before') server.write(chunk)
      if (moment !== undefined) {
        client.destroy()
        // The server gets the message all the same, and finishes it.
        server.end()
      }
    })
    server.on('data', chunk => client.write(chunk))
    client.on('close', () => server.end())
    server.on('close', () => client.destroy())
  })
  proxy.listen(join(directory, '.s.PGSQL.5432'))
  await once(proxy, 'listening')
  const url = new URL(databases.url)
  url.searchParams.set('host', directory)
  const database = new Database({ url: url.href, poolSize: 2, log: silentLog })
  return {
    database,
    async close() {
      await database.close()
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function amountOf(merchantId: string): Promise<number | undefined> {
  const found = await databases.services.query<{ amount_minor: number }>(
    'select amount_minor from payments.account where merchant_id = $1',
    [merchantId],
  )
  return found.rows[0]?.amount_minor
}

test('architecture §4.5: a bigint arrives as a number', async () => {
  const { rows } = await databases.services.query(
    'select 9007199254740991::bigint as big, array[1::bigint, null] as many, count(*) as counted from pg_class where false',
  )
  expect(rows).toEqual([{ big: 9007199254740991, many: [1, null], counted: 0 }])
})

test('architecture §4.5: a bigint that a number cannot hold is an error, not a rounded amount', async () => {
  await expect(databases.services.query('select 9007199254740992::bigint')).rejects.toThrow('not a safe integer')
  expect((await databases.services.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('architecture §4: a date stays the day it is', async () => {
  expect((await databases.services.query(`select date '2026-03-01' as day`)).rows).toEqual([{ day: '2026-03-01' }])
})

test('architecture §4: SQL that does not name its schema finds nothing', async () => {
  await expect(databases.owner.query('select * from schema_migration')).rejects.toThrow('does not exist')
  await databases.owner.query('select * from public.schema_migration')
})

test('architecture §4.6: the role of the other services cannot read the vault', async () => {
  await databases.owner.query('create table vault.secret (merchant_id text primary key)')
  await expect(databases.services.query('select * from vault.secret')).rejects.toThrow('permission denied')
  expect((await databases.vault.query('select * from vault.secret')).rows).toEqual([])
})

test('architecture §4.6: the role of the vault cannot read payments', async () => {
  await expect(databases.vault.query('select * from payments.account')).rejects.toThrow('permission denied')
})

test('architecture §4.6: neither role can make or drop a table', async () => {
  for (const database of [databases.services, databases.vault]) {
    for (const schema of ['platform', 'payments', 'vault', 'public']) {
      await expect(database.query(`create table ${schema}.intruder (id text)`)).rejects.toThrow('permission denied')
    }
  }
  await expect(databases.services.query('drop table payments.account')).rejects.toThrow('must be owner')
})

test('architecture §4.3: a transaction is there as a whole, or not at all', async () => {
  const failing = databases.services.transaction(async transaction => {
    await transaction.query(`insert into payments.account values ('whole', 100)`)
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await amountOf('whole')).toBeUndefined()
  await databases.services.transaction(tx => tx.query(`insert into payments.account values ('whole', 100)`))
  expect(await amountOf('whole')).toBe(100)
})

test('architecture §4.3: Kysely in a transaction is part of it', async () => {
  interface Tables {
    'payments.account': { merchant_id: string; amount_minor: number }
  }
  const failing = databases.services.transaction(async transaction => {
    const row = { merchant_id: 'built', amount_minor: 5 }
    await transaction.kysely<Tables>().insertInto('payments.account').values(row).execute()
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  const { length } = await databases.services.kysely<Tables>().selectFrom('payments.account').selectAll().execute()
  expect(length).toBe((await databases.services.query('select from payments.account')).rowCount)
  expect(await amountOf('built')).toBeUndefined()
})

test('F14: serialization failures are retried until all transactions have happened', async () => {
  await databases.services.query(`insert into payments.account values ('contended', 0)`)
  let runs = 0
  const increment = () =>
    databases.services.transaction(
      async transaction => {
        runs++
        const { rows } = await transaction.query<{ amount_minor: number }>(
          `select amount_minor from payments.account where merchant_id = 'contended'`,
        )
        await transaction.query(`update payments.account set amount_minor = $1 where merchant_id = 'contended'`, [
          rows[0]!.amount_minor + 1,
        ])
      },
      { isolation: 'serializable', retries: 100, budgetMs: 10_000 },
    )
  await Promise.all(Array.from({ length: 6 }, increment))
  expect(await amountOf('contended')).toBe(6)
  expect(runs).toBeGreaterThan(6)
})

test('F14: the retries of a transaction are bounded by their number and by time', async () => {
  let runs = 0
  const conflict = () => {
    runs++
    return Promise.reject(Object.assign(new Error('conflict'), { code: '40001' }))
  }
  await expect(databases.services.transaction(conflict, { retries: 3, budgetMs: 60_000 })).rejects.toThrow('conflict')
  expect(runs).toBe(4)
  runs = 0
  await expect(databases.services.transaction(conflict, { retries: 1e9, budgetMs: 100 })).rejects.toThrow('conflict')
  expect(runs).toBeLessThan(100)
})

test('F14: another error is not retried', async () => {
  let runs = 0
  const failing = databases.services.transaction(async transaction => {
    runs++
    await transaction.query(`insert into payments.account values ('twice', 1), ('twice', 2)`)
  })
  await expect(failing).rejects.toMatchObject({ code: '23505' })
  expect(runs).toBe(1)
})

test('architecture §4.3: a failed statement that was swallowed does not look like a commit', async () => {
  const swallowing = databases.services.transaction(async transaction => {
    await transaction.query(`insert into payments.account values ('swallowed', 1)`)
    await transaction.query('select 1 / 0').catch(() => {})
  })
  await expect(swallowing).rejects.toThrow('was rolled back')
  expect(await amountOf('swallowed')).toBeUndefined()
})

test('architecture §4.3: a connection lost at COMMIT is "unknown", whichever way it went', async () => {
  for (const moment of ['before', 'after'] as const) {
    const { database, close } = await behindProxy(message => (message.includes('commit\0') ? moment : undefined))
    const merchantId = `lost ${moment}`
    const lost = database.transaction(tx => tx.query(`insert into payments.account values ($1, 7)`, [merchantId]))
    const error = await lost.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CommitUnknownError)
    expect(isDatabaseAway(error)).toBe(true)
    // It happened exactly when the message had arrived: the error must not claim either.
    if (moment === 'after') await expect.poll(() => amountOf(merchantId)).toBe(7)
    else expect(await amountOf(merchantId)).toBeUndefined()
    await close()
  }
})

test('F11: a connection cut in mid-transaction is "database away", and the next one works', async () => {
  let armed = true
  const { database, close } = await behindProxy(message => {
    if (!armed || !message.includes('cut here')) return undefined
    armed = false
    return 'before'
  })
  const work = () =>
    database.transaction(async transaction => {
      await transaction.query(`insert into payments.account values ('cut', 1)`)
      await transaction.query('select 1 as "cut here"')
    })
  const error = await work().catch((reason: unknown) => reason)
  expect(error).not.toBeInstanceOf(CommitUnknownError)
  expect(isDatabaseAway(error)).toBe(true)
  await work()
  expect(await amountOf('cut')).toBe(1)
  await close()
})

test('F11: an exhausted pool is "database away" after the time to connect', async () => {
  const database = new Database({ url: databases.url, poolSize: 1, log: silentLog, connectTimeoutMs: 50 })
  await database.transaction(async () => {
    const error = await database.query('select 1').catch((reason: unknown) => reason)
    expect(isDatabaseAway(error)).toBe(true)
  })
  await database.query('select 1')
  await database.close()
})

test('F11: max_connections reached is "database away"', async () => {
  await databases.owner.query(`create role crowded login connection limit 1`)
  const url = new URL(databases.url)
  url.username = 'crowded'
  const database = new Database({ url: url.href, poolSize: 2, log: silentLog })
  await database.transaction(async () => {
    const error = await database.query('select 1').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: '53300' })
    expect(isDatabaseAway(error)).toBe(true)
  })
  await database.close()
  await databases.owner.query('drop role crowded')
})

test('F4: a statement that takes too long is given up', async () => {
  const database = new Database({ url: databases.url, poolSize: 1, log: silentLog, statementTimeoutMs: 50 })
  const error = await database.query('select pg_sleep(10)').catch((reason: unknown) => reason)
  expect(isDatabaseAway(error)).toBe(true)
  expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await database.close()
})

test('a session that the database ends while idle does not end the process, and is replaced', async () => {
  const database = new Database({ url: databases.url, poolSize: 1, log: silentLog })
  const { rows } = await database.query<{ pid: number }>('select pg_backend_pid() as pid')
  await databases.owner.query('select pg_terminate_backend($1)', [rows[0]!.pid])
  await expect.poll(() => database.connections.open).toBe(0)
  expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await database.close()
})
