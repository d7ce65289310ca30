import pg from 'pg'
import { expect, test } from 'vitest'
import { createLogger } from './log.ts'

const NUMBER = '4242424242424242'

/** What one call of the logger writes. */
function written(log: (logger: ReturnType<typeof createLogger>) => void): string {
  let lines = ''
  log(createLogger('trace', { write: line => void (lines += line) }))
  return lines
}

/** What is logged of an error. */
function loggedError(error: unknown): Record<string, unknown> {
  return (JSON.parse(written(logger => logger.error({ err: error }, 'failed'))) as { err: Record<string, unknown> }).err
}

test.each([
  ['authorization', 'Bearer s3cret'],
  ['apikey', 's3cret'],
  ['cookie', 's3cret'],
  ['password', 's3cret'],
  ['secret', 's3cret'],
  ['client_secret', 's3cret'],
  ['token', 's3cret'],
  ['access_token', 's3cret'],
  ['refreshToken', 's3cret'],
  ['privateKey', 's3cret'],
  ['code', 's3cret'],
  ['state', 's3cret'],
  ['number', 's3cret'],
  ['cvv', '123'],
  ['card', { name: 's3cret' }],
  ['body', 's3cret'],
  ['query', { code: 's3cret' }],
  ['headers', { cookie: 's3cret' }],
])('GEN-19, OAUTH-4: a member named %s is redacted', (name, value) => {
  const line = written(logger => logger.info({ [name]: value }, 'a member'))
  expect(line).not.toMatch(/s3cret|123"/)
  expect(JSON.parse(line)).toMatchObject({ [name]: '[redacted]', msg: 'a member' })
})

test('GEN-19: they are redacted two levels down, too', () => {
  const line = written(logger => logger.info({ one: { cvv: '123', two: { password: 's3cret' } } }))
  expect(JSON.parse(line)).toMatchObject({ one: { cvv: '[redacted]', two: { password: '[redacted]' } } })
})

test.each([
  ['in a member', { note: `card ${NUMBER}` }, ''],
  ['in groups', { note: '4242 4242-4242 4242' }, ''],
  ['as a number', { amount: Number(NUMBER), list: [Number(NUMBER), 1] }, ''],
  ['in the name of a member', { [NUMBER]: 1 }, ''],
  ['in the message', {}, `stored ${NUMBER}`],
])('GEN-19: a card number %s is masked, and the line is JSON still', (_where, fields, message) => {
  const line = written(logger => logger.warn(fields, message))
  expect(line.replace(/[ -]/g, '')).not.toContain(NUMBER)
  expect(line).toContain('*'.repeat(16))
  expect(() => JSON.parse(line) as unknown).not.toThrow()
})

test('requests and answers of the framework are not logged', () => {
  const line = written(logger => logger.info({ req: { url: '/oauth/token?code=s3cret' }, res: { statusCode: 200 } }))
  expect(Object.keys(JSON.parse(line) as object)).toEqual(['level', 'time'])
})

test('an error is logged with its type, code, place and causes, and nothing that was hung on it', () => {
  const root = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const error = Object.assign(new TypeError('outer', { cause: new Error('middle', { cause: root }) }), {
    request: 's3cret',
  })
  expect(loggedError(error)).toEqual({
    type: 'TypeError',
    message: 'outer',
    stack: expect.stringMatching(/^ {4}at .+log\.test\.ts/),
    cause: {
      type: 'Error',
      message: 'middle',
      stack: expect.any(String),
      cause: { type: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED', stack: expect.any(String) },
    },
  })
})

test('an endless chain of causes is cut', () => {
  const error = new Error('again')
  error.cause = error
  expect(JSON.stringify(loggedError(error)).match(/"again"/g)).toHaveLength(4)
})

test("GEN-19: of PostgreSQL's errors only names are logged, no values", () => {
  const error = new pg.DatabaseError('invalid input syntax for type integer: "s3cret"', 1, 'error')
  Object.assign(error, {
    code: '22P02',
    table: 'token',
    constraint: 'token_pkey',
    detail: 'Failing row contains (s3cret)',
    where: "unnamed portal parameter $1 = 's3cret'",
    parameters: ['s3cret'],
    query: 'select s3cret',
  })
  const logged = loggedError(error)
  expect(logged).toMatchObject({ code: '22P02', table: 'token', constraint: 'token_pkey' })
  expect(JSON.stringify(logged)).not.toContain('s3cret')
})

test('GEN-19: an error of a parser does not quote what it was given', () => {
  const parse = () => JSON.parse('{"cvv":"123","password":"s3cret') as unknown
  let error: unknown
  try {
    parse()
  } catch (caught) {
    error = caught
  }
  expect(JSON.stringify(loggedError(error))).not.toMatch(/s3cret|123/)
})

test('what was thrown and is no error is not looked into', () => {
  expect(loggedError('s3cret')).toEqual({ type: 'string', message: 'not an error' })
  expect(loggedError({ password: 's3cret' })).toEqual({ type: 'object', message: 'not an error' })
})
