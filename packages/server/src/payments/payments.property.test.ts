import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../test/support/server.ts'
import type { Answer, TestServer } from '../../test/support/server.ts'
import { reconcile } from './ledger/reconcile.ts'

const DAY_MS = 86_400_000

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '1000', TREFOIL_INQUIRY_BUDGET_MS: '100' },
  })
  // To noon by the merchant's clock, so that no midnight settles anything in the middle.
  const { merchantId, managementToken: bearer } = server.facts
  const clock = await server.call('GET', `/trefoil/v1/sandbox/clock?merchantId=${merchantId}`, { bearer })
  const advance_ms = DAY_MS - (clock.body.now % DAY_MS) + DAY_MS / 2
  await server.call('POST', '/trefoil/v1/sandbox/clock', { body: { merchantId, advance_ms }, bearer })
})
afterAll(() => server.close())

// ---- the model

interface Charge {
  readonly id: string
  readonly amount: number
  readonly tip: number
  state: string
  captured: number
  refunded: number
}

interface Refund {
  readonly id: string
  readonly charge: Charge
  readonly amount: number
  readonly type: string
  canceled: boolean
}

interface Model {
  readonly charges: Charge[]
  readonly refunds: Refund[]
}

/** Answers that bring no success, by the state of the charge. */
const NOT_CAPTURABLE: Readonly<Record<string, string>> = {
  captured: 'charge_already_captured',
  partially_captured: 'charge_already_captured',
  partially_refunded: 'charge_already_captured',
  refunded: 'charge_already_captured',
  voided: 'charge_not_capturable',
  declined: 'charge_not_capturable',
  failed: 'charge_not_capturable',
}
const NOT_REFUNDABLE: Readonly<Record<string, string>> = {
  declined: 'charge_not_refundable',
  failed: 'charge_not_refundable',
  refunded: 'charge_already_refunded',
  voided: 'charge_already_refunded',
}

function restingState({ amount, tip, captured, refunded }: Charge): string {
  if (refunded >= captured + tip) return 'refunded'
  if (refunded > 0) return 'partially_refunded'
  return captured < amount ? 'partially_captured' : 'captured'
}

// ---- the operations

type Operation =
  | { readonly op: 'charge'; readonly amount: number; readonly tip: number; readonly capture: boolean }
  | { readonly op: 'decline' }
  | { readonly op: 'unknown' }
  | { readonly op: 'capture' | 'refund'; readonly of: number; readonly part: number | undefined }
  | { readonly op: 'cancel'; readonly of: number }

const OPERATIONS: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('charge' as const),
      amount: fc.integer({ min: 1, max: 9_000 }),
      tip: fc.constantFrom(0, 0, 70),
      capture: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ op: 'decline' as const }) },
  { weight: 1, arbitrary: fc.constant({ op: 'unknown' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constantFrom('capture' as const, 'refund' as const, 'refund' as const),
      of: fc.nat(),
      part: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('cancel' as const), of: fc.nat() }) },
)

const pick = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % (items.length || 1)]

const post = (path: string, body: object): Promise<Answer> => server.call('POST', path, { body })

async function run(operation: Operation, model: Model): Promise<void> {
  switch (operation.op) {
    case 'charge': {
      const { amount, tip, capture } = operation
      const { body } = await post('/v1/charges', {
        amount,
        tip_amount: tip,
        capture,
        currency: 'usd',
        source: await server.token(),
      })
      const state = capture ? 'captured' : 'authorized'
      model.charges.push({ id: body.id, amount, tip, state, captured: capture ? amount : 0, refunded: 0 })
      return
    }
    case 'decline':
    case 'unknown': {
      const amount = operation.op === 'decline' ? 90_000_005 : 91_000_005
      const answer = await post('/v1/charges', { amount, currency: 'usd', source: await server.token() })
      expect(answer.status).toBe(operation.op === 'decline' ? 402 : 504)
      if (operation.op === 'unknown') await server.running.payments!.resolver.runDue()
      const state = operation.op === 'decline' ? 'declined' : 'failed'
      model.charges.push({ id: answer.body.error.charge, amount, tip: 0, state, captured: 0, refunded: 0 })
      return
    }
    case 'capture': {
      const charge = pick(model.charges, operation.of)
      if (charge) await capture(charge, operation.part && Math.ceil((charge.amount * operation.part) / 100))
      return
    }
    case 'refund': {
      const charge = pick(model.charges, operation.of)
      const whole = charge && (charge.state === 'authorized' ? charge.amount : charge.captured) + charge.tip
      if (charge)
        await refund(model, charge, (operation.part && Math.ceil((whole! * operation.part) / 100)) || undefined)
      return
    }
    case 'cancel': {
      const found = pick(model.refunds, operation.of)
      if (found) await cancel(found)
    }
  }
}

async function capture(charge: Charge, amount: number | undefined): Promise<void> {
  const answer = await post(`/v1/charges/${charge.id}/capture`, { amount })
  if (amount !== undefined && amount > charge.amount) return expectCode(answer, 'invalid_charge_amount')
  if (charge.state !== 'authorized') return expectCode(answer, NOT_CAPTURABLE[charge.state]!)
  expect(answer.status).toBe(200)
  charge.captured = amount ?? charge.amount
  charge.state = restingState(charge)
}

async function refund(model: Model, charge: Charge, amount: number | undefined): Promise<void> {
  const answer = await post('/v1/refunds', { charge: charge.id, amount })
  const refusal = NOT_REFUNDABLE[charge.state]
  if (refusal) return expectCode(answer, refusal)
  const isAuthorized = charge.state === 'authorized'
  const whole = (isAuthorized ? charge.amount : charge.captured) + charge.tip
  const left = whole - charge.refunded
  if (amount !== undefined && amount > left) return expectCode(answer, 'invalid_charge_amount')
  if (isAuthorized && amount !== undefined && amount < left) return expectCode(answer, 'partial_refund_not_allowed')
  const given = amount ?? left
  const type = given === whole ? 'VOID' : 'REFUND'
  expect(answer.body).toMatchObject({ status: 'succeeded', amount: given, metadata: { refundType: type } })
  charge.refunded += given
  charge.state = isAuthorized ? 'voided' : restingState(charge)
  model.refunds.push({ id: answer.body.id, charge, amount: given, type, canceled: false })
}

async function cancel(refunded: Refund): Promise<void> {
  const answer = await post(`/v1/refunds/${refunded.id}/cancel`, {})
  if (refunded.type === 'VOID' || refunded.canceled) return expectCode(answer, 'refund_not_cancelable')
  expect(answer.body).toMatchObject({ object: 'void_on_refund', amount: refunded.amount })
  refunded.canceled = true
  refunded.charge.refunded -= refunded.amount
  refunded.charge.state = restingState(refunded.charge)
}

function expectCode(answer: Answer, code: string): void {
  expect(answer.body.error?.code).toBe(code)
}

// ---- what must agree

async function compare({ charges }: Model): Promise<void> {
  for (const charge of charges) {
    const { body } = await server.call('GET', `/v1/charges/${charge.id}`)
    const { state, amount_captured, amount_refunded } = body
    const { captured, refunded } = charge
    expect({ state, amount_captured, amount_refunded }).toEqual({
      state: charge.state,
      amount_captured: captured,
      amount_refunded: refunded,
    })
  }
  const result = await reconcile({ database: server.databases.services, books: server.books })
  expect(result).toMatchObject({ sumMinor: 0, undecided: 0, differences: [] })
}

test('CHG-22 CHG-23 REF-2 SBX-9: whatever is done in whatever order, states, balances, ledger and books agree after each step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(OPERATIONS, { minLength: 4, maxLength: 14 }), async operations => {
      const model: Model = { charges: [], refunds: [] }
      for (const operation of operations) {
        await run(operation, model)
        await compare(model)
      }
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 12), endOnFailure: true },
  )
}, 180_000)
