import { expect, test } from 'vitest'
import { databaseOf, urlPerHost, withDatabase } from './connection-url.ts'

const SEVERAL =
  'postgresql://user:p%40ss+word@one:5432,two:5433/shop?sslmode=verify-full&target_session_attrs=read-write'

test('F3: a URL of several servers is one URL for each', () => {
  expect(urlPerHost(SEVERAL).map(url => url.href)).toEqual([
    'postgresql://user:p%40ss+word@one:5432/shop?sslmode=verify-full',
    'postgresql://user:p%40ss+word@two:5433/shop?sslmode=verify-full',
  ])
})

test('F3: servers may stand in the parameter host, as sockets do', () => {
  const urls = urlPerHost('postgresql://user@localhost/shop?host=/run/one,/run/two')
  expect(urls.map(url => url.searchParams.get('host'))).toEqual(['/run/one', '/run/two'])
})

test('another database keeps servers, user and parameters', () => {
  expect(withDatabase(SEVERAL, 'books')).toBe(SEVERAL.replace('/shop', '/books'))
  expect(databaseOf(SEVERAL)).toBe('shop')
  expect(databaseOf('postgresql:///a%20b')).toBe('a b')
})

test.each([
  'postgresql://user:secret@host',
  'mysql://user:secret@host/shop',
  'secret',
  'postgresql://u:secret@ho st/x',
])('a URL that cannot be used is refused without repeating its password (%#)', text => {
  const use = () => [databaseOf(text), urlPerHost(text)]
  expect(use).toThrow(/^The database URL/)
  expect(use).not.toThrow('secret')
})
