import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../test/support/server.ts'
import type { Answer, TestServer } from '../../test/support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** Sends one request again and again with one key. */
async function repeated(): Promise<(amount: number, more?: object) => Promise<Answer>> {
  const source = await server.token()
  const headers = { 'idempotency-key': randomUUID() }
  return (amount, more = {}) =>
    server.call('POST', '/v1/charges', { body: { amount, currency: 'usd', source, ...more }, headers })
}

async function sales(chargeId: string): Promise<number> {
  const { rows } = await server.databases.acquirer.query<{ count: number }>(
    `select count(*)::int as count from acquirer.transaction where reference = $1 and not reversed`,
    [chargeId],
  )
  return rows[0]!.count
}

describe('a charge', () => {
  test.each([
    [92000001, 'x-ratelimit-crosstokenlimit', '50', null],
    [92000002, 'x-ratelimit-tokenlimit', '16', null],
    [92000003, 'x-ratelimit-crosstokenconcurrentlimit', '10', '1'],
    [92000004, 'x-ratelimit-tokenconcurrentlimit', '5', '1'],
  ])(
    'SBX-5 RTL-2 RTL-6: of amount %i is 429 with its header once for a key, and then runs',
    async (amount, header, value, retryAfter) => {
      const send = await repeated()
      const refused = await send(amount)
      expect(refused).toMatchObject({ status: 429, body: { error: { type: 'rate_limit_error', code: 'rate_limit' } } })
      expect([refused.headers.get(header), refused.headers.get('retry-after')]).toEqual([value, retryAfter])
      const { status, body, headers } = await send(amount)
      expect([status, body.amount, headers.get('idempotent-replayed')]).toEqual([200, amount, null])
    },
  )

  test('IDM-9: after its 429 the key may come with another body', async () => {
    const send = await repeated()
    await send(92000001)
    expect((await send(800)).status).toBe(200)
    expect((await send(801)).body.error.code).toBe('idempotency_key_reused')
  })

  test.each([
    [92000005, 500, 'processing_error', null],
    [92000006, 503, 'service_unavailable', '1'],
  ])(
    'SBX-5: of amount %i fails with %i before anything is sent, and then runs normally',
    async (amount, status, code, retryAfter) => {
      const send = await repeated()
      const failed = await send(amount)
      expect(failed).toMatchObject({ status, body: { error: { code } } })
      expect(failed.headers.get('retry-after')).toBe(retryAfter)
      const { body } = await send(amount)
      expect(body.status).toBe('succeeded')
      expect(await sales(body.id)).toBe(1)
    },
  )

  test('SBX-5 IDM-15: of amount 92000007 is done although the connection closes, and then replayed', async () => {
    const send = await repeated()
    await expect(send(92000007)).rejects.toThrow('fetch failed')
    const replay = await send(92000007)
    expect(replay).toMatchObject({ status: 200, body: { status: 'succeeded' } })
    expect(replay.headers.get('idempotent-replayed')).toBe('true')
    expect(await sales(replay.body.id)).toBe(1)
  })

  test('SBX-5 IDM-11: of amount 92000008 fails after the approval, and is resumed without a second request', async () => {
    const send = await repeated()
    expect((await send(92000008)).body.error.code).toBe('processing_error')
    const { status, body } = await send(92000008)
    expect([status, body.status]).toEqual([200, 'succeeded'])
    expect(await sales(body.id)).toBe(1)
  })

  test('SBX-4: without a key it is so every time, and the tip does not count', async () => {
    const body = { amount: 92000002, currency: 'usd', source: await server.token() }
    for (let time = 0; time < 2; time++) {
      expect((await server.call('POST', '/v1/charges', { body })).status).toBe(429)
    }
    const tipped = { ...body, amount: 92000001, tip_amount: 1 }
    expect(
      (await server.call('POST', '/v1/charges', { body: tipped })).headers.get('x-ratelimit-crosstokenlimit'),
    ).toBe('50')
  })
})

describe('a capture and a refund', () => {
  test('SBX-5 IDM-11: of amount 92000008 fail after the acquirer has done it, and are resumed', async () => {
    const { body: charge } = await server.call('POST', '/v1/charges', {
      body: { amount: 93000000, currency: 'usd', source: await server.token(), capture: false },
    })
    for (const [path, body, kind] of [
      [`/v1/charges/${charge.id}/capture`, { amount: 92000008 }, 'capture'],
      ['/v1/refunds', { charge: charge.id }, 'refund'],
    ] as const) {
      const headers = { 'idempotency-key': randomUUID() }
      expect((await server.call('POST', path, { body, headers })).status).toBe(500)
      expect((await server.call('POST', path, { body, headers })).body.status).toBe('succeeded')
      const { rowCount } = await server.databases.acquirer.query(
        `select from acquirer.transaction where original_reference = $1 and kind in ($2, 'void')`,
        [charge.id, kind],
      )
      expect(rowCount).toBe(1)
    }
  })
})
