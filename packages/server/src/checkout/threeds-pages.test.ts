import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAnyServer } from '../../test/support/any-server.ts'
import { startTestServer } from '../../test/support/server.ts'
import type { TestServer } from '../../test/support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const CHALLENGE = '4811326490014875'
const BOTH = '4043130007524792'
const THREEDS = {
  source: 'CLOVER',
  browser_info: { browser_user_agent: 'Mozilla/5.0', browser_accept_header: 'text/html' },
}
const charge = async (number: string) => {
  const body = { amount: 1100, currency: 'usd', source: await server.token({ number }), threeds: THREEDS }
  return (await server.call('POST', '/v1/charges', { body })).body
}
const finalize = (id: string) =>
  server.call('POST', '/v1/charges/finalize_payment', {
    body: { charge_id: id, threeds: { source: 'CLOVER', flow_status: 'FINISHED' } },
  })
const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })

describe('acs_url', () => {
  test('answers a page to a shopper who is sent there, and to a form in a frame', async () => {
    const { acs_url: url } = (await charge(CHALLENGE)).threeds.data
    for (const answer of [await fetch(url), await fetch(url, form({ creq: 'eyJ9' }))]) {
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors *')
      expect(answer.headers.get('x-frame-options')).toBeNull()
      expect(await answer.text()).toContain('$11.00')
    }
  })

  test.each([
    ['success', 200],
    ['failure', 402],
  ])('19.7: pressing %s decides the step', async (result, status) => {
    const { id, threeds } = await charge(CHALLENGE)
    const { acs_url: url } = threeds.data
    const page = await (await fetch(url)).text()
    expect(page).toContain(`name="result" value="${result}"`)
    const [, action] = /action="([^"]+)"/.exec(page)!
    const answer = await fetch(new URL(action!, url), form({ result }))
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('finalize_payment')])
    expect((await finalize(id)).status).toBe(status)
  })

  test('a step that is over, or never was, has nothing to press', async () => {
    const { id, threeds } = await charge(CHALLENGE)
    const { acs_url: url } = threeds.data
    await finalize(id)
    for (const address of [url, `${server.running.origins.checkout}/sandbox/3ds/challenge/nonsense`]) {
      const answer = await fetch(address)
      expect([answer.status, await answer.text()]).toEqual([404, expect.not.stringContaining('<form')])
      expect((await fetch(`${address}/answer`, form({ result: 'success' }))).status).toBe(404)
    }
  })

  test('a challenge cannot be answered before it is there', async () => {
    const { id, threeds } = await charge(BOTH)
    const url = `${server.running.origins.checkout}/sandbox/3ds/challenge/${threeds.data.threeds_server_transaction_id}`
    expect((await fetch(`${url}/answer`, form({ result: 'failure' }))).status).toBe(404)
    expect((await finalize(id)).body.threeds.data.acs_url).toBe(url)
    expect((await fetch(url)).status).toBe(200)
  })
})

test('method_url and method_notification_url say what they are', async () => {
  const { threeds } = await charge(BOTH)
  for (const url of [threeds.data.method_url, threeds.data.method_notification_url]) {
    for (const answer of [await fetch(url), await fetch(url, form({ threeDSMethodData: 'eyJ9' }))]) {
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('3-D Secure method')])
    }
  }
})

test('GEN-1: where checkout runs alone the pages are there all the same', async () => {
  const alone = await startAnyServer({ TREFOIL_SERVICES: 'checkout' })
  try {
    const answer = await alone.fetch('/sandbox/3ds/challenge/f25084f0-5b16-4c0a-ae5d-b24808a95e4b')
    expect([answer.status, await answer.text()]).toEqual([200, expect.not.stringContaining('<form')])
  } finally {
    await alone.close()
  }
})
