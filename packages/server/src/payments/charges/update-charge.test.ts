import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '50' },
  })
})
afterAll(() => server.close())

const DETAILS = {
  description: 'Tea',
  metadata: { order: 'A-1', ratio: 1.5 },
  receipt_email: 'ada@example.com',
  external_customer_reference: 'C-7',
}

const charge = async (body: object = {}): Promise<Answer> =>
  server.call('POST', '/v1/charges', { body: { amount: 1100, currency: 'usd', source: await server.token(), ...body } })
const read = async (id: string) => (await server.call('GET', `/v1/charges/${id}`)).body
const update = (id: string, body: object, method = 'POST') => server.call(method, `/v1/charges/${id}`, { body })

test.each(['POST', 'PUT'])('CHG-16: %s replaces what is sent whole, and what is absent stays', async method => {
  const { body: before } = await charge(DETAILS)
  const { status, body } = await update(before.id, { metadata: { note: 'gift' }, description: 'Coffee' }, method)
  expect(status).toBe(200)
  expect(body).toEqual({ ...before, metadata: { note: 'gift' }, description: 'Coffee' })
  expect(await read(before.id)).toEqual(body)
})

test('CHG-16: the empty text removes a member, and so does {} for metadata; null changes nothing', async () => {
  const { body: before } = await charge(DETAILS)
  const unchanged = await update(before.id, { description: null, metadata: null, receipt_email: null })
  expect(unchanged.body).toEqual(before)
  const { body } = await update(before.id, { description: '', receipt_email: '', external_customer_reference: '' })
  for (const name of ['description', 'receipt_email', 'external_customer_reference'])
    expect(body).not.toHaveProperty(name)
  expect(body.metadata).toEqual(DETAILS.metadata)
  expect((await update(before.id, { metadata: {} })).body).not.toHaveProperty('metadata')
  await update(before.id, { metadata: 'text' })
  expect((await update(before.id, { metadata: '' })).body).not.toHaveProperty('metadata')
  expect(await read(before.id)).not.toHaveProperty('metadata')
})

test('CHG-16: other members, the amount included, are ignored', async () => {
  const { body: before } = await charge(DETAILS)
  const other = {
    amount: 1,
    currency: 'eur',
    state: 'refunded',
    site_url: 'shop.example',
    shipping: {},
    external_reference_id: 'X',
  }
  const { status, body } = await update(before.id, other)
  expect(status).toBe(200)
  expect(body).toEqual(before)
})

test('CHG-16: a charge of any state may be updated', async () => {
  const declined = (await charge({ amount: 90000005 })).body.error.charge
  const pending = (await charge({ amount: 91000014 })).body.error.charge
  const { id: refunded } = (await charge()).body
  await server.call('POST', '/v1/refunds', { body: { charge: refunded } })
  const { id: authorized } = (await charge({ capture: false })).body
  const states: string[] = []
  for (const id of [declined, pending, refunded, authorized]) {
    const { body } = await update(id, { description: 'Noted' })
    expect(body.description).toBe('Noted')
    states.push(body.state)
  }
  expect(states).toEqual(['declined', 'pending', 'refunded', 'authorized'])
  await server.call('POST', `/v1/charges/${authorized}/capture`, { body: {} })
  expect(await read(authorized)).toMatchObject({ state: 'captured', description: 'Noted' })
})

test('CHG-16: of two updates at once none is lost', async () => {
  const { id } = (await charge()).body
  await Promise.all([update(id, { description: 'Tea' }), update(id, { receipt_email: 'ada@example.com' })])
  expect(await read(id)).toMatchObject({ description: 'Tea', receipt_email: 'ada@example.com' })
})

describe('refusals', () => {
  test.each([
    ['description', { description: 'x'.repeat(256) }, 'invalid_request', 'description'],
    ['metadata', { metadata: { a: [] } }, 'invalid_request', 'metadata'],
    ['receipt_email', { receipt_email: 'nobody' }, 'email_invalid', 'receipt_email'],
    [
      'external_customer_reference',
      { external_customer_reference: 5 },
      'invalid_request',
      'external_customer_reference',
    ],
    ['a card number', { description: '4242 4242 4242 4242' }, 'card_data_not_allowed', 'description'],
    ['expand', { expand: 'everything' }, 'invalid_request', 'expand'],
  ])('6.3 %s: is refused as in 6.1, and changes nothing', async (_name, body, code, param) => {
    const { body: before } = await charge(DETAILS)
    const answer = await update(before.id, { external_customer_reference: 'new', ...body })
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([400, code, param])
    expect(await read(before.id)).toEqual(before)
  })

  test('GEN-23: the charge of another merchant is 404 like one that does not exist, before any field is looked at', async () => {
    const { body: before } = await charge()
    const { managementToken: bearer } = server.facts
    const merchant = { name: 'Other', default_currency: 'usd' }
    const { body: other } = await server.call('POST', '/trefoil/v1/merchants', { bearer, body: merchant })
    const path = `/trefoil/v1/merchants/${other.id}/keys`
    const { body: pair } = await server.call('POST', path, { bearer, body: { integration_type: 'API' } })
    const body = { description: 5 }
    const foreign = await server.call('POST', `/v1/charges/${before.id}`, { bearer: pair.privateKey, body })
    const unknown = await update('NWJ47TAN9ZT24', body)
    for (const answer of [foreign, unknown]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, 'resource_missing'])
    }
    expect(await read(before.id)).toEqual(before)
  })
})

test('IDM-6: a repeat with its key is answered from the record and does not undo a later update', async () => {
  const { id } = (await charge()).body
  const headers = { 'idempotency-key': randomUUID() }
  const first = () => server.call('PUT', `/v1/charges/${id}`, { body: { description: 'First' }, headers })
  const { text } = await first()
  await update(id, { description: 'Second' })
  const repeat = await first()
  expect([repeat.text, repeat.headers.get('idempotent-replayed')]).toEqual([text, 'true'])
  expect((await read(id)).description).toBe('Second')
})
