import { expect, test } from 'vitest'
import { UserError, userMessage } from './user-error.ts'

const withCode = (message: string, code: string, more: object = {}) =>
  Object.assign(new Error(message), { code, ...more })

test('what a user can mend is one line', () => {
  expect(userMessage(new UserError('Say which.'))).toBe('Say which.')
})

test.each([
  [withCode('password authentication failed for user "shop"', '28P01'), 'refuses the server (password authentication'],
  [withCode('permission denied to create role', '42501'), 'refuses the server (permission denied'],
  [withCode('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED', { syscall: 'connect' }), 'cannot be reached (connect'],
])('a database that says no: %s', (error, words) => {
  expect(userMessage(error)).toMatch(/^The database .+\. Check DATABASE_URL\.$/)
  expect(userMessage(error)).toContain(words)
})

test('a database that is on none of the addresses of its name: each is said', () => {
  const tries = ['::1', '127.0.0.1'].map(address =>
    withCode(`connect ECONNREFUSED ${address}:1`, 'ECONNREFUSED', { syscall: 'connect' }),
  )
  const error = Object.assign(new AggregateError(tries), { code: 'ECONNREFUSED' })
  expect(userMessage(error)).toBe(
    'The database cannot be reached (connect ECONNREFUSED ::1:1, connect ECONNREFUSED 127.0.0.1:1). Check DATABASE_URL.',
  )
})

test('a fault of ours has no such line', () => {
  expect(userMessage(new TypeError('x is not a function'))).toBeUndefined()
  expect(userMessage(withCode('no such file', 'ENOENT', { syscall: 'open' }))).toBeUndefined()
  expect(userMessage('thrown')).toBeUndefined()
})
