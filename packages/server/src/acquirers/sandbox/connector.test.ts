import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { SandboxConnector } from './connector.ts'
import { frameOf } from './wire.ts'
import { ManualSchedule, sale, TIMEOUT_MS } from './test-support.ts'
import type { LateAnswer } from '../connector.ts'
import type { AcquirerHost, Decision, Line } from './wire.ts'

/** An acquirer that says exactly what the test puts on the line. */
class ScriptedHost implements AcquirerHost {
  isReachable = true
  line: Line | undefined
  frames: string[] = []

  receive(frame: string, line: Line): boolean {
    if (!this.isReachable) return false
    this.frames.push(frame)
    this.line = line
    return true
  }

  async close(): Promise<void> {}
}

const REQUEST = sale({ reference: 'ATTEMPT0000001' })
const APPROVAL: Decision = {
  reference: REQUEST.reference,
  code: '00',
  text: 'APPROVAL',
  refNum: '632600500490',
  authCode: 'OK4447',
}
const REFUSAL: Decision = { ...APPROVAL, code: '05', text: 'DECLINE 05', authCode: undefined }

let host: ScriptedHost
let schedule: ManualSchedule
let connector: SandboxConnector
let late: LateAnswer[]

beforeEach(() => {
  host = new ScriptedHost()
  schedule = new ManualSchedule()
  connector = new SandboxConnector({ host, acquirerTimeoutMs: TIMEOUT_MS, schedule })
  late = []
  connector.onLateAnswer(answer => late.push(answer))
})

test('CHG-24: an approval is an outcome with code, numbers and checks', async () => {
  const call = connector.authorize(REQUEST)
  host.line!.onBytes(frameOf({ ...APPROVAL, verification: 'M', zip: 'A' }))
  expect(await call).toEqual({
    kind: 'approved',
    networkCode: '00',
    authCode: 'OK4447',
    refNum: '632600500490',
    text: 'APPROVAL',
    checks: { cvc: 'pass', addressLine1: null, addressZip: 'fail' },
  })
})

test('CHG-35: a decline carries decline code, advice and a message for people', async () => {
  const call = connector.authorize(REQUEST)
  host.line!.onBytes(frameOf(REFUSAL))
  expect(await call).toMatchObject({
    kind: 'declined',
    networkCode: '05',
    declineCode: 'do_not_honor',
    adviceCode: 'use_other_card',
    message: 'The card was declined.',
    refNum: '632600500490',
    checks: { cvc: null, addressLine1: null, addressZip: null },
  })
})

test('CHG-24: an answer that trickles in byte by byte is read', async () => {
  const call = connector.authorize(REQUEST)
  for (const byte of frameOf(APPROVAL)) host.line!.onBytes(byte)
  expect(await call).toMatchObject({ kind: 'approved' })
})

test('CHG-24: the first answer counts, in one chunk with others or not', async () => {
  const call = connector.authorize(REQUEST)
  host.line!.onBytes(frameOf(APPROVAL) + frameOf(REFUSAL))
  host.line!.onBytes(frameOf(REFUSAL))
  host.line!.onEnd()
  expect(await call).toMatchObject({ kind: 'approved' })
})

test('CHG-24: the answer of another request is passed over', async () => {
  const call = connector.authorize(REQUEST)
  host.line!.onBytes(frameOf({ ...REFUSAL, reference: 'ATTEMPT0000002' }) + frameOf(APPROVAL))
  expect(await call).toMatchObject({ kind: 'approved' })
})

test('CHG-24: no answer within the timeout is unknown, and not before', async () => {
  let isDone = false
  const call = connector.authorize(REQUEST).finally(() => (isDone = true))
  schedule.advance(TIMEOUT_MS - 1)
  await Promise.resolve()
  expect(isDone).toBe(false)
  schedule.advance(1)
  expect(await call).toEqual({ kind: 'unknown', reason: 'timeout' })
})

test('CHG-24: an inquiry waits as long as it is given', async () => {
  const call = connector.inquire({ merchantId: REQUEST.merchantId, reference: REQUEST.reference, timeoutMs: 10 })
  schedule.advance(10)
  expect(await call).toEqual({ kind: 'unknown', reason: 'timeout' })
})

describe('CHG-24: an answer that cannot be read is unknown at once', () => {
  test.each([
    ['no JSON', '\u0000\u0001\n'],
    ['no object', '"00"\n'],
    ['null', 'null\n'],
    ['no reference', JSON.stringify({ ...APPROVAL, reference: undefined }) + '\n'],
    ['no code', JSON.stringify({ ...APPROVAL, code: undefined }) + '\n'],
    ['a code that is none', JSON.stringify({ ...APPROVAL, code: '0' }) + '\n'],
    ['an approval without its code', JSON.stringify({ ...APPROVAL, authCode: undefined }) + '\n'],
    ['a reference number that is no text', JSON.stringify({ ...APPROVAL, refNum: 7 }) + '\n'],
    ['a part that is no amount', JSON.stringify({ ...REFUSAL, code: '10', partialMinor: 1.5 }) + '\n'],
    ['letters that are words', JSON.stringify({ ...APPROVAL, zip: 'YES' }) + '\n'],
    ['a status that nobody asked for', JSON.stringify({ reference: REQUEST.reference, status: 'not_found' }) + '\n'],
  ])('CHG-24: %s', async (_what, bytes) => {
    const call = connector.authorize(REQUEST)
    host.line!.onBytes(bytes)
    expect(await call).toEqual({ kind: 'unknown', reason: 'unreadable' })
  })

  test('CHG-24: whatever bytes arrive, the outcome is never an approval or an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), async chunks => {
        const call = connector.authorize(REQUEST)
        for (const chunk of chunks) host.line!.onBytes(chunk)
        host.line!.onEnd()
        expect(await call).toMatchObject({ kind: 'unknown' })
      }),
    )
  })
})

test('CHG-24: a connection that closes in mid-answer is unknown at once', async () => {
  const frame = frameOf(APPROVAL)
  for (const length of [0, 1, frame.length - 1]) {
    const call = connector.authorize(REQUEST)
    host.line!.onBytes(frame.slice(0, length))
    host.line!.onEnd()
    expect(await call).toEqual({ kind: 'unknown', reason: 'cut_off' })
  }
  expect(schedule.pending).toBe(0)
})

test('CHG-25: an approval that comes too late is told to the listener, once', async () => {
  const call = connector.authorize(REQUEST)
  schedule.advance(TIMEOUT_MS)
  expect(await call).toEqual({ kind: 'unknown', reason: 'timeout' })
  host.line!.onBytes(frameOf(APPROVAL) + frameOf(APPROVAL))
  host.line!.onBytes(frameOf(APPROVAL))
  const { merchantId, reference } = REQUEST
  expect(late).toEqual([{ merchantId, reference, outcome: expect.objectContaining({ kind: 'approved' }) as unknown }])
})

test('CHG-25: late bytes that are no answer are told to nobody', async () => {
  const call = connector.authorize(REQUEST)
  schedule.advance(TIMEOUT_MS)
  await call
  host.line!.onBytes('?\n' + frameOf(APPROVAL))
  expect(late).toEqual([])
})

test('CHG-27: an acquirer that cannot be reached is not_sent, and leaves no timer', async () => {
  host.isReachable = false
  expect(await connector.authorize(REQUEST)).toEqual({ kind: 'not_sent' })
  expect(schedule.pending).toBe(0)
})

test('CHG-24: an answer cancels the timer', async () => {
  const call = connector.authorize(REQUEST)
  expect(schedule.pending).toBe(1)
  host.line!.onBytes(frameOf(APPROVAL))
  await call
  expect(schedule.pending).toBe(0)
})

test.each(['not_found', 'reversed'] as const)('CHG-24: an inquiry answers %s', async status => {
  const call = connector.inquire({ merchantId: REQUEST.merchantId, reference: REQUEST.reference })
  host.line!.onBytes(frameOf({ reference: REQUEST.reference, status }))
  expect(await call).toEqual({ kind: status })
})

test('CHG-36: code 85 approves a verification and nothing else', async () => {
  const { card, merchantId, reference, currency, instrumentReference } = REQUEST
  const verified = connector.verify({ card, merchantId, reference, currency, instrumentReference })
  host.line!.onBytes(frameOf({ ...APPROVAL, code: '85', isVerification: true }))
  expect(await verified).toMatchObject({ kind: 'approved', networkCode: '85' })
  const charged = connector.authorize(REQUEST)
  host.line!.onBytes(frameOf({ ...APPROVAL, code: '85' }))
  expect(await charged).toMatchObject({ kind: 'declined', declineCode: 'generic_decline' })
})

test('CHG-24: closing gives up what is under way as unknown, and sends nothing more', async () => {
  const call = connector.authorize(REQUEST)
  await connector.close()
  expect(await call).toEqual({ kind: 'unknown', reason: 'cut_off' })
  expect(schedule.pending).toBe(0)
  expect(await connector.authorize(REQUEST)).toEqual({ kind: 'not_sent' })
  expect(host.frames).toHaveLength(1)
})
