import { expect, test } from 'vitest'
import { startWorld } from './elements.test-support.ts'

const OLD = {
  'csp-report': {
    'document-uri': 'http://localhost:8081/e/x/1.4.2/field.html',
    'effective-directive': 'img-src',
    'blocked-uri': 'https://evil.example/steal?n=canary',
    'script-sample': 'canary',
  },
}
const NEW = [
  { type: 'csp-violation', body: { effectiveDirective: 'connect-src', blockedURL: 'wss://evil.example/canary' } },
]

const post = async (type: string, payload: string) => {
  const world = await startWorld()
  const answer = await world.fields.inject({
    method: 'POST',
    url: '/csp',
    headers: { host: 'f', 'content-type': type },
    payload,
  })
  const lines = world.logged().split('\n').filter(Boolean)
  return { status: answer.statusCode, lines: lines.map(line => JSON.parse(line) as Record<string, unknown>), world }
}

test.each([
  ['application/csp-report', OLD, 'img-src', 'https://evil.example'],
  ['application/reports+json', NEW, 'connect-src', 'wss://evil.example'],
])('SEC-35: of %s the log gets directive and origin, and no value', async (type, report, directive, blocked) => {
  const { status, lines, world } = await post(type, JSON.stringify(report))
  expect(status).toBe(204)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ directive, blocked, count: 1 })
  expect(world.logged()).not.toContain('canary')
})

test.each(['', 'nonsense', '[]', '{"csp-report":7}', '{"csp-report":{"effective-directive":"4242 4242"}}', 'null'])(
  'what is no report is answered alike and not logged: %s',
  async body => {
    const { status, lines } = await post('application/csp-report', body)
    expect([status, lines]).toEqual([204, []])
  },
)

test('nobody can fill the log with reports', async () => {
  const many = Array.from({ length: 10 }, () => NEW[0])
  const world = await startWorld()
  const headers = { host: 'f', 'content-type': 'application/reports+json' }
  for (let call = 0; call < 10; call++) {
    await world.fields.inject({ method: 'POST', url: '/csp', headers, payload: JSON.stringify(many) })
  }
  expect(world.logged().trim().split('\n')).toHaveLength(30)
})
