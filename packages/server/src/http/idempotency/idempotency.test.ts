import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '300', TREFOIL_INQUIRY_BUDGET_MS: '100' },
  })
})
afterAll(() => server.close())

const charge = (key: string, body: object, path = '/v1/charges'): Promise<Answer> =>
  server.call('POST', path, { body: { currency: 'usd', amount: 1100, ...body }, headers: { 'idempotency-key': key } })

const replayed = ({ headers }: Answer) => headers.get('idempotent-replayed')

/** Authorizations and sales in the acquirer's own books. */
async function sales(source: string): Promise<number> {
  const { rows } = await server.running.databases.acquirer!.query<{ count: number }>(
    `select count(*)::int from acquirer.transaction where instrument_reference = $1 and kind in ('sale', 'authorization')`,
    [source],
  )
  return rows[0]!.count
}

const records = async () =>
  (await server.running.databases.services.query('select * from payments.idempotency_record')).rows

describe('a repeat', () => {
  test('IDM-6: is answered byte for byte as the first time, marked, with a request id of its own', async () => {
    const key = randomUUID()
    const body = { source: await server.token() }
    const first = await charge(key, body)
    const second = await charge(key, body)
    expect(first.status).toBe(200)
    expect(second.text).toBe(first.text)
    expect([replayed(first), replayed(second)]).toEqual([null, 'true'])
    expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'))
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(await sales(body.source)).toBe(1)
  })

  test('IDM-6 IDM-9: of a decline gets the same decline, request id included', async () => {
    const key = randomUUID()
    const body = { source: await server.token({ number: '4000000090000037' }) }
    const first = await charge(key, body)
    const second = await charge(key, body)
    expect(first).toMatchObject({ status: 402, body: { error: { code: 'card_declined' } } })
    expect(second.text).toBe(first.text)
    expect(replayed(second)).toBe('true')
    expect(await sales(body.source)).toBe(1)
  })

  test('IDM-4: may have its members in another order, and may not differ in a value or in expand', async () => {
    const key = randomUUID()
    const source = await server.token()
    const first = await charge(key, { source, metadata: { a: 1, b: 2 } })
    const same = await server.call('POST', '/v1/charges', {
      body: { metadata: { b: 2, a: 1 }, source, amount: 1100, currency: 'usd' },
      headers: { 'idempotency-key': key },
    })
    expect(same.text).toBe(first.text)
    for (const [body, path] of [
      [{ source, metadata: { a: 1, b: 3 } }, '/v1/charges'],
      [{ source, metadata: { a: 1, b: 2 } }, '/v1/charges?expand=order'],
    ] as const) {
      const other = await charge(key, body, path)
      expect(other).toMatchObject({ status: 409, body: { error: { code: 'idempotency_key_reused' } } })
      expect(replayed(other)).toBeNull()
    }
  })

  test('IDM-3: under another path the same key is another key', async () => {
    const key = randomUUID()
    const authorized = await charge(key, { source: await server.token(), capture: false })
    const path = `/v1/charges/${authorized.body.id}/capture`
    const headers = { 'idempotency-key': key }
    const first = await server.call('POST', path, { body: {}, headers })
    const second = await server.call('POST', `${path}/`, { body: {}, headers })
    expect(first).toMatchObject({ status: 200, body: { state: 'captured' } })
    expect(second.text).toBe(first.text)
    expect(replayed(second)).toBe('true')
  })

  test('IDM-10: is refused like any other request when its credential is not good', async () => {
    const key = randomUUID()
    const body = { source: await server.token() }
    await charge(key, body)
    const answer = await server.call('POST', '/v1/charges', {
      body: { currency: 'usd', amount: 1100, ...body },
      headers: { 'idempotency-key': key },
      bearer: randomUUID(),
    })
    expect(answer.status).toBe(401)
    expect(replayed(answer)).toBeNull()
  })

  test('IDM-2: of a GET runs anew, whatever its key', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const first = await server.call('GET', '/v1/charges?limit=1', { headers })
    const second = await server.call('GET', '/v1/charges?limit=2', { headers })
    expect([first.status, second.status]).toEqual([200, 200])
    expect(replayed(second)).toBeNull()
  })
})

describe('at the same time', () => {
  test('IDM-13 IDM-8: fifty requests with one key execute once; the others replay or are told to wait', async () => {
    const key = randomUUID()
    const body = { source: await server.token() }
    const answers = await Promise.all(Array.from({ length: 50 }, () => charge(key, body)))
    const done = answers.filter(({ status }) => status === 200)
    const waiting = answers.filter(({ status }) => status !== 200)
    expect(done.length).toBeGreaterThan(0)
    expect(new Set(done.map(({ text }) => text)).size).toBe(1)
    expect(done.filter(answer => replayed(answer) === null)).toHaveLength(1)
    for (const answer of waiting) {
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'idempotency_key_in_use' } } })
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(replayed(answer)).toBeNull()
    }
    expect(await sales(body.source)).toBe(1)
  })

  test('IDM-7: another body with the key of a running request is refused as reused', async () => {
    const key = randomUUID()
    const source = await server.token()
    // Answered after 80 % of the timeout.
    const slow = charge(key, { source, amount: 91000012 })
    const other = await new Promise<Answer>(resolve =>
      setTimeout(() => resolve(charge(key, { source, amount: 5 })), 100),
    )
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'idempotency_key_reused' } } })
    expect((await slow).status).toBe(200)
  })

  test('IDM-14 TOK-35: without a key two requests with one single-pay token are two, of which one charges', async () => {
    const source = await server.token()
    const answers = await Promise.all(
      Array.from({ length: 2 }, () =>
        server.call('POST', '/v1/charges', { body: { amount: 7, currency: 'usd', source } }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).not.toEqual([200, 200])
    expect(await sales(source)).toBe(1)
  })
})

describe('what is not kept', () => {
  test('IDM-9: a refused request leaves the key free for a corrected one', async () => {
    const key = randomUUID()
    const source = await server.token()
    expect((await charge(key, { source, amount: 0 })).status).toBe(400)
    expect((await charge(key, { source: 'clv_1TSTSunknown' })).status).toBe(404)
    const good = await charge(key, { source })
    expect(good.status).toBe(200)
    expect(replayed(good)).toBeNull()
  })

  test('IDM-9 CHG-27: an acquirer out of reach leaves key and token free', async () => {
    const key = randomUUID()
    const source = await server.token()
    expect((await charge(key, { source, amount: 91000001 })).body.error.code).toBe('acquirer_unavailable')
    expect((await charge(key, { source, amount: 12 })).status).toBe(200)
  })

  test('IDM-4: nothing of key and body can be read in the database', async () => {
    const key = `key-of-${randomUUID()}`
    await charge(key, { source: await server.token(), description: 'a secret wish', amount: 0 })
    await charge(key, { source: await server.token(), description: 'a secret wish' })
    const hashes = (await records()).map(({ key_hash, request_hash }) => [key_hash, request_hash])
    expect(hashes.length).toBeGreaterThan(0)
    expect(JSON.stringify(hashes)).not.toContain(key)
  })
})

describe('how long', () => {
  const life = async (key: string, body: object, path?: string): Promise<number> => {
    const before = new Set((await records()).map(({ key_hash }) => String(key_hash)))
    await charge(key, body, path)
    const [record] = (await records()).filter(({ key_hash }) => !before.has(String(key_hash)))
    return (record!['expires_at'] as Date).getTime() - Date.now()
  }

  test('IDM-5: the answer to a charge is kept 30 days; past its time the key is free', async () => {
    const key = randomUUID()
    const hours = (await life(key, { source: await server.token() })) / 3_600_000
    expect(Math.round(hours)).toBe(30 * 24)
    await server.running.databases.services.query(
      `update payments.idempotency_record set expires_at = now() - interval '1 second'`,
    )
    const source = await server.token()
    const anew = await charge(key, { source })
    expect(anew).toMatchObject({ status: 200, body: { source: { id: source } } })
    expect(replayed(anew)).toBeNull()
  })
})

describe('a request that died', () => {
  /** Makes the record of a key look as after a crash: begun, not answered, its owner gone. */
  const forget = (operationId: string) =>
    server.running.databases.services.query(
      `update payments.idempotency_record set status = null, body = null, lease_until = now() where operation_id = $1`,
      [operationId],
    )

  test('IDM-11: is resumed under the same id, and nothing is sent twice', async () => {
    const key = randomUUID()
    const body = { source: await server.token() }
    const first = await charge(key, body)
    await forget(first.body.id)
    const resumed = await charge(key, body)
    expect(resumed.text).toBe(first.text)
    expect(await sales(body.source)).toBe(1)
  })

  test('IDM-11: whose result was not written goes on from the acquirer’s answer', async () => {
    const key = randomUUID()
    const body = { source: await server.token() }
    const { body: made } = await charge(key, body)
    const { services } = server.running.databases
    await services.query('delete from payments.charge where id = $1', [made.id])
    await services.query('delete from payments."order" where id = $1', [made.order])
    await server.databases.owner.query('delete from payments.ledger_transfer where id = $1', [made.id])
    await services.query(`update payments.attempt set state = 'prepared', decided_at = null where id = $1`, [made.id])
    await forget(made.id)
    const resumed = await charge(key, body)
    expect(resumed.body).toEqual({ ...made, order: resumed.body.order })
    expect(await sales(body.source)).toBe(1)
  })

  test('IDM-11 CHG-28: a capture is resumed without a second one', async () => {
    const authorized = await server.call('POST', '/v1/charges', {
      body: { amount: 1100, currency: 'usd', source: await server.token(), capture: false },
    })
    const key = randomUUID()
    const path = `/v1/charges/${authorized.body.id}/capture`
    const capture = () =>
      server.call('POST', path, { body: { amount: 600, description: 'late' }, headers: { 'idempotency-key': key } })
    const first = await capture()
    expect(first).toMatchObject({ status: 200, body: { state: 'partially_captured', description: 'late' } })
    const { rows } = await server.running.databases.services.query<{ id: string }>(
      `select id from payments.attempt where charge_id = $1 and kind = 'capture'`,
      [authorized.body.id],
    )
    await forget(rows[0]!.id)
    const resumed = await capture()
    expect(resumed.text).toBe(first.text)
    const books = await server.running.databases.acquirer!.query(
      `select from acquirer.transaction where original_reference = $1 and kind = 'capture'`,
      [authorized.body.id],
    )
    expect(books.rowCount).toBe(1)
  })
})

describe('an outcome that is not known', () => {
  test('IDM-12 CHG-26: is told again while it is so, and then what it ended with', async () => {
    const key = randomUUID()
    const body = { source: await server.token(), amount: 91000014 }
    const first = await charge(key, body)
    expect(first).toMatchObject({ status: 504, body: { error: { code: 'outcome_unknown' } } })
    const second = await charge(key, body)
    expect(second).toMatchObject({ status: 504, body: { error: { charge: first.body.error.charge } } })
    expect(replayed(second)).toBe('true')
    expect(second.headers.get('retry-after')).toBe('5')
    await server.running.databases.services.query(
      `update payments.charge set state = 'failed', failure_code = 'payment_not_completed' where id = $1`,
      [first.body.error.charge],
    )
    const third = await charge(key, body)
    expect(third).toMatchObject({ status: 502, body: { error: { code: 'payment_not_completed' } } })
    expect(replayed(third)).toBe('true')
    expect((await charge(key, body)).text).toBe(third.text)
  })
})
