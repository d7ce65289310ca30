import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabases } from '../../../test/support/index.ts'
import { TEST_CARDS } from '../test-cards.ts'
import { createTestSandbox, following, sale, verification } from './test-support.ts'
import type { TestDatabases } from '../../../test/support/index.ts'
import type { TestSandbox } from './test-support.ts'

let databases: TestDatabases
let sandbox: TestSandbox

beforeAll(async () => void (databases = await createTestDatabases()))
afterAll(() => databases.close())
beforeEach(() => void (sandbox = createTestSandbox(databases.acquirer)))
afterEach(async () => {
  await sandbox.connector.close()
  expect(sandbox.failures).toEqual([])
})

/** Numbers by row of contract 19.1; test names tell the row, never the number. */
const DECLINED_05 = ['4005571702222222', '4264281511117771', '5424180273333333', '375987654000004']
const ODD = [
  ...DECLINED_05,
  ...['4005578003333335', '4000000090000011', '4000000090000029', '4000000090000102', '4000000090000110'],
  ...['4000000090000037', '4000000090000045', '4000000090000052'],
]
const APPROVED = TEST_CARDS.filter(card => !ODD.includes(card.number) && card.tokenError === undefined)

describe('SBX-5 19.1: approved', () => {
  test.each(APPROVED.map((card, index) => [index + 1, card] as const))(
    'SBX-5 approved card %i: charges and storing are approved',
    async (_index, { number, brand }) => {
      const charged = await sandbox.connector.authorize(sale({ card: { number, brand } }))
      expect(charged).toMatchObject({ kind: 'approved', networkCode: '00' })
      const stored = await sandbox.connector.verify(verification({ number, brand }))
      expect(stored).toMatchObject({ kind: 'approved', networkCode: '85' })
    },
  )

  test('SBX-5: numbers of the range are approved', async () => {
    for (const number of ['4000000000000002', '4000000012345674'])
      expect(await sandbox.connector.authorize(sale({ card: { number } }))).toMatchObject({ kind: 'approved' })
  })
})

describe('SBX-5 19.1: declined', () => {
  test.each<[string, string, string]>([
    ...DECLINED_05.map((number): [string, string, string] => ['05', 'do_not_honor', number]),
    ['41', 'lost_card', '4000000090000037'],
    ['43', 'stolen_card', '4000000090000045'],
    ['04', 'pickup_card', '4000000090000052'],
  ])('SBX-5 declined %s, %s: charges and storing', async (networkCode, declineCode, number) => {
    const declined = { kind: 'declined', networkCode, declineCode }
    expect(await sandbox.connector.authorize(sale({ card: { number } }))).toMatchObject(declined)
    expect(await sandbox.connector.verify(verification({ number }))).toMatchObject(declined)
  })

  test('SBX-5 partial approval: half is approved, and can be reversed', async () => {
    const request = sale({ amountMinor: 1_001, card: { number: '4005578003333335' } })
    expect(await sandbox.connector.authorize(request)).toMatchObject({
      kind: 'declined',
      networkCode: '10',
      declineCode: 'partial_approval',
      partiallyApprovedMinor: 500,
    })
    expect(await sandbox.connector.reverse(following(request))).toMatchObject({ kind: 'approved' })
    expect(await sandbox.control.transactions(request.merchantId)).toMatchObject([
      { kind: 'sale', amountMinor: 500, responseCode: '10', reversed: true },
      { kind: 'reversal', amountMinor: 500, responseCode: '00', reversed: false },
    ])
    const stored = await sandbox.connector.verify(verification({ number: '4005578003333335' }))
    expect(stored).toMatchObject({ kind: 'declined', declineCode: 'partial_approval' })
  })
})

describe('SBX-5 19.1: cards that depend', () => {
  test('SBX-5: storing succeeds, every charge declined 51', async () => {
    const number = '4000000090000011'
    expect(await sandbox.connector.verify(verification({ number }))).toMatchObject({ kind: 'approved' })
    expect(await sandbox.connector.authorize(sale({ card: { number } }))).toMatchObject({ networkCode: '51' })
  })

  test('SBX-5: storing declined 05, charges approved', async () => {
    const number = '4000000090000029'
    expect(await sandbox.connector.verify(verification({ number }))).toMatchObject({ networkCode: '05' })
    expect(await sandbox.connector.authorize(sale({ card: { number } }))).toMatchObject({ kind: 'approved' })
  })

  test('SBX-5: first charge of a token declined 91, its second approved', async () => {
    const first = sale({ card: { number: '4000000090000102' } })
    const declined = { kind: 'declined', networkCode: '91' }
    expect(await sandbox.connector.authorize(first)).toMatchObject(declined)
    expect(await sandbox.connector.authorize(first)).toMatchObject(declined)
    const second = { ...first, reference: `${first.reference}2` }
    expect(await sandbox.connector.authorize(second)).toMatchObject({ kind: 'approved' })
    const otherToken = { ...first, reference: `${first.reference}3`, instrumentReference: 'another token' }
    expect(await sandbox.connector.authorize(otherToken)).toMatchObject(declined)
  })

  test('SBX-5: charges of the merchant declined 1A, all else approved', async () => {
    const card = { number: '4000000090000110' }
    const stored = { sequence: 'SUBSEQUENT', isScheduled: false } as const
    const by = (initiator: 'MERCHANT' | 'CARDHOLDER') => sale({ card, storedCredentials: { ...stored, initiator } })
    expect(await sandbox.connector.authorize(by('MERCHANT'))).toMatchObject({
      networkCode: '1A',
      declineCode: 'authentication_required',
      adviceCode: 'authenticate',
    })
    expect(await sandbox.connector.authorize(by('CARDHOLDER'))).toMatchObject({ kind: 'approved' })
    expect(await sandbox.connector.authorize(sale({ card }))).toMatchObject({ kind: 'approved' })
    expect(await sandbox.connector.verify(verification(card))).toMatchObject({ kind: 'approved' })
  })
})

describe('SBX-5 19.2: expiries that show later', () => {
  test('SBX-5 expiry 06/2098: charges approved, every refund refused 57', async () => {
    const request = sale({ card: { expiryMonth: 6, expiryYear: 2098 } })
    expect(await sandbox.connector.authorize(request)).toMatchObject({ kind: 'approved' })
    const refused = { kind: 'declined', networkCode: '57', declineCode: 'transaction_not_allowed' }
    expect(await sandbox.connector.refund(following(request, 100))).toMatchObject(refused)
    expect(await sandbox.connector.void(following(request))).toMatchObject(refused)
    expect(await sandbox.connector.refund(following(request, 90_000_000))).toMatchObject(refused)
  })

  test('SBX-5 expiry 07/2098: a void is done, its answer lost, an inquiry unanswered, a repeat answered', async () => {
    const request = sale({ capture: false, card: { expiryMonth: 7, expiryYear: 2098 } })
    expect(await sandbox.connector.authorize(request)).toMatchObject({ kind: 'approved' })
    const voiding = following(request)
    const unknown = { kind: 'unknown', reason: 'timeout' }
    expect(await sandbox.run(sandbox.connector.void(voiding))).toEqual(unknown)
    expect(await sandbox.run(sandbox.connector.inquire(voiding))).toEqual(unknown)
    const books = await sandbox.control.transactions(request.merchantId)
    expect(books).toMatchObject([{ reversed: true }, { kind: 'void', responseCode: '00' }])
    expect(await sandbox.connector.void(voiding)).toMatchObject({ kind: 'approved' })
    expect(await sandbox.control.transactions(request.merchantId)).toHaveLength(2)
  })

  test('SBX-5 expiry 07/2098: captures and refunds run as ever', async () => {
    const request = sale({ capture: false, card: { expiryMonth: 7, expiryYear: 2098 } })
    await sandbox.connector.authorize(request)
    expect(await sandbox.connector.capture(following(request))).toMatchObject({ kind: 'approved' })
    expect(await sandbox.connector.refund(following(request, 1))).toMatchObject({ kind: 'approved' })
  })

  test('SBX-5 expiry 08/2098: storing has no answer and leaves nothing in the books', async () => {
    const request = verification({ expiryMonth: 8, expiryYear: 2098 })
    const unknown = { kind: 'unknown', reason: 'timeout' }
    expect(await sandbox.run(sandbox.connector.verify(request))).toEqual(unknown)
    expect(await sandbox.run(sandbox.connector.verify(request))).toEqual(unknown)
    expect(await sandbox.control.transactions(request.merchantId)).toEqual([])
  })
})

test('SBX-3: check letters come with approvals and declines', async () => {
  const card = { verificationCode: '904', addressLine1: '1 Main St', addressZip: '00003' }
  const checks = { cvc: 'unavailable', addressLine1: 'fail', addressZip: 'pass' }
  expect(await sandbox.connector.authorize(sale({ card }))).toMatchObject({ kind: 'approved', checks })
  const declined = await sandbox.connector.authorize(sale({ amountMinor: 90_000_051, card }))
  expect(declined).toMatchObject({ kind: 'declined', checks })
  expect(await sandbox.connector.verify(verification(card))).toMatchObject({ kind: 'approved', checks })
})

test('TOK-28: any value of an external token is approved', async () => {
  const { card: _card, ...rest } = sale()
  const card = { externalTokenType: 'TransArmor', externalToken: 'any value', expiryMonth: 12, expiryYear: 2030 }
  expect(await sandbox.connector.authorize({ ...rest, card })).toMatchObject({ kind: 'approved' })
  expect(sandbox.connector.capabilities.externalTokenTypes).toEqual(['TransArmor'])
})
