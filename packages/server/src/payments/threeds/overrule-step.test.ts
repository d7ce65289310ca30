import { expect, test } from 'vitest'
import type { Database } from '../../database/index.ts'
import { createPayments } from '../index.ts'
import type { PaymentsOptions } from '../index.ts'

const urlsOf = (livemode: boolean) => {
  // Nothing is asked of them before the first request.
  const options = { livemode, database: {} as Database, graceMs: 1 } as Partial<PaymentsOptions>
  return createPayments(options as PaymentsOptions).operations.map(({ url }) => url)
}

test('19.7: in live mode nobody can say how a step ends', () => {
  const url = '/trefoil/v1/sandbox/threeds/:transactionId'
  expect(urlsOf(false)).toContain(url)
  expect(urlsOf(true)).not.toContain(url)
  expect(urlsOf(true)).toContain('/v1/charges/finalize_payment')
})
