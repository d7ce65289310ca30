/** F1: kill -9 of a real server at named points and at any moment. `npm run faults` does the same many more times. */
import { describe, expect, inject, test } from 'vitest'
import { killAtPoint, killRun } from './kill-run.ts'
import type { Verdict } from './kill-run.ts'
import { Lane } from './lane.ts'
import { POINTS } from './points.ts'
import type { Fate, Step } from './points.ts'
import type { Operation } from './shop.ts'

type Cut = readonly [Operation, Step, Fate]

/** Ends what hangs; on a quiet machine each takes half a minute. */
const TIMEOUT = { timeout: 300_000 }

describe.concurrent('kill -9, a new server on the same database, clients that repeat their requests', TIMEOUT, () => {
  test('F1, IDM-11, IDM-14, CHG-25, SBX-9: a charge is made once or reversed, wherever its server died', () =>
    expectAllKept([
      ['charge', 'prepare', 'orphaned'],
      ['charge', 'send', 'late'],
      ['charge', 'answered', 'never'],
      ['authorize', 'result', 'never'],
    ]))

  test('F1, IDM-11, IDM-14, CHG-28, SBX-9: a capture that was begun is made once', () =>
    expectAllKept([
      ['capture', 'send', 'never'],
      ['capture', 'answered', 'orphaned'],
      ['capture', 'kept', 'never'],
    ]))

  test('F1, IDM-11, IDM-14, SBX-9: a refund, a void and a cancel that were begun are made once', () =>
    expectAllKept([
      ['refund', 'send', 'orphaned'],
      ['void', 'result', 'never'],
      ['cancel', 'sent', 'late'],
    ]))

  test('F1, IDM-11, IDM-14, SBX-9: any moment under mixed load', async ({ expect }) => {
    const lane = await Lane.open(inject('databaseServerUrl'))
    try {
      expect(await killRun(lane, 1)).toMatchObject({ complaints: [] })
    } finally {
      await lane.close()
    }
  })
})

async function expectAllKept(cuts: readonly Cut[]): Promise<void> {
  const lane = await Lane.open(inject('databaseServerUrl'))
  try {
    const verdicts: Verdict[] = []
    for (const [index, [operation, step, fate]] of cuts.entries()) {
      const point = POINTS.find(one => one.operation === operation && one.step === step)!
      verdicts.push(await killAtPoint(lane, { seed: index, point, fate }))
    }
    expect(verdicts.flatMap(({ name, complaints }) => complaints.map(complaint => `${name}: ${complaint}`))).toEqual([])
  } finally {
    await lane.close()
  }
}
