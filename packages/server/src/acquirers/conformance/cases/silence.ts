/** Requests without an answer, and answers that come too late. */
import assert from 'node:assert/strict'
import { expectApproved, expectBooked, expectOutcome, expectStanding } from '../expectations.ts'
import { eachMessage } from '../messages.ts'
import type { ConformanceCase } from '../case.ts'

const TIMED_OUT = { kind: 'unknown', reason: 'timeout' }

export const SILENCE: readonly ConformanceCase[] = [
  {
    id: 'unreachable',
    promise: 'CHG-27: when not a byte could be sent the outcome is not_sent, and nothing is in the books',
    provocations: ['unreachable'],
    run: bench =>
      eachMessage(bench, bench.trigger('unreachable'), async message => {
        expectOutcome(await message.send(), 'not_sent', `The ${message.kind}`)
        await expectBooked(bench, message, 0)
        await expectStanding(bench, message.merchantId, message.before)
      }),
  },
  {
    id: 'request-lost',
    promise: 'CHG-24: a request lost on its way is unknown, since who sent it cannot tell, and is in no book',
    provocations: ['requestLost'],
    run: bench =>
      eachMessage(bench, bench.trigger('requestLost'), async message => {
        assert.deepEqual(await message.send(), TIMED_OUT, `The ${message.kind}`)
        await expectBooked(bench, message, 0)
      }),
  },
  {
    id: 'answer-lost',
    promise: 'CHG-24, F8: a request that was done and whose answer was lost is unknown, and was sent once',
    provocations: ['answerLost'],
    run: bench =>
      eachMessage(bench, bench.trigger('answerLost'), async message => {
        assert.deepEqual(await message.send(), TIMED_OUT, `The ${message.kind}`)
        await expectBooked(bench, message, 1)
        await expectStanding(bench, message.merchantId, message.after)
      }),
  },
  {
    id: 'late-approval',
    promise: 'CHG-25: an approval that comes after the timeout is told to the listener, once',
    provocations: ['late'],
    async run(bench) {
      const trigger = bench.trigger('late')
      await eachMessage(bench, trigger, async message => {
        const { merchantId, reference } = message
        assert.deepEqual(await message.send(), TIMED_OUT, `The ${message.kind}`)
        const toldBefore = bench.late.length
        await bench.stand.time.pass(trigger.afterTimeoutMs)
        const told = bench.late.slice(toldBefore).map(answer => ({ ...answer, outcome: answer.outcome.kind }))
        assert.deepEqual(told, [{ merchantId, reference, outcome: 'approved' }], 'What the listener was told.')
      })
    },
  },
  {
    id: 'late-approval-reversed',
    promise: 'CHG-25: an approval that came too late can be reversed, and then nothing stands',
    capabilities: ['reversal'],
    provocations: ['late'],
    async run(bench) {
      const trigger = bench.trigger('late')
      const charge = bench.chargeBy(trigger)
      await bench.authorize(charge)
      await bench.stand.time.pass(trigger.afterTimeoutMs)
      expectApproved(await bench.reverse(bench.undoing(charge)), 'The reversal')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
]
