import { expectApproved, expectDeclined, expectStanding } from '../expectations.ts'
import type { ConformanceCase } from '../case.ts'
import type { Bench, Charge } from '../bench.ts'

async function authorized(bench: Bench): Promise<Charge> {
  const charge = bench.charge({ capture: false })
  expectApproved(await bench.authorize(charge), 'The authorization')
  return charge
}

export const CAPTURES: readonly ConformanceCase[] = [
  {
    id: 'capture-whole',
    promise: 'CHG-17: a capture takes what was authorized',
    capabilities: ['capture'],
    async run(bench) {
      const charge = await authorized(bench)
      const { merchantId, amountMinor } = charge
      expectApproved(await bench.capture(bench.following(charge)), 'The capture')
      await expectStanding(bench, merchantId, [`authorization ${amountMinor}`, `capture ${amountMinor}`])
    },
  },
  {
    id: 'capture-part',
    promise: 'CHG-17: a capture of a part takes that part and no more',
    capabilities: ['partialCapture'],
    async run(bench) {
      const charge = await authorized(bench)
      const { merchantId, amountMinor } = charge
      expectApproved(await bench.capture(bench.following(charge, amountMinor - 1)), 'The capture of a part')
      await expectStanding(bench, merchantId, [`authorization ${amountMinor}`, `capture ${amountMinor - 1}`])
    },
  },
  {
    id: 'capture-above',
    promise: 'CHG-17: a capture above the authorization is refused and takes nothing',
    capabilities: ['capture'],
    async run(bench) {
      const charge = await authorized(bench)
      const { merchantId, amountMinor } = charge
      expectDeclined(await bench.capture(bench.following(charge, amountMinor + 1)), 'The capture of too much')
      await expectStanding(bench, merchantId, [`authorization ${amountMinor}`])
    },
  },
  {
    id: 'capture-twice',
    promise: 'CHG-17: a second capture is refused and takes nothing',
    capabilities: ['capture'],
    async run(bench) {
      const charge = await authorized(bench)
      const { merchantId, amountMinor } = charge
      await bench.capture(bench.following(charge))
      expectDeclined(await bench.capture(bench.following(charge)), 'The second capture')
      await expectStanding(bench, merchantId, [`authorization ${amountMinor}`, `capture ${amountMinor}`])
    },
  },
  {
    id: 'capture-of-nothing',
    promise: 'CHG-17: a capture of a message that the acquirer does not know is refused',
    capabilities: ['capture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      expectDeclined(await bench.capture(bench.following(charge)), 'The capture')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
]
