import assert from 'node:assert/strict'
import { expectApproved, expectDeclined, expectStanding } from '../expectations.ts'
import type { ConformanceCase } from '../case.ts'
import type { Bench, Charge } from '../bench.ts'
import type { Trigger } from '../harness.ts'

async function taken(bench: Bench, trigger: Trigger = {}): Promise<Charge> {
  const charge = bench.chargeBy(trigger)
  expectApproved(await bench.authorize(charge), 'The charge')
  return charge
}

export const REFUNDS: readonly ConformanceCase[] = [
  {
    id: 'refund-part',
    promise: 'REF-2: a refund gives back the part that it names',
    capabilities: ['refund'],
    async run(bench) {
      const charge = await taken(bench)
      expectApproved(await bench.refund(bench.following(charge, 1)), 'The refund')
      await expectStanding(bench, charge.merchantId, ['refund 1', `sale ${charge.amountMinor}`])
    },
  },
  {
    id: 'refund-two',
    promise: 'REF-5: two refunds up to the whole are approved, and one more is refused',
    capabilities: ['refund'],
    async run(bench) {
      const charge = await taken(bench)
      const { merchantId, amountMinor } = charge
      expectApproved(await bench.refund(bench.following(charge, 1)), 'The first refund')
      expectApproved(await bench.refund(bench.following(charge, amountMinor - 1)), 'The refund of the rest')
      expectDeclined(await bench.refund(bench.following(charge, 1)), 'A refund when nothing is left')
      await expectStanding(bench, merchantId, ['refund 1', `refund ${amountMinor - 1}`, `sale ${amountMinor}`])
    },
  },
  {
    id: 'refund-above',
    promise: 'REF-5: a refund above what was taken is refused and gives back nothing',
    capabilities: ['refund'],
    async run(bench) {
      const charge = await taken(bench)
      expectDeclined(await bench.refund(bench.following(charge, charge.amountMinor + 1)), 'The refund of too much')
      await expectStanding(bench, charge.merchantId, [`sale ${charge.amountMinor}`])
    },
  },
  {
    id: 'refund-above-capture',
    promise: 'REF-2: a refund above the captured part is refused, whatever was authorized',
    capabilities: ['refund', 'partialCapture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      const { merchantId, amountMinor } = charge
      await bench.authorize(charge)
      await bench.capture(bench.following(charge, amountMinor - 1))
      expectDeclined(await bench.refund(bench.following(charge)), 'The refund of what was not captured')
      const standing = await bench.standing(merchantId)
      assert.ok(!standing?.some(one => one.startsWith('refund')), 'Nothing is given back.')
    },
  },
  {
    id: 'refund-refused',
    promise: 'REF-10: a refund that the acquirer refuses is a decline with its code, and gives back nothing',
    capabilities: ['refund'],
    provocations: ['refundRefused'],
    async run(bench) {
      const trigger = bench.trigger('refundRefused')
      const charge = await taken(bench, trigger)
      const declined = expectDeclined(await bench.refund(bench.following(charge)), 'The refund')
      assert.equal(declined.networkCode, trigger.networkCode)
      await expectStanding(bench, charge.merchantId, [`sale ${charge.amountMinor}`])
    },
  },
]
