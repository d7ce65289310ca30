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

async function authorize(body: object = {}): Promise<string> {
  const source = await server.token()
  const answer = await server.call('POST', '/v1/charges', {
    body: { amount: 1100, currency: 'usd', source, capture: false, ...body },
  })
  expect(answer.body.state).toBe('authorized')
  return answer.body.id as string
}

const capture = (id: string, body: object = {}): Promise<Answer> =>
  server.call('POST', `/v1/charges/${id}/capture`, { body })

describe('a capture', () => {
  test('CHG-17: takes all that was authorized, pays the order, and happens once', async () => {
    const id = await authorize({ tip_amount: 200 })
    const { status, body } = await capture(id)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id,
      state: 'captured',
      captured: true,
      paid: true,
      amount_captured: 1100,
      tip_amount: 200,
    })
    const order = (await server.call('GET', `/v1/charges/${id}?expand=order`)).body.order
    expect(order).toMatchObject({ status: 'paid', amount_paid: 1100 })
    expect(order.status_transitions.paid).toBeGreaterThanOrEqual(body.created)
    const again = await capture(id)
    expect([again.status, again.body.error.code, again.body.error.charge]).toEqual([400, 'charge_already_captured', id])
  })

  test('CHG-17: of less releases the rest; the tip is captured whole', async () => {
    const id = await authorize({ tip_amount: 200 })
    const { body } = await capture(id, { amount: '500', tip_amount: 200 })
    expect(body).toMatchObject({ state: 'partially_captured', captured: true, amount: 1100, amount_captured: 500 })
    const { rows } = await server.databases.acquirer.query<{ amount: number }>(
      `select amount_minor as amount from acquirer.transaction where kind = 'capture' and original_reference = $1`,
      [id],
    )
    expect(rows).toEqual([{ amount: 700 }])
  })

  test('CHG-18: of two at once exactly one succeeds', async () => {
    const id = await authorize()
    const answers = await Promise.all(Array.from({ length: 6 }, () => capture(id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const codes = answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code)
    expect(codes.every(code => ['charge_pending', 'charge_already_captured'].includes(code))).toBe(true)
    const { rows } = await server.databases.acquirer.query(
      `select from acquirer.transaction where kind = 'capture' and original_reference = $1`,
      [id],
    )
    expect(rows).toHaveLength(1)
  })

  test('contract 6.4: replaces description, e-mail, metadata and level2', async () => {
    const id = await authorize({ description: 'before', metadata: { a: 1 } })
    const changes = { description: 'after', receipt_email: 'ada@example.com', metadata: { b: 2 } }
    expect((await capture(id, changes)).body).toMatchObject(changes)
    expect((await server.call('GET', `/v1/charges/${id}`)).body.metadata).toEqual({ b: 2 })
  })

  test.each([
    ['amount 0', { amount: 0 }, 'invalid_charge_amount', 'amount'],
    ['amount above', { amount: 1101 }, 'invalid_charge_amount', 'amount'],
    ['another tip', { tip_amount: 1 }, 'invalid_tip_amount', 'tip_amount'],
    ['e-mail', { receipt_email: 'x' }, 'email_invalid', 'receipt_email'],
  ])('contract 6.4 %s: is refused and moves nothing', async (_name, body, code, param) => {
    const id = await authorize()
    const { status, body: answer } = await capture(id, body)
    expect([status, answer.error.code, answer.error.param]).toEqual([400, code, param])
    expect((await server.call('GET', `/v1/charges/${id}`)).body.state).toBe('authorized')
  })

  test('ERR-6: an unknown charge is 404 before any field is looked at', async () => {
    const { status, body } = await capture('NWJ47TAN9ZT24', { amount: 'x' })
    expect([status, body.error.code]).toEqual([404, 'resource_missing'])
  })

  test('contract 6.4: a declined charge cannot be captured', async () => {
    const source = await server.token({ number: '4005571702222222' })
    const declined = await server.call('POST', '/v1/charges', {
      body: { amount: 1, currency: 'usd', source, capture: false },
    })
    const { status, body } = await capture(declined.body.error.charge)
    expect([status, body.error.code]).toEqual([400, 'charge_not_capturable'])
  })
})

describe('a capture without a plain answer', () => {
  test('contract 6.4: refused by the acquirer, it leaves the charge authorized and free for another', async () => {
    const id = await authorize({ amount: 90000100 })
    const refused = await capture(id, { amount: 90000005 })
    expect([refused.status, refused.body.error.code, refused.body.error.charge]).toEqual([402, 'card_declined', id])
    const read = await server.call('GET', `/v1/charges/${id}`)
    expect(read.body).toMatchObject({ state: 'authorized', amount_captured: 0 })
    expect(read.body.pending_action).toBeUndefined()
    expect((await capture(id, { amount: 100 })).status).toBe(200)
  })

  test('contract 6.4: with the acquirer out of reach it is 503 and can be repeated', async () => {
    const id = await authorize({ amount: 91000100 })
    const { status, body } = await capture(id, { amount: 91000001 })
    expect([status, body.error.code]).toEqual([503, 'acquirer_unavailable'])
    expect((await capture(id)).status).toBe(200)
  })

  test('CHG-24: found by inquiry, it is answered as if it had come at once', async () => {
    const id = await authorize({ amount: 91000100 })
    expect((await capture(id, { amount: 91000003 })).body.state).toBe('partially_captured')
  })

  test('CHG-28: unknown, it is 504; the charge stays authorized and says what is under way', async () => {
    const id = await authorize({ amount: 91000100 })
    const { status, body } = await capture(id, { amount: 91000014 })
    expect([status, body.error.code, body.error.charge]).toEqual([504, 'outcome_unknown', id])
    const read = await server.call('GET', `/v1/charges/${id}`)
    expect(read.body).toMatchObject({ state: 'authorized', pending_action: 'capture' })
    expect(read.body.pending_since).toBeGreaterThan(0)
    const again = await capture(id)
    expect([again.status, again.body.error.code]).toEqual([409, 'charge_pending'])
  })
})
