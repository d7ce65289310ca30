import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { TestServer } from '../../../test/support/server.ts'

let server: TestServer
/** Oldest first: three captured, one authorized, one declined. */
const ids: string[] = []
const created: number[] = []

beforeAll(async () => {
  server = await startTestServer()
  for (const [number, capture, reference] of [
    ['4242424242424242', true, 'A1'],
    ['4242424242424242', true, 'A2'],
    ['4242424242424242', true, 'A1'],
    ['4242424242424242', false, undefined],
    ['4005571702222222', true, undefined],
  ]) {
    const source = await server.token({ number })
    const body = { amount: 100, currency: 'usd', source, capture, external_reference_id: reference }
    const answer = await server.call('POST', '/v1/charges', { body })
    ids.push((answer.body.id ?? answer.body.error.charge) as string)
    created.push((await server.call('GET', `/v1/charges/${ids.at(-1)!}`)).body.created as number)
  }
})
afterAll(() => server.close())

const list = async (query = '') => server.call('GET', `/v1/charges${query}`)
const listed = async (query = ''): Promise<string[]> =>
  (await list(query)).body.data.map(({ id }: { id: string }) => id)
const newestFirst = () => ids.toReversed()

describe('one charge', () => {
  test('CHG-14: is answered as an object, not as a list', async () => {
    const { status, body } = await server.call('GET', `/v1/charges/${ids[0]!}`)
    expect([status, body.object, body.id]).toEqual([200, 'charge', ids[0]])
  })

  test('GEN-22, GEN-23: an unknown, malformed or foreign id is the same 404', async () => {
    const foreign = await server.call('POST', '/trefoil/v1/merchants', {
      body: { name: 'Other', default_currency: 'usd' },
      bearer: server.facts.managementToken,
    })
    const key = await server.call('POST', `/trefoil/v1/merchants/${foreign.body.id}/keys`, {
      body: { integration_type: 'API' },
      bearer: server.facts.managementToken,
    })
    const answers = [
      await server.call('GET', '/v1/charges/NWJ47TAN9ZT24'),
      await server.call('GET', '/v1/charges/x'),
      await server.call('GET', `/v1/charges/${ids[0]!.toLowerCase()}`),
      await server.call('GET', `/v1/charges/${ids[0]!}`, { bearer: key.body.privateKey }),
    ]
    for (const { status, body } of answers) {
      delete body.error.request_id
      expect([status, body]).toEqual([404, answers[0]!.body])
    }
  })

  test('CHG-33: expand names are united, and others refused', async () => {
    const { body } = await server.call('GET', `/v1/charges/${ids[0]!}?expand=order,refunds&expand[]=source`)
    expect(body.order.object).toBe('order')
    expect(body.refunds).toMatchObject({ object: 'list', data: [] })
    const wrong = await server.call('GET', `/v1/charges/${ids[0]!}?expand=order,nothing`)
    expect([wrong.status, wrong.body.error.code, wrong.body.error.param]).toEqual([400, 'invalid_request', 'expand'])
  })
})

describe('the list', () => {
  test('LST-1, CHG-14: shows charges of every state, newest first', async () => {
    const { body } = await list()
    expect(body).toMatchObject({ object: 'list', url: '/v1/charges', has_more: false })
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(newestFirst())
  })

  test('LST-1: pages go on where the last one ended, in both directions', async () => {
    const first = await list('?limit=2')
    expect(first.body.has_more).toBe(true)
    expect(await listed('?limit=2')).toEqual(newestFirst().slice(0, 2))
    expect(await listed(`?limit=2&starting_after=${newestFirst()[1]!}`)).toEqual(newestFirst().slice(2, 4))
    const last = await list(`?limit=2&starting_after=${newestFirst()[3]!}`)
    expect([last.body.data.length, last.body.has_more]).toEqual([1, false])
    const before = await list(`?limit=2&ending_before=${newestFirst()[3]!}`)
    expect(before.body.data.map(({ id }: { id: string }) => id)).toEqual(newestFirst().slice(1, 3))
    expect(before.body.has_more).toBe(true)
    expect((await list(`?limit=3&ending_before=${newestFirst()[3]!}`)).body.has_more).toBe(false)
  })

  test('LST-2: two cursors are refused, an unknown one is 404', async () => {
    const both = await list(`?starting_after=${ids[0]!}&ending_before=${ids[1]!}`)
    expect([both.status, both.body.error.code]).toEqual([400, 'invalid_request'])
    const unknown = await list('?ending_before=NWJ47TAN9ZT24')
    expect([unknown.status, unknown.body.error.code, unknown.body.error.param]).toEqual([
      404,
      'resource_missing',
      'ending_before',
    ])
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'limit=1&limit=2'])('contract 17: %s is refused', async query => {
    const { status, body } = await list(`?${query}`)
    expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_request', 'limit'])
  })

  test('LST-4: filters by time, in milliseconds or as UTC text, several together', async () => {
    expect(await listed(`?created=${created[1]!}`)).toContain(ids[1])
    expect(await listed(`?created.gt=${created[1]!}`)).not.toContain(ids[1])
    expect(await listed(`?created[gte]=${created[1]!}&created.lt=${created[2]! + 1}`)).toEqual([ids[2], ids[1]])
    expect(await listed('?created.gte=2000-01-01')).toHaveLength(5)
    expect(await listed('?created.lt=2000-01-01 12:00:00')).toHaveLength(0)
    for (const wrong of ['2000-13-01', '2000-02-30', 'yesterday', '2000-01-01T00:00:00Z']) {
      const { status, body } = await list(`?created.gt=${wrong}`)
      expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_request', 'created.gt'])
    }
  })

  test('contract 6.2: filters by state, status, order and reference', async () => {
    expect(await listed('?state=authorized')).toEqual([ids[3]])
    expect(await listed('?status=failed')).toEqual([ids[4]])
    expect(await listed('?status=failed&state=captured')).toEqual([])
    expect(await listed('?external_reference_id=A1')).toEqual([ids[2], ids[0]])
    const { order } = (await server.call('GET', `/v1/charges/${ids[0]!}`)).body
    expect(await listed(`?order=${order}`)).toEqual([ids[0]])
  })

  test('LST-5: an unknown id as filter finds nothing', async () => {
    expect(await listed('?customer=6YS3C4DWA7N36')).toEqual([])
    expect(await listed('?order=6YS3C4DWA7N36')).toEqual([])
    expect(await listed('?is_threeds=true')).toEqual([])
    expect(await listed('?is_threeds=false')).toHaveLength(5)
  })

  test.each(['is_threeds=x', 'threeds_validation_result=x', 'status=x', 'state=x'])(
    'CHG-15: %s cannot occur',
    async query => {
      const { status, body } = await list(`?${query}`)
      expect([status, body.error.code]).toEqual([400, 'invalid_request'])
    },
  )

  test('LST-6: expands each charge by the names of one charge', async () => {
    const { body } = await list('?limit=1&state=captured&expand=order,source')
    expect(body.data[0].order).toMatchObject({ object: 'order', status: 'paid' })
    expect((await list('?expand=sources')).body.error.param).toBe('expand')
  })

  test('LST-3: charges made during paging do not shift later pages', async () => {
    const first = await listed('?limit=2')
    const source = await server.token()
    await server.call('POST', '/v1/charges', { body: { amount: 100, currency: 'usd', source } })
    expect(await listed(`?limit=2&starting_after=${first[1]!}`)).toEqual(newestFirst().slice(2, 4))
  })
})
