import { expect, test } from 'vitest'
import { CATALOGUE } from './error-catalogue.ts'
import type { CatalogueRow, ErrorCode } from './error-catalogue.ts'
import { ApiError, errorBody, REASON_PHRASES } from './errors.ts'

const rows = Object.entries(CATALOGUE) as [ErrorCode, CatalogueRow][]

test('ERR-2: no status outside the closed list is sent', () => {
  for (const [code, { status }] of rows) expect([code, REASON_PHRASES[status]]).toEqual([code, expect.any(String)])
  expect(Object.keys(REASON_PHRASES)).not.toContain('422')
})

test('ERR-3: the type that the official client knows goes with each status', () => {
  for (const [code, { status, type }] of rows) {
    if (status === 401 || status === 403) expect([code, type]).toEqual([code, 'authentication_error'])
    else if (status === 429) expect([code, type]).toEqual([code, 'rate_limit_error'])
    else expect(['card_error', 'invalid_request_error', 'api_error', 'idempotency_error']).toContain(type)
  }
})

test('ERR-12: only processing_error has two rows', () => {
  const fault = new ApiError('processing_error')
  const refusal = new ApiError('processing_error', { isReturnAboveOrder: true })
  const other = new ApiError('invalid_request', { isReturnAboveOrder: true })
  expect([fault.status, fault.row.type]).toEqual([500, 'api_error'])
  expect([refusal.status, refusal.row.type]).toEqual([400, 'invalid_request_error'])
  expect(refusal.message).not.toBe(fault.message)
  expect(other.row).toBe(CATALOGUE.invalid_request)
})

test('2.1: the body has every member that is known and no other', () => {
  const error = new ApiError('card_declined', {
    param: 'source',
    message: 'The card has insufficient funds.',
    charge: 'M9S346Q3D25VT',
    declineCode: 'insufficient_funds',
    networkCode: '51',
    adviceCode: 'retry_later',
    cause: new Error('inside'),
  })
  expect(JSON.parse(JSON.stringify(errorBody(error, 'req_1', 'https://checkout.example')))).toEqual({
    message: '402 Payment Required',
    error: {
      type: 'card_error',
      code: 'card_declined',
      message: 'The card has insufficient funds.',
      param: 'source',
      charge: 'M9S346Q3D25VT',
      decline_code: 'insufficient_funds',
      network_code: '51',
      advice_code: 'retry_later',
      doc_url: 'https://checkout.example/errors/card_declined',
      request_id: 'req_1',
    },
  })
})
