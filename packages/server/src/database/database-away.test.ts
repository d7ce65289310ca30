import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { once } from 'node:events'
import pg from 'pg'
import { expect, test } from 'vitest'
import { isDatabaseAway } from './database-away.ts'

function databaseError(code: string): Error {
  const error = new pg.DatabaseError('from the server', 0, 'error')
  error.code = code
  return error
}

test.each(['57P01', '57P02', '57P03', '08006', '08P01', '53100', '53300', '25006', '57014'])(
  'F2: SQLSTATE %s means that the database is away',
  code => {
    expect(isDatabaseAway(databaseError(code))).toBe(true)
  },
)

test.each(['23505', '42P01', '42501', '22P02', '40001', '23503', 'P0001', 'XX000'])(
  'F2: SQLSTATE %s is an answer of the database, not its absence',
  code => {
    expect(isDatabaseAway(databaseError(code))).toBe(false)
  },
)

test('F2: a missing socket means that the database is away; a missing file does not', async () => {
  const socket = connect('/tmp/trefoil-nothing-listens-here')
  const [noSocket] = (await once(socket, 'error')) as [Error]
  expect(isDatabaseAway(noSocket)).toBe(true)
  const noFile = await readFile('/tmp/trefoil-nothing-is-here').catch((error: unknown) => error)
  expect(isDatabaseAway(noFile)).toBe(false)
})

test('F2: a wrapped error counts as its cause; other values do not count', () => {
  expect(isDatabaseAway(new Error('could not store', { cause: databaseError('57P01') }))).toBe(true)
  expect(isDatabaseAway(new Error('could not store', { cause: databaseError('23505') }))).toBe(false)
  expect(isDatabaseAway('Connection terminated')).toBe(false)
  expect(isDatabaseAway(undefined)).toBe(false)
})
