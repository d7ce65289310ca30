/** The sandbox's control over the API (contract 19.7). */
import { Type } from 'typebox'
import type { ManagementCall } from '../http/call.ts'
import { ApiError } from '../http/errors.ts'
import { integer, string } from '../http/fields.ts'
import { operation } from '../http/operation.ts'
import type { Operation } from '../http/operation.ts'
import type { ClockReading } from './clock-store.ts'
import type { SandboxControl } from './sandbox-control.ts'

export interface SandboxOperationsOptions {
  readonly control: SandboxControl
  readonly merchantExists: (merchantId: string) => Promise<boolean>
}

const Clock = Type.Object({ merchantId: Type.String(), now: Type.Integer(), offset_ms: Type.Integer() })
const Transactions = Type.Object({
  object: Type.Literal('list'),
  url: Type.String(),
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String(),
      amount: Type.Integer(),
      response_code: Type.String(),
      reversed: Type.Boolean(),
      settled: Type.Boolean(),
      reference: Type.String(),
    }),
  ),
  has_more: Type.Boolean(),
})

/** A hundred years: more is a mistake, and would leave the range of times. */
const LONGEST_ADVANCE_MS = 100 * 365 * 86_400_000
const MERCHANT_ID = string({ description: 'The merchant whose sandbox it is.' })
const caller = 'management' as const
const tag = 'Sandbox'
const ROOT = '/trefoil/v1/sandbox'

export function sandboxOperations({ control, merchantExists }: SandboxOperationsOptions): Operation[] {
  /** @throws ApiError `resource_missing`, for another administrator's merchant too */
  async function inScope({ management }: ManagementCall, merchantId: string): Promise<string> {
    const isAllowed = management.role === 'operator' || management.merchantId === merchantId
    if (!isAllowed || !(await merchantExists(merchantId))) {
      throw new ApiError('resource_missing', { param: 'merchantId' })
    }
    return merchantId
  }

  return [
    operation({
      method: 'GET',
      url: `${ROOT}/clock`,
      caller,
      tag,
      summary: "Read a merchant's clock",
      query: Type.Object({ merchantId: MERCHANT_ID }),
      response: Clock,
      async handle(call, { query }) {
        const merchantId = await inScope(call, query.merchantId)
        return presentClock(merchantId, await control.readClock(merchantId))
      },
    }),
    operation({
      method: 'POST',
      url: `${ROOT}/clock`,
      caller,
      tag,
      summary: "Advance a merchant's clock, and do what falls due on the way",
      body: Type.Object({
        merchantId: MERCHANT_ID,
        advance_ms: integer({ minimum: 1, maximum: LONGEST_ADVANCE_MS, description: 'Milliseconds.' }),
      }),
      response: Clock,
      async handle(call, { body }) {
        const merchantId = await inScope(call, body.merchantId)
        return presentClock(merchantId, await control.advanceClock(merchantId, body.advance_ms))
      },
    }),
    operation({
      method: 'POST',
      url: `${ROOT}/settle`,
      caller,
      tag,
      summary: 'Settle what a merchant has open',
      body: Type.Object({ merchantId: MERCHANT_ID }),
      response: Type.Object({ settled: Type.Integer() }),
      handle: async (call, { body }) => ({ settled: await control.settle(await inScope(call, body.merchantId)) }),
    }),
    operation({
      method: 'POST',
      url: `${ROOT}/reset`,
      caller,
      tag,
      summary: 'Remove what a merchant has made; keys and settings stay',
      body: Type.Object({ merchantId: MERCHANT_ID }),
      response: Type.Object({}),
      async handle(call, { body }) {
        await control.reset(await inScope(call, body.merchantId))
        return {}
      },
    }),
    operation({
      method: 'GET',
      url: `${ROOT}/acquirer/transactions`,
      caller,
      tag,
      summary: "Read the acquirer's own books",
      query: Type.Object({ merchantId: MERCHANT_ID }),
      response: Transactions,
      async handle(call, { query }) {
        const transactions = await control.transactions(await inScope(call, query.merchantId))
        const data = transactions.map(({ id, kind, amountMinor, responseCode, reversed, settled, reference }) => {
          return { id, kind, amount: amountMinor, response_code: responseCode, reversed, settled, reference }
        })
        return { object: 'list', url: `${ROOT}/acquirer/transactions`, data, has_more: false }
      },
    }),
  ]
}

function presentClock(merchantId: string, { nowMs, offsetMs }: ClockReading) {
  return { merchantId, now: nowMs, offset_ms: offsetMs }
}
