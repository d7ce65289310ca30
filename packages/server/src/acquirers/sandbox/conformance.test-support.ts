/** What the conformance suite must be told of the sandbox connector (contract section 19). */
import assert from 'node:assert/strict'
import { REAL_TIME } from '../conformance/harness.ts'
import { approves } from '../response-codes.ts'
import { SandboxConnector } from './connector.ts'
import { AcquirerControl } from './control.ts'
import { createAcquirer, createSandbox } from './sandbox.ts'
import { cardWith, ManualSchedule, TIMEOUT_MS } from './test-support.ts'
import { PARTIAL_APPROVAL } from './transaction.ts'
import type { Database } from '../../database/index.ts'
import type { Harness, Stand } from '../conformance/harness.ts'
import type { Connector } from '../connector.ts'
import type { BookEntry } from './control.ts'
import type { AcquirerHost } from './wire.ts'

/** What is put between the suite and the connector, and between the connector and the acquirer; nothing by default. */
export interface Between {
  readonly connector?: (connector: Connector) => Connector
  readonly host?: (host: AcquirerHost) => AcquirerHost
  /** How long the connector waits in place of the timeout that it was given. */
  readonly acquirerTimeoutMs?: number
}

function stands({ responseCode, reversed }: BookEntry): boolean {
  return !reversed && (approves(responseCode) || responseCode === PARTIAL_APPROVAL)
}

function openStand(database: Database, between: Between): Stand {
  const schedule = new ManualSchedule()
  const failures: unknown[] = []
  const acquirer = createAcquirer({
    database,
    acquirerTimeoutMs: TIMEOUT_MS,
    schedule,
    onFailure: error => failures.push(error),
  })
  const connector = new SandboxConnector({
    host: between.host?.(acquirer) ?? acquirer,
    schedule,
    acquirerTimeoutMs: between.acquirerTimeoutMs ?? TIMEOUT_MS,
  })
  const control = new AcquirerControl(database)
  const pass = async (durationMs: number) => {
    await acquirer.whenIdle()
    schedule.advance(durationMs)
  }
  return {
    connector: between.connector?.(connector) ?? connector,
    time: { until: () => pass(TIMEOUT_MS), pass, pendingTimers: () => schedule.pending },
    acquirer: {
      async transactions(merchantId) {
        return (await control.transactions(merchantId)).map(entry => ({ ...entry, stands: stands(entry) }))
      },
      settle: merchantId => control.settle(merchantId),
    },
    async close() {
      await connector.close()
      assert.deepEqual(failures, [])
    },
  }
}

const amount = (amountMinor: number) => ({ amountMinor })
const expiry = (expiryMonth: number) => ({ card: { expiryMonth, expiryYear: 2098 } })

/** @param database the acquirer's own, asked for when a test runs */
export function sandboxHarness(database: () => Database, between: Between = {}): Harness {
  return {
    open: () => openStand(database(), between),
    acquirerTimeoutMs: TIMEOUT_MS,
    patienceMs: 20_000,
    card: cardWith({ verificationCode: '739' }),
    amountMinor: 1_100,
    largeAmountMinor: 99_999_999,
    currency: 'usd',
    provocations: {
      decline: { ...amount(90_000_051), networkCode: '51' },
      partialApproval: { card: { number: '4005578003333335' } },
      code85: amount(90_000_085),
      verificationDecline: { card: { number: '4000000090000029' }, networkCode: '05' },
      refundRefused: { ...expiry(6), networkCode: '57' },
      unreachable: amount(91_000_001),
      requestLost: amount(91_000_005),
      answerLost: amount(91_000_003),
      declineLost: { ...amount(91_000_004), networkCode: '05' },
      inquirySilent: amount(91_000_002),
      reversalSilent: amount(91_000_013),
      voidSilent: expiry(7),
      verificationSilent: expiry(8),
      late: { ...amount(91_000_006), afterTimeoutMs: TIMEOUT_MS },
      slow: amount(91_000_012),
      twice: amount(91_000_007),
      declineAfterApproval: amount(91_000_008),
      foreignAnswer: amount(91_000_011),
      unreadable: amount(91_000_009),
      cutOff: amount(91_000_010),
    },
    cardsByBrand: {
      VISA: '4242424242424242',
      MC: '5555555555554444',
      AMEX: '378282246310005',
      DISCOVER: '6011000050617475',
      DINERS_CLUB: '30569309025904',
      JCB: '3566002020360505',
      UNIONPAY: '6200000000000005',
    },
  }
}

/** The same on real timers. */
export function realTimeHarness(database: () => Database): Harness {
  const acquirerTimeoutMs = 2 * TIMEOUT_MS
  return {
    ...sandboxHarness(database),
    acquirerTimeoutMs,
    open() {
      const { connector, whenIdle } = createSandbox({ database: database(), acquirerTimeoutMs })
      return { connector, time: REAL_TIME, close: whenIdle }
    },
  }
}
