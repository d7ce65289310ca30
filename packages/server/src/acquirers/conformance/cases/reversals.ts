/** Undoing, on our own behalf, what is not wanted or not known. */
import assert from 'node:assert/strict'
import { expectApproved, expectDeclined, expectStanding } from '../expectations.ts'
import type { ConformanceCase } from '../case.ts'

/** More than any schedule repeats before an operator is called. */
const MOST_REPEATS = 20

export const REVERSALS: readonly ConformanceCase[] = [
  {
    id: 'reversal-accepted',
    promise: 'CHG-25: a reversal undoes the charge that it names, and no other',
    capabilities: ['reversal'],
    async run(bench) {
      const charge = bench.charge()
      const other = bench.charge({ merchantId: charge.merchantId, amountMinor: charge.amountMinor + 1 })
      await bench.authorize(charge)
      await bench.authorize(other)
      expectApproved(await bench.reverse(bench.undoing(charge)), 'The reversal')
      await expectStanding(bench, charge.merchantId, [`sale ${other.amountMinor}`])
    },
  },
  {
    id: 'reversal-of-authorization',
    promise: 'CHG-30: a reversal releases an authorization, which then cannot be captured',
    capabilities: ['reversal', 'capture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      await bench.authorize(charge)
      expectApproved(await bench.reverse(bench.undoing(charge)), 'The reversal')
      expectDeclined(await bench.capture(bench.following(charge)), 'The capture of what was reversed')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'reversal-then-copy',
    promise: 'CHG-25: a copy of a charge that arrives after its reversal is refused',
    capabilities: ['reversal'],
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      await bench.reverse(bench.undoing(charge))
      expectDeclined(await bench.authorize(charge), 'The copy')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'reversal-unseen',
    promise: 'CHG-25: a reversal of a message never seen is confirmed, and a late copy of it is refused',
    capabilities: ['reversal'],
    async run(bench) {
      const charge = bench.charge()
      expectApproved(await bench.reverse(bench.undoing(charge)), 'The reversal')
      expectDeclined(await bench.authorize(charge), 'The copy that arrives late')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'reversal-repeated',
    promise: 'CHG-25: a reversal is confirmed however often it comes, under its reference or another',
    capabilities: ['reversal'],
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      const first = bench.undoing(charge)
      for (const reversal of [first, first, bench.undoing(charge)]) {
        expectApproved(await bench.reverse(reversal), 'The reversal')
      }
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'reversal-timed-out',
    promise: 'CHG-25, CHG-29: a reversal without an answer is unknown, and repeated until confirmed undoes the charge',
    capabilities: ['reversal'],
    provocations: ['reversalSilent'],
    async run(bench) {
      const charge = bench.chargeBy(bench.trigger('reversalSilent'))
      await bench.authorize(charge)
      const kinds: string[] = []
      while (kinds.at(-1) !== 'approved' && kinds.length < MOST_REPEATS) {
        kinds.push((await bench.reverse(bench.undoing(charge))).kind)
      }
      const silent = kinds.slice(0, -1)
      assert.ok(silent.length > 0, 'The first reversal was not answered, so it must not be told as confirmed.')
      assert.deepEqual([...new Set(silent), kinds.at(-1)], ['unknown', 'approved'], 'What the reversals were told as.')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
]
