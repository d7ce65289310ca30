import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabases } from '../../../test/support/index.ts'
import { codeOfAmount, faultOfAmount } from './amounts.ts'
import { createTestSandbox, following, sale, TIMEOUT_MS } from './test-support.ts'
import type { TestDatabases } from '../../../test/support/index.ts'
import type { AuthorizeRequest, InquiryOutcome, Outcome } from '../connector.ts'
import type { TestSandbox } from './test-support.ts'

let databases: TestDatabases
let sandbox: TestSandbox

beforeAll(async () => void (databases = await createTestDatabases()))
afterAll(() => databases.close())
beforeEach(() => void (sandbox = createTestSandbox(databases.acquirer)))
afterEach(async () => {
  await sandbox.connector.close()
  expect(sandbox.schedule.pending).toBe(0)
  expect(sandbox.failures).toEqual([])
})

const TIMED_OUT = { kind: 'unknown', reason: 'timeout' }
const APPROVED = { kind: 'approved', networkCode: '00' }
const DECLINED = { kind: 'declined', networkCode: '05' }

/** A message with a test amount, in each of the three forms that contract 19.3 names, and what undoes or repeats it. */
interface Case {
  readonly merchantId: string
  readonly reference: string
  send(): Promise<Outcome>
}

async function chargeCase(amountMinor: number): Promise<Case> {
  const request = sale({ amountMinor })
  return { ...request, send: () => sandbox.connector.authorize(request) }
}

async function originalFor(capture: boolean): Promise<AuthorizeRequest> {
  const original = sale({ amountMinor: 99_999_999, capture })
  expect(await sandbox.connector.authorize(original)).toMatchObject(APPROVED)
  return original
}

async function captureCase(amountMinor: number): Promise<Case> {
  const request = following(await originalFor(false), amountMinor, 0)
  return { ...request, send: () => sandbox.connector.capture(request) }
}

async function refundCase(amountMinor: number): Promise<Case> {
  const request = following(await originalFor(true), amountMinor, 0)
  return { ...request, send: () => sandbox.connector.refund(request) }
}

const FORMS = [
  ['charge', chargeCase],
  ['capture', captureCase],
  ['refund', refundCase],
] as const

function inquire({ merchantId, reference }: Case): Promise<InquiryOutcome> {
  return sandbox.run(sandbox.connector.inquire({ merchantId, reference }))
}

async function booked({ merchantId, reference }: Case) {
  return (await sandbox.control.transactions(merchantId)).filter(entry => entry.reference === reference)
}

/** Reverses under a reference of its own, as the resolver of a charge does. */
function reverse({ merchantId, reference }: Case, number = 1): Promise<Outcome> {
  const reversal = { merchantId, reference: `${reference}-reversal-${number}`, originalReference: reference }
  return sandbox.run(sandbox.connector.reverse(reversal))
}

test('SBX-5 19.3: 90000000 + n asks for code n, the named ones for theirs, all others for none', () => {
  for (let n = 0; n < 100; n++) expect(codeOfAmount(90_000_000 + n)).toBe(String(n).padStart(2, '0'))
  const named = [101, 102, 103, 104, 105, 199].map(n => codeOfAmount(90_000_000 + n))
  expect(named).toEqual(['N7', '1A', 'R0', 'R1', 'R3', 'ZZ'])
  for (const amount of [1, 89_999_999, 90_000_100, 90_000_106, 90_000_198, 90_000_200, 91_000_001, 92_000_001])
    expect(codeOfAmount(amount)).toBeUndefined()
  for (const amount of [0, 1, 90_000_001, 91_000_000, 91_000_016, 92_000_001])
    expect(faultOfAmount(amount)).toBeUndefined()
})

describe.each(FORMS)('SBX-5 19.3: response codes by amount, %s', (_form, makeCase) => {
  test.each([
    [90_000_000, 'approved', '00', undefined],
    [90_000_008, 'approved', '08', undefined],
    [90_000_011, 'approved', '11', undefined],
    [90_000_051, 'declined', '51', 'insufficient_funds'],
    [90_000_085, 'declined', '85', 'generic_decline'],
    [90_000_010, 'declined', '10', 'partial_approval'],
    [90_000_101, 'declined', 'N7', 'incorrect_cvc'],
    [90_000_102, 'declined', '1A', 'authentication_required'],
    [90_000_103, 'declined', 'R0', 'stop_payment'],
    [90_000_104, 'declined', 'R1', 'authorization_revoked'],
    [90_000_105, 'declined', 'R3', 'authorization_revoked'],
    [90_000_199, 'declined', 'ZZ', 'generic_decline'],
  ])('SBX-5 amount %i: %s, %s', async (amountMinor, kind, networkCode, declineCode) => {
    const message = await makeCase(amountMinor)
    expect(await message.send()).toMatchObject({ kind, networkCode, ...(declineCode && { declineCode }) })
    expect(await booked(message)).toMatchObject([{ responseCode: networkCode }])
  })
})

describe.each(FORMS)('SBX-5 19.3: faults by amount, %s', (form, makeCase) => {
  test('SBX-5 91000001: unreachable, nothing is booked', async () => {
    const message = await makeCase(91_000_001)
    expect(await message.send()).toEqual({ kind: 'not_sent' })
    expect(await message.send()).toEqual({ kind: 'not_sent' })
    expect(await booked(message)).toEqual([])
    expect(await inquire(message)).toEqual({ kind: 'not_found' })
  })

  test('SBX-5 91000002: done, answer lost, inquiry unanswered, repeat answered', async () => {
    const message = await makeCase(91_000_002)
    expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
    expect(await booked(message)).toMatchObject([{ responseCode: '00', reversed: false }])
    for (let asked = 0; asked < 3; asked++) expect(await inquire(message)).toEqual(TIMED_OUT)
    expect(await message.send()).toMatchObject(APPROVED)
    expect(await booked(message)).toHaveLength(1)
  })

  test('SBX-5 91000003: done, answer lost, inquiry finds it', async () => {
    const message = await makeCase(91_000_003)
    expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
    expect(await inquire(message)).toMatchObject(APPROVED)
  })

  test('SBX-5 91000004: declined 05, answer lost, inquiry finds it', async () => {
    const message = await makeCase(91_000_004)
    expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
    expect(await inquire(message)).toMatchObject(DECLINED)
  })

  test('SBX-5 91000005: request lost, inquiry does not find it, a repeat arrives', async () => {
    const message = await makeCase(91_000_005)
    expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
    expect(await booked(message)).toEqual([])
    expect(await inquire(message)).toEqual({ kind: 'not_found' })
    expect(await message.send()).toMatchObject(APPROVED)
    expect(await inquire(message)).toMatchObject(APPROVED)
  })

  test('SBX-5 91000006: answer after twice the timeout, inquiry unanswered', async () => {
    const message = await makeCase(91_000_006)
    expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
    sandbox.schedule.advance(TIMEOUT_MS - 1)
    expect(sandbox.lateAnswers).toEqual([])
    sandbox.schedule.advance(1)
    const { merchantId, reference } = message
    expect(sandbox.lateAnswers).toMatchObject([{ merchantId, reference, outcome: APPROVED }])
    expect(await inquire(message)).toEqual(TIMED_OUT)
    expect(await message.send()).toMatchObject(APPROVED)
    expect(await booked(message)).toHaveLength(1)
  })

  test.each([
    [91_000_007, 'same approval twice'],
    [91_000_008, 'approval, then a decline for the same request'],
    [91_000_011, 'answer of another request first, then the right one'],
  ])('SBX-5 %i: %s', async amountMinor => {
    const message = await makeCase(amountMinor)
    expect(await message.send()).toMatchObject(APPROVED)
    expect(await booked(message)).toMatchObject([{ responseCode: '00' }])
    expect(await inquire(message)).toMatchObject(APPROVED)
  })

  test.each([
    [91_000_009, 'unreadable'],
    [91_000_010, 'cut_off'],
  ])('SBX-5 %i: %s answer, unknown at once, inquiry unanswered', async (amountMinor, reason) => {
    const message = await makeCase(amountMinor)
    expect(await message.send()).toEqual({ kind: 'unknown', reason })
    expect(await inquire(message)).toEqual(TIMED_OUT)
    expect(await message.send()).toMatchObject(APPROVED)
    expect(await booked(message)).toHaveLength(1)
  })

  test('SBX-5 91000012: approval after 80 % of the timeout', async () => {
    const message = await makeCase(91_000_012)
    let isAnswered = false
    const call = message.send().finally(() => (isAnswered = true))
    await sandbox.whenIdle()
    sandbox.schedule.advance(0.8 * TIMEOUT_MS - 1)
    await sandbox.control.transactions(message.merchantId)
    expect(isAnswered).toBe(false)
    sandbox.schedule.advance(1)
    expect(await call).toMatchObject(APPROVED)
  })

  test('SBX-5 91000013: and the next two messages unanswered', async () => {
    const message = await makeCase(91_000_013)
    expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
    const next = (number: number) => (form === 'charge' ? reverse(message, number) : sandbox.run(message.send()))
    expect(await next(1)).toEqual(TIMED_OUT)
    expect(await inquire(message)).toEqual(TIMED_OUT)
    expect(await next(2)).toEqual(TIMED_OUT)
    expect(await next(3)).toMatchObject(APPROVED)
    expect(await booked(message)).toMatchObject([{ reversed: form === 'charge' }])
  })

  test('SBX-5 91000014: nothing is ever answered', async () => {
    const message = await makeCase(91_000_014)
    for (let sent = 0; sent < 4; sent++) {
      expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
      expect(await reverse(message, sent)).toEqual(TIMED_OUT)
      expect(await inquire(message)).toEqual(TIMED_OUT)
    }
    expect(await booked(message)).toMatchObject([{ responseCode: '00', reversed: false }])
  })

  test('SBX-5 91000015: declined 05, answer lost, only a later inquiry finds it', async () => {
    const message = await makeCase(91_000_015)
    expect(await sandbox.run(message.send())).toEqual(TIMED_OUT)
    expect(await inquire(message)).toEqual(TIMED_OUT)
    expect(await inquire(message)).toMatchObject(DECLINED)
    expect(await booked(message)).toMatchObject([{ responseCode: '05' }])
  })
})

describe('SBX-5 19.3: unknown charges are reversed', () => {
  test.each([91_000_002, 91_000_005, 91_000_006, 91_000_009, 91_000_010])(
    'SBX-5 %i: the reversal is confirmed, and nothing stands in the books',
    async amountMinor => {
      const message = await chargeCase(amountMinor)
      await sandbox.run(message.send())
      expect(await reverse(message)).toMatchObject(APPROVED)
      expect(await booked(message)).toMatchObject([{ reversed: true }])
      // Whatever of it is still on its way is refused.
      expect(await sandbox.run(message.send())).toMatchObject({ kind: 'declined', networkCode: '94' })
      expect(await booked(message)).toHaveLength(1)
    },
  )

  test('CHG-25: a decline that was found stays a decline, also after a reversal', async () => {
    const message = await chargeCase(91_000_015)
    await sandbox.run(message.send())
    await inquire(message)
    expect(await reverse(message)).toMatchObject(APPROVED)
    expect(await inquire(message)).toMatchObject(DECLINED)
  })
})

test('SBX-3: an amount 91 decides before number and expiry', async () => {
  const card = { number: '4000000090000037', expiryMonth: 1, expiryYear: 2098 }
  expect(await sandbox.connector.authorize(sale({ amountMinor: 91_000_001, card }))).toEqual({ kind: 'not_sent' })
  const request = sale({ amountMinor: 91_000_004, card })
  expect(await sandbox.run(sandbox.connector.authorize(request))).toEqual(TIMED_OUT)
  expect(await sandbox.connector.inquire(request)).toMatchObject(DECLINED)
})

test('SBX-4: the amount is read without its tip', async () => {
  const tipped = sale({ amountMinor: 91_000_101, tipMinor: 100 })
  expect(await sandbox.connector.authorize(tipped)).toEqual({ kind: 'not_sent' })
  const ordinary = sale({ amountMinor: 91_000_001, tipMinor: 1 })
  expect(await sandbox.connector.authorize(ordinary)).toMatchObject(APPROVED)
})

test('SBX-4: a void stands for the whole of what it undoes', async () => {
  const original = sale({ amountMinor: 99_999_999, capture: false })
  await sandbox.connector.authorize(original)
  await sandbox.connector.capture(following(original, 91_000_007, 0))
  const voiding = following(original)
  expect(await sandbox.connector.void(voiding)).toMatchObject(APPROVED)

  const lost = sale({ amountMinor: 99_999_999, capture: false })
  await sandbox.connector.authorize(lost)
  const capture = following(lost, 91_000_013, 0)
  await sandbox.run(sandbox.connector.capture(capture))
  const voidLost = following(lost)
  for (let sent = 0; sent < 3; sent++) expect(await sandbox.run(sandbox.connector.void(voidLost))).toEqual(TIMED_OUT)
  expect(await sandbox.connector.void(voidLost)).toMatchObject(APPROVED)
})
