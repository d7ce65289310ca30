import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpApp, SECRET } from '../../test/support/http-app.ts'
import { presentList, readPage } from './lists.ts'

let app: FastifyInstance
beforeAll(() => void ({ app } = createHttpApp()))
afterAll(() => app.close())

async function list(query: string) {
  const response = await app.inject({ url: `/things?${query}`, headers: { authorization: `Bearer ${SECRET}` } })
  const body = response.json()
  return response.statusCode === 200 ? body.data[0] : { code: body.error.code, param: body.error.param }
}

test('17 limit: 1 to 100, 10 when absent', async () => {
  expect((await list('')).limit).toBe(10)
  expect((await list('limit=1')).limit).toBe(1)
  expect((await list('limit=100')).limit).toBe(100)
  for (const limit of ['0', '101', '1.0', '1e1', '', 'x', '-1']) {
    expect([limit, await list(`limit=${limit}`)]).toEqual([limit, { code: 'invalid_request', param: 'limit' }])
  }
})

test('17 limit: sent twice it is no integer', async () => {
  expect(await list('limit=1&limit=2')).toEqual({ code: 'invalid_request', param: 'limit' })
})

test('LST-2: one cursor or the other, not both', async () => {
  expect(await list('starting_after=A')).toMatchObject({ cursor: 'A', cursorParam: 'starting_after', backwards: false })
  expect(await list('ending_before=B')).toMatchObject({ cursor: 'B', cursorParam: 'ending_before', backwards: true })
  expect(await list('starting_after=A&ending_before=B')).toEqual({ code: 'invalid_request', param: 'ending_before' })
  expect(await list('starting_after=%00')).toEqual({ code: 'invalid_request', param: 'starting_after' })
})

test('LST-4: times are milliseconds or UTC text, by dot or bracket, and several combine', async () => {
  const { created } = await list('created.gte=2026-11-22&created[lt]=2026-11-22+01:02:03&created.gt=5')
  expect(created).toEqual([
    { operator: '>', timeMs: 5 },
    { operator: '>=', timeMs: Date.UTC(2026, 10, 22) },
    { operator: '<', timeMs: Date.UTC(2026, 10, 22, 1, 2, 3) },
  ])
  expect((await list('created=1795348800000')).created).toEqual([{ operator: '=', timeMs: 1795348800000 }])
})

test('LST-4: a malformed time is refused', async () => {
  for (const time of [
    '2026-02-29',
    '2026-1-1',
    '2026-01-01T00:00:00',
    '2026-01-01+24:00:00',
    '2026-01-01+10:00',
    'now',
    '',
    '1.5',
  ]) {
    expect([time, await list(`created.gt=${time}`)]).toEqual([time, { code: 'invalid_request', param: 'created.gt' }])
  }
  expect(await list('created.gt=1&created[gt]=2')).toEqual({ code: 'invalid_request', param: 'created.gt' })
})

test('17 created: exactly a time, in milliseconds only', async () => {
  expect(await list('created=2026-11-22')).toEqual({ code: 'invalid_request', param: 'created' })
})

test('LST-5: a time before anything was created is any such time', async () => {
  for (const time of ['-999999999999999', '-1', '0000-01-01']) {
    expect((await list(`created.gt=${time}`)).created).toEqual([{ operator: '>', timeMs: -1 }])
  }
})

test('LST-1: a page has no more than its limit, newest first in both directions, and tells of more', () => {
  const show = (row: number) => ({ row })
  const forwards = presentList('/v1/charges', [9, 8, 7], readPage({ limit: 2 }), show)
  expect(forwards).toEqual({ object: 'list', url: '/v1/charges', data: [{ row: 9 }, { row: 8 }], has_more: true })
  const backwards = presentList('/v1/charges', [3, 4, 5], readPage({ limit: 2, ending_before: 'x' }), show)
  expect(backwards).toMatchObject({ data: [{ row: 4 }, { row: 3 }], has_more: true })
  expect(presentList('/', [1, 2], readPage({ limit: 2 }), show).has_more).toBe(false)
})
