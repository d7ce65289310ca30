/** Two messages at once about one charge: whichever comes first, the books are right afterwards. */
import assert from 'node:assert/strict'
import { expectApproved, expectStanding } from '../expectations.ts'
import type { ConformanceCase } from '../case.ts'

function expectOneApproved(outcomes: readonly { readonly kind: string }[]): void {
  assert.deepEqual(outcomes.map(outcome => outcome.kind).sort(), ['approved', 'declined'])
}

export const RACES: readonly ConformanceCase[] = [
  {
    id: 'captures-at-once',
    promise: 'CHG-18: of two captures at once exactly one is approved',
    capabilities: ['capture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      await bench.authorize(charge)
      const { connector } = bench.stand
      const two = [bench.following(charge), bench.following(charge)]
      expectOneApproved(await bench.atOnce(...two.map(capture => () => connector.capture(capture))))
      const { merchantId, amountMinor } = charge
      await expectStanding(bench, merchantId, [`authorization ${amountMinor}`, `capture ${amountMinor}`])
    },
  },
  {
    id: 'refunds-at-once',
    promise: 'REF-5: of two refunds at once that are too much together exactly one is approved',
    capabilities: ['refund'],
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      const { connector } = bench.stand
      const part = charge.amountMinor - 1
      const two = [bench.following(charge, part), bench.following(charge, part)]
      expectOneApproved(await bench.atOnce(...two.map(refund => () => connector.refund(refund))))
      await expectStanding(bench, charge.merchantId, [`refund ${part}`, `sale ${charge.amountMinor}`])
    },
  },
  {
    id: 'void-meets-refund',
    promise: 'REF-5: of a void and a refund at once exactly one is approved',
    capabilities: ['void', 'refund'],
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      const { connector } = bench.stand
      const undoing = bench.undoing(charge)
      const refund = bench.following(charge)
      expectOneApproved(
        await bench.atOnce(
          () => connector.void(undoing),
          () => connector.refund(refund),
        ),
      )
    },
  },
  {
    id: 'reversal-meets-charge',
    promise: 'CHG-25: when a charge and its reversal arrive at once, nothing stands afterwards',
    capabilities: ['reversal'],
    async run(bench) {
      const charge = bench.charge()
      const undoing = bench.undoing(charge)
      const { connector } = bench.stand
      const [, reversal] = await bench.atOnce(
        () => connector.authorize(charge),
        () => connector.reverse(undoing),
      )
      expectApproved(reversal!, 'The reversal')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'reversal-meets-capture',
    promise: 'CHG-30: when a capture and the reversal of its authorization arrive at once, nothing stands afterwards',
    capabilities: ['reversal', 'capture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      await bench.authorize(charge)
      const capture = bench.following(charge)
      const undoing = bench.undoing(charge)
      const { connector } = bench.stand
      const [, reversal] = await bench.atOnce(
        () => connector.capture(capture),
        () => connector.reverse(undoing),
      )
      expectApproved(reversal!, 'The reversal')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
]
