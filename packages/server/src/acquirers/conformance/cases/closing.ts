import assert from 'node:assert/strict'
import { expectOutcome } from '../expectations.ts'
import type { Attempted, Bench } from '../bench.ts'
import type { ConformanceCase } from '../case.ts'

interface Started {
  readonly outcome: Promise<Attempted>
}

/** A charge that the acquirer has and does not answer, well before its time is over. */
async function startedCharge(bench: Bench): Promise<Started> {
  const charge = bench.chargeBy(bench.trigger('answerLost'))
  const outcome = bench.start(() => bench.stand.connector.authorize(charge))
  await bench.stand.time.pass(bench.harness.acquirerTimeoutMs / 4)
  return { outcome }
}

export const CLOSING: readonly ConformanceCase[] = [
  {
    id: 'close-under-way',
    promise: 'CHG-24: close gives up what is under way as unknown, at once',
    provocations: ['answerLost'],
    async run(bench) {
      const call = await startedCharge(bench)
      assert.ok(await bench.close(), 'close must come to an end.')
      expectOutcome(await bench.outcome(call.outcome), 'unknown', 'A charge without an answer')
    },
  },
  {
    id: 'close-leaves-no-timer',
    promise: 'CHG-24: close leaves no timer behind',
    provocations: ['answerLost', 'late'],
    needs: 'timers',
    async run(bench) {
      await bench.authorize(bench.chargeBy(bench.trigger('late')))
      const call = await startedCharge(bench)
      await bench.close()
      assert.equal(bench.stand.time.pendingTimers?.(), 0, 'Timers after close.')
      await bench.outcome(call.outcome)
    },
  },
  {
    id: 'close-then-silence',
    promise: 'CHG-25: after close no late answer is told any more',
    provocations: ['late'],
    async run(bench) {
      const trigger = bench.trigger('late')
      await bench.authorize(bench.chargeBy(trigger))
      await bench.close()
      await bench.stand.time.pass(trigger.afterTimeoutMs)
      assert.deepEqual(bench.late, [])
    },
  },
  {
    id: 'closed-sends-nothing',
    promise: 'CHG-27: a closed connector sends nothing, and may be closed again',
    async run(bench) {
      await bench.close()
      const charge = bench.charge()
      expectOutcome(await bench.authorize(charge), 'not_sent', 'A charge after close')
      const booked = await bench.timesBooked(charge.merchantId, charge.reference)
      assert.equal(booked ?? 0, 0, 'The acquirer has seen nothing.')
      assert.ok(await bench.close(), 'A second close must come to an end.')
    },
  },
]
