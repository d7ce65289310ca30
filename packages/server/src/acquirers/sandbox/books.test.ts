import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabases } from '../../../test/support/index.ts'
import { approves } from '../response-codes.ts'
import { createTestSandbox, following, sale, verification } from './test-support.ts'
import type { TestDatabases } from '../../../test/support/index.ts'
import type { Outcome } from '../connector.ts'
import type { TestSandbox } from './test-support.ts'

let databases: TestDatabases
let sandbox: TestSandbox

beforeAll(async () => void (databases = await createTestDatabases()))
afterAll(() => databases.close())
beforeEach(() => void (sandbox = createTestSandbox(databases.acquirer)))
afterEach(() => sandbox.connector.close())

test('SBX-9: fifty copies of one message at once are one transaction with one answer', async () => {
  const request = sale()
  const answers = await Promise.all(Array.from({ length: 50 }, () => sandbox.connector.authorize(request)))
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ kind: 'approved' })
  expect(await sandbox.control.transactions(request.merchantId)).toHaveLength(1)
})

test('SBX-9: a message sent again gets its first answer, checks included, though it is sent without the value', async () => {
  const request = sale({ card: { verificationCode: '901', addressZip: '00002' } })
  const first = await sandbox.connector.authorize(request)
  const { verificationCode: _value, ...card } = request.card
  expect(await sandbox.connector.authorize({ ...request, card })).toEqual(first)
  expect(await sandbox.connector.inquire(request)).toEqual(first)
})

test('SBX-9: many different messages at once each get an answer of their own, also of several merchants', async () => {
  const merchantIds = ['MERCHANT00001', 'MERCHANT00002']
  const requests = Array.from({ length: 300 }, (_, index) =>
    sale({ merchantId: merchantIds[index % 2]!, amountMinor: index % 3 === 0 ? 90_000_051 : 1_000 + index }),
  )
  const answers = await Promise.all(requests.map(request => sandbox.connector.authorize(request)))
  answers.forEach((answer, index) => expect(answer.kind).toBe(index % 3 === 0 ? 'declined' : 'approved'))
  for (const merchantId of merchantIds) {
    const books = new Map((await sandbox.control.transactions(merchantId)).map(entry => [entry.reference, entry]))
    expect(books.size).toBe(150)
    for (const request of requests.filter(one => one.merchantId === merchantId))
      expect(books.get(request.reference)?.amountMinor).toBe(request.amountMinor)
  }
})

test('SBX-9: of two captures at once one is approved', async () => {
  const original = sale({ capture: false })
  await sandbox.connector.authorize(original)
  const answers = await Promise.all([1, 2, 3].map(() => sandbox.connector.capture(following(original, 500))))
  expect(codes(answers)).toEqual(['00', '94', '94'])
})

test('SBX-9: refunds at once never exceed what was taken', async () => {
  const original = sale({ amountMinor: 1_000 })
  await sandbox.connector.authorize(original)
  const answers = await Promise.all([1, 2, 3, 4].map(() => sandbox.connector.refund(following(original, 400))))
  expect(codes(answers)).toEqual(['00', '00', '13', '13'])
})

test('SBX-9: a capture at the same time as a reversal never outlives it', async () => {
  for (let round = 0; round < 10; round++) {
    const original = sale({ capture: false })
    await sandbox.connector.authorize(original)
    await Promise.all([sandbox.connector.capture(following(original)), sandbox.connector.reverse(following(original))])
    const books = await sandbox.control.transactions(original.merchantId)
    const standing = books.filter(entry => entry.kind !== 'reversal' && !entry.reversed && approves(entry.responseCode))
    expect(standing).toEqual([])
  }
})

test('SBX-9: an authorization at the same time as its reversal never outlives it', async () => {
  for (let round = 0; round < 10; round++) {
    const original = sale()
    await Promise.all([sandbox.connector.reverse(following(original)), sandbox.connector.authorize(original)])
    const entry = (await sandbox.control.transactions(original.merchantId)).find(
      one => one.reference === original.reference,
    )
    expect(entry?.reversed).toBe(true)
    expect(await sandbox.connector.inquire(original)).toEqual({ kind: 'reversed' })
  }
})

test('SBX-9: a repeated capture, refund, void or reversal is one transaction with one answer', async () => {
  const original = sale({ capture: false })
  await sandbox.connector.authorize(original)
  const capture = following(original)
  const refund = following(original, 100)
  const undoRefund = { ...following(original), originalReference: refund.reference }
  const voiding = following(original)
  const reversal = following(original)
  const { connector } = sandbox
  const steps = [
    () => connector.capture(capture),
    () => connector.refund(refund),
    () => connector.void(undoRefund),
    () => connector.void(voiding),
    () => connector.reverse(reversal),
  ]
  for (const step of steps) {
    const first = await step()
    expect(first).toMatchObject({ kind: 'approved', networkCode: '00' })
    expect(await step()).toEqual(first)
  }
  expect(await sandbox.control.transactions(original.merchantId)).toMatchObject([
    { kind: 'authorization', amountMinor: 1_100, reversed: true },
    { kind: 'capture', amountMinor: 1_100, reversed: true },
    { kind: 'refund', amountMinor: 100, reversed: true },
    { kind: 'void', amountMinor: 100, reversed: false },
    { kind: 'void', amountMinor: 1_100, reversed: false },
    { kind: 'reversal', amountMinor: 1_100, reversed: false },
  ])
})

test('SBX-9: a refund of the whole after a capture of less is bound by the capture', async () => {
  const original = sale({ capture: false, amountMinor: 1_000 })
  await sandbox.connector.authorize(original)
  expect(await sandbox.connector.capture(following(original, 400))).toMatchObject({ kind: 'approved' })
  expect(await sandbox.connector.refund(following(original, 401))).toMatchObject({ networkCode: '13' })
  expect(await sandbox.connector.refund(following(original, 400))).toMatchObject({ networkCode: '00' })
})

test('SBX-9: what the acquirer never saw cannot be captured, refunded or voided', async () => {
  const original = sale()
  const { connector } = sandbox
  for (const answer of [
    await connector.capture(following(original)),
    await connector.refund(following(original)),
    await connector.void(following(original)),
  ])
    expect(answer).toMatchObject({ kind: 'declined', networkCode: '12' })
})

test('SBX-9: books of one merchant are closed to another', async () => {
  const original = sale()
  await sandbox.connector.authorize(original)
  const foreign = { ...following(original), merchantId: 'ANOTHERMERCHA' }
  expect(await sandbox.connector.refund(foreign)).toMatchObject({ networkCode: '12' })
  expect(await sandbox.connector.inquire({ ...original, merchantId: 'ANOTHERMERCHA' })).toEqual({ kind: 'not_found' })
  await sandbox.connector.reverse(foreign)
  expect(await sandbox.control.transactions(original.merchantId)).toMatchObject([{ reversed: false }])
})

test('SBX-7: what moved money settles once, and cannot be voided then', async () => {
  const authorized = sale({ capture: false })
  const sold = sale({ merchantId: authorized.merchantId })
  await sandbox.connector.authorize(authorized)
  await sandbox.connector.authorize(sold)
  await sandbox.connector.authorize(sale({ merchantId: authorized.merchantId, amountMinor: 90_000_051 }))
  const undone = sale({ merchantId: authorized.merchantId })
  await sandbox.connector.authorize(undone)
  await sandbox.connector.void(following(undone))
  expect(await sandbox.control.settle(authorized.merchantId)).toBe(1)
  expect(await sandbox.control.settle(authorized.merchantId)).toBe(0)
  expect(await sandbox.connector.void(following(sold))).toMatchObject({ networkCode: '12' })
  expect(await sandbox.connector.void(following(authorized))).toMatchObject({ networkCode: '00' })
  expect(await sandbox.connector.refund(following(sold))).toMatchObject({ networkCode: '00' })
})

test('19.7 reset: a merchant is forgotten, others are not', async () => {
  const gone = sale({ amountMinor: 91_000_002, card: { expiryMonth: 7, expiryYear: 2098 } })
  const kept = sale()
  await sandbox.run(sandbox.connector.authorize(gone))
  await sandbox.connector.authorize(kept)
  await sandbox.control.clear(gone.merchantId)
  expect(await sandbox.control.transactions(gone.merchantId)).toEqual([])
  expect(await sandbox.control.transactions(kept.merchantId)).toHaveLength(1)
  const { rows } = await databases.acquirer.query('select 1 from acquirer.scenario where merchant_id = $1', [
    gone.merchantId,
  ])
  expect(rows).toEqual([])
})

test('GEN-19: the books hold no card number and no verification value', async () => {
  const card = { number: '4761530001111126', verificationCode: '836', addressZip: '94085', addressLine1: '1 Main St' }
  const { merchantId } = sale()
  const requests = [sale({ merchantId, card }), sale({ merchantId, card, amountMinor: 91_000_002 })]
  for (const request of requests) await sandbox.run(sandbox.connector.authorize(request))
  await sandbox.connector.verify({ ...verification(card), merchantId })
  await sandbox.run(sandbox.connector.refund(following(requests[0]!, 91_000_002)))
  let columns = 0
  for (const table of ['transaction', 'scenario', 'first_charge']) {
    const { rows } = await databases.acquirer.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from acquirer.${table} t where merchant_id = $1`,
      [merchantId],
    )
    for (const [column, value] of rows.flatMap(({ row }) => Object.entries(row))) {
      columns++
      expect(String(value), column).not.toContain(card.number)
      expect(String(value), column).not.toContain(card.number.slice(0, 12))
      // Numbers that are made up may hold any three digits.
      if (column !== 'id' && column !== 'created_at') expect(String(value), column).not.toContain(card.verificationCode)
    }
  }
  expect(columns).toBeGreaterThan(60)
})

test('CHG-24: an acquirer whose database fails leaves the outcome unknown, without an exception', async () => {
  const broken = createTestSandbox({
    query: () => Promise.reject(new Error('gone')),
    transaction: () => Promise.reject(new Error('gone')),
  } as never)
  const unknown = { kind: 'unknown', reason: 'cut_off' }
  const request = sale()
  expect(await broken.connector.authorize(request)).toEqual(unknown)
  expect(await broken.connector.refund(following(request))).toEqual(unknown)
  expect(await broken.connector.reverse(following(request))).toEqual(unknown)
  expect(await broken.connector.inquire(request)).toEqual(unknown)
  expect(broken.failures).toHaveLength(4)
  await broken.connector.close()
})

test('SBX-5 91000006: closing drops the answers that were to come later', async () => {
  const request = sale({ amountMinor: 91_000_006 })
  await sandbox.run(sandbox.connector.authorize(request))
  expect(sandbox.schedule.pending).toBe(1)
  await sandbox.connector.close()
  expect(sandbox.schedule.pending).toBe(0)
})

function codes(answers: readonly Outcome[]): string[] {
  return answers.map(answer => ('networkCode' in answer ? answer.networkCode : answer.kind)).sort()
}
