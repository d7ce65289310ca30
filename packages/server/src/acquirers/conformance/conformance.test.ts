import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabases } from '../../../test/support/index.ts'
import { realTimeHarness, sandboxHarness } from '../sandbox/conformance.test-support.ts'
import { CASES } from './cases/index.ts'
import { withDefect } from './defects/defect.ts'
import { DEFECTS } from './defects/index.ts'
import { runCase } from './run.ts'
import type { TestDatabases } from '../../../test/support/index.ts'
import type { Connector } from '../connector.ts'
import type { Defect } from './defects/defect.ts'
import type { Harness } from './harness.ts'

let databases: TestDatabases

beforeAll(async () => void (databases = await createTestDatabases()))
afterAll(() => databases.close())

interface Report {
  readonly failed: readonly string[]
  /** Ids of what was skipped, with the reason. */
  readonly skipped: Readonly<Record<string, string>>
}

/** Runs the whole suite, all cases together since each has a connector and merchants of its own. */
async function report(harness: Harness, cases = CASES): Promise<Report> {
  const results = await Promise.allSettled(cases.map(one => runCase(one, harness)))
  const withIds = cases.map(({ id }, index) => [id, results[index]!] as const)
  return {
    failed: withIds.flatMap(([id, result]) => (result.status === 'rejected' ? [id] : [])).sort(),
    skipped: Object.fromEntries(
      withIds.flatMap(([id, result]) => (result.status === 'fulfilled' && result.value ? [[id, result.value]] : [])),
    ),
  }
}

const database = () => databases.acquirer

test('CHG-24: a good connector keeps every promise of the suite, and none is skipped', async () => {
  expect(await report(sandboxHarness(database))).toEqual({ failed: [], skipped: {} })
})

/** The rules that a defect breaks, as the first case that tells of it cites them. */
function rulesOf({ fails }: Defect): string {
  return CASES.find(one => one.id === fails[0])!.promise.split(':')[0]!
}

const NAMED_DEFECTS = DEFECTS.map(defect => [rulesOf(defect), defect.wrong, defect] as const)

describe('a connector with one defect fails the cases that promise otherwise, and no other', () => {
  test.each(NAMED_DEFECTS)('%s: one that %s', async (_rules, _wrong, defect) => {
    const harness = sandboxHarness(database, { ...defect, connector: good => withDefect(good, defect) })
    const { failed } = await report(harness)
    expect(failed).toEqual([...defect.fails].sort())
  })
})

test('CHG-24: every case of the suite has a name of its own and tells of at least one defect', () => {
  const ids = CASES.map(one => one.id)
  expect(new Set(ids).size).toBe(CASES.length)
  expect(new Set(CASES.map(one => one.promise)).size).toBe(CASES.length)
  const telling = new Set(DEFECTS.flatMap(defect => defect.fails))
  expect(ids.filter(id => !telling.has(id))).toEqual([])
})

/** A connector that sends charges and reversals only, and says so. */
function withChargesOnly(good: Connector): Connector {
  const notSent = () => Promise.resolve({ kind: 'not_sent' } as const)
  const none = { capture: false, partialCapture: false, void: false, refund: false, inquire: false }
  const capabilities = { ...good.capabilities, ...none, verification: false, level2: false, level3: false }
  const connector = {
    capabilities,
    verify: notSent,
    capture: notSent,
    void: notSent,
    refund: notSent,
    inquire: notSent,
  }
  return withDefect(good, { wrong: 'nothing', fails: [], connector: () => connector })
}

test('CHG-24: what a connector declares not to do is skipped and says why; the rest is promised all the same', async () => {
  const { failed, skipped } = await report(sandboxHarness(database, { connector: withChargesOnly }))
  expect(failed).toEqual([])
  expect(skipped).toMatchObject({
    'void-unsettled': 'the connector declares no void',
    'capture-part': 'the connector declares no partialCapture',
    'inquiry-found': 'the connector declares no inquire',
    'repeat-verification': 'the connector declares no verification',
  })
  for (const id of ['approve', 'repeat-sale', 'late-approval', 'reversal-unseen', 'never-throws', 'close-under-way'])
    expect(skipped).not.toHaveProperty(id)
})

test('CHG-24: what an acquirer cannot be made to do, and what cannot be looked at, is skipped and says why', async () => {
  const harness = sandboxHarness(database)
  const { failed, skipped } = await report({
    ...harness,
    provocations: { ...harness.provocations, late: { cannot: 'its answers are never late' } },
    async open() {
      const { acquirer: _books, time, ...stand } = await harness.open()
      return { ...stand, time: { until: time.until, pass: time.pass } }
    },
  })
  expect(failed).toEqual([])
  const late = 'late cannot be provoked: its answers are never late'
  const noSettlement = 'a settlement cannot be brought about'
  expect(skipped).toEqual({
    'late-approval': late,
    'late-approval-reversed': late,
    'close-leaves-no-timer': late,
    'close-then-silence': late,
    'void-settled': noSettlement,
    'void-of-settled-refund': noSettlement,
  })
})

test('CHG-24: the suite needs no clock that can be moved', async () => {
  const ids = ['approve', 'verification-silent', 'close-under-way']
  const { failed, skipped } = await report(
    realTimeHarness(database),
    CASES.filter(one => ids.includes(one.id)),
  )
  expect({ failed, skipped }).toEqual({ failed: [], skipped: {} })
})
