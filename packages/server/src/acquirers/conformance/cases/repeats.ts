/** The same message sent again, under the same reference: money moves once, and the answer is the same. */
import assert from 'node:assert/strict'
import { expectApproved, expectBooked, expectDeclined, expectSame, expectStanding } from '../expectations.ts'
import { KINDS } from '../kinds.ts'
import { eachMessage } from '../messages.ts'
import type { ConformanceCase } from '../case.ts'
import type { Kind } from '../kinds.ts'

function repeated({ name, rule, capabilities, prepare }: Kind): ConformanceCase {
  return {
    id: `repeat-${name}`,
    promise: `${rule}: a ${name} sent again counts once and is answered as before`,
    capabilities,
    async run(bench) {
      const message = await prepare(bench)
      const first = expectApproved(await bench.finish(message.call), `The ${name}`)
      expectSame(await bench.finish(message.call), first, `A repeated ${name}`)
      await expectBooked(bench, message, 1)
      await expectStanding(bench, message.merchantId, message.after)
    },
  }
}

function copied({ name, capabilities, prepare }: Kind): ConformanceCase {
  return {
    id: `copies-${name}`,
    promise: `F9, F10: two copies of a ${name} at once count once and are answered alike`,
    capabilities,
    async run(bench) {
      const message = await prepare(bench)
      const [one, other] = await bench.atOnce(message.call, message.call)
      assert.deepEqual(one, other, `The two copies of the ${name}`)
      await expectBooked(bench, message, 1)
      await expectStanding(bench, message.merchantId, message.after)
    },
  }
}

export const REPEATS: readonly ConformanceCase[] = [
  ...KINDS.map(repeated),
  ...KINDS.map(copied),
  {
    id: 'repeat-decline',
    promise: 'F9: a declined charge sent again is declined as before',
    provocations: ['decline'],
    async run(bench) {
      const charge = bench.chargeBy(bench.trigger('decline'))
      const first = expectDeclined(await bench.authorize(charge), 'The charge')
      expectSame(await bench.authorize(charge), first, 'A repeat')
    },
  },
  {
    id: 'repeat-after-silence',
    promise: 'CHG-28, REF-9: what had no answer and is sent again is approved, and moved money once',
    provocations: ['inquirySilent'],
    run: bench =>
      eachMessage(bench, bench.trigger('inquirySilent'), async message => {
        await message.send()
        expectApproved(await message.send(), `The repeated ${message.kind}`)
        await expectBooked(bench, message, 1)
        await expectStanding(bench, message.merchantId, message.after)
      }),
  },
  {
    id: 'repeat-after-loss',
    promise: 'CHG-28, REF-9: what was lost on its way and is sent again is approved',
    provocations: ['requestLost'],
    run: bench =>
      eachMessage(bench, bench.trigger('requestLost'), async message => {
        await message.send()
        expectApproved(await message.send(), `The repeated ${message.kind}`)
        await expectStanding(bench, message.merchantId, message.after)
      }),
  },
]
