import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChargeStore } from '../../src/payments/charges/charge-store.ts'
import { startTestServer } from '../support/server.ts'
import type { TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '100' },
  })
})

afterAll(() => server.close())

test('F1, CHG-25: a charge whose outcome is unknown is not decided by a second one at work on it who heard of an approval', async () => {
  const { facts, databases } = server
  const body = { amount: 91_000_002, currency: 'usd', source: await server.token() }
  const { status, body: answer } = await server.call('POST', '/v1/charges', { body })
  expect(status).toBe(504)
  const charges = new ChargeStore(databases.services)
  const charge = await charges.find(facts.merchantId, answer.error.charge as string)
  const approved = { ...charge, state: 'captured', amountCaptured: charge.amount, pendingSince: null } as const
  expect(await charges.decide({ charge: approved, attemptState: 'approved', ttlDays: 7 })).toBeUndefined()

  expect(await charges.find(facts.merchantId, charge.id)).toEqual(charge)
  const { rows } = await databases.owner.query('select state from payments.attempt where id = $1', [charge.id])
  // Still to be reversed.
  expect(rows).toEqual([{ state: 'unknown' }])
})
