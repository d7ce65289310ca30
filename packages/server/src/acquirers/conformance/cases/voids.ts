import { expectApproved, expectDeclined, expectOutcome, expectStanding } from '../expectations.ts'
import type { ConformanceCase } from '../case.ts'

export const VOIDS: readonly ConformanceCase[] = [
  {
    id: 'void-authorization',
    promise: 'REF-1: a void releases an authorization, which then cannot be captured',
    capabilities: ['void', 'capture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      await bench.authorize(charge)
      expectApproved(await bench.void(bench.undoing(charge)), 'The void')
      expectDeclined(await bench.capture(bench.following(charge)), 'The capture of what was voided')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'void-unsettled',
    promise: 'REF-3: a void undoes a charge that has not settled',
    capabilities: ['void'],
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      expectApproved(await bench.void(bench.undoing(charge)), 'The void')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'void-captured',
    promise: 'REF-3: a void of a captured authorization undoes the capture with it',
    capabilities: ['void', 'capture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      await bench.authorize(charge)
      await bench.capture(bench.following(charge))
      expectApproved(await bench.void(bench.undoing(charge)), 'The void')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'void-settled',
    promise: 'REF-3: a void of a charge that has settled is refused and undoes nothing',
    capabilities: ['void'],
    needs: 'settlement',
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      await bench.stand.acquirer?.settle?.(charge.merchantId)
      expectDeclined(await bench.void(bench.undoing(charge)), 'The void after settlement')
      await expectStanding(bench, charge.merchantId, [`sale ${charge.amountMinor}`])
    },
  },
  {
    id: 'void-of-refund',
    promise: 'REF-11: a void undoes a refund, and the charge is as without it',
    capabilities: ['void', 'refund'],
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      const refund = bench.following(charge)
      await bench.refund(refund)
      const cancel = bench.undoing(refund)
      expectApproved(await bench.void(cancel), 'The void of the refund')
      await expectStanding(bench, charge.merchantId, [`sale ${charge.amountMinor}`])
      expectApproved(await bench.refund(bench.following(charge)), 'The refund of what can be refunded again')
    },
  },
  {
    id: 'void-of-settled-refund',
    promise: 'REF-11: a void of a refund that has settled is refused and undoes nothing',
    capabilities: ['void', 'refund'],
    needs: 'settlement',
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      const refund = bench.following(charge)
      await bench.refund(refund)
      await bench.stand.acquirer?.settle?.(charge.merchantId)
      const cancel = bench.undoing(refund)
      expectDeclined(await bench.void(cancel), 'The void of the refund')
      await expectStanding(bench, charge.merchantId, [`refund ${refund.amountMinor}`, `sale ${charge.amountMinor}`])
    },
  },
  {
    id: 'void-timed-out',
    promise: 'CHG-29: a void without an answer is unknown, and its repeat is approved',
    capabilities: ['void'],
    provocations: ['voidSilent'],
    async run(bench) {
      const charge = bench.chargeBy(bench.trigger('voidSilent'))
      await bench.authorize(charge)
      const cancel = bench.undoing(charge)
      expectOutcome(await bench.void(cancel), 'unknown', 'The void')
      expectApproved(await bench.void(cancel), 'Its repeat')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
]
