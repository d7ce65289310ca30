/** Answers that are broken, doubled, swapped or late within the time. */
import assert from 'node:assert/strict'
import { expectApproved, expectBooked, expectStanding } from '../expectations.ts'
import { eachMessage } from '../messages.ts'
import type { ConformanceCase } from '../case.ts'
import type { Bench } from '../bench.ts'
import type { Trigger } from '../harness.ts'

/** The outcome is the approval, once, whatever else was on the line. */
function approvesOnce(bench: Bench, trigger: Trigger): Promise<void> {
  return eachMessage(bench, trigger, async message => {
    expectApproved(await message.send(), `The ${message.kind}`)
    await expectBooked(bench, message, 1)
    await expectStanding(bench, message.merchantId, message.after)
    assert.deepEqual(bench.late, [], 'An answer that came in time is not told as late.')
  })
}

function isUnknown(bench: Bench, trigger: Trigger, reason: 'unreadable' | 'cut_off'): Promise<void> {
  return eachMessage(bench, trigger, async message => {
    assert.deepEqual(await message.send(), { kind: 'unknown', reason }, `The ${message.kind}`)
  })
}

export const ANSWERS: readonly ConformanceCase[] = [
  {
    id: 'malformed-answer',
    promise: 'CHG-24: an answer that cannot be read is unknown, and neither an approval nor a decline',
    provocations: ['unreadable'],
    run: bench => isUnknown(bench, bench.trigger('unreadable'), 'unreadable'),
  },
  {
    id: 'cut-off-answer',
    promise: 'CHG-24: an answer that is cut off is unknown',
    provocations: ['cutOff'],
    run: bench => isUnknown(bench, bench.trigger('cutOff'), 'cut_off'),
  },
  {
    id: 'slow-answer',
    promise: 'CHG-24: an answer shortly before the timeout counts',
    provocations: ['slow'],
    run: bench => approvesOnce(bench, bench.trigger('slow')),
  },
  {
    id: 'duplicate-answer',
    promise: 'CHG-24: an answer that comes twice counts once',
    provocations: ['twice'],
    run: bench => approvesOnce(bench, bench.trigger('twice')),
  },
  {
    id: 'first-answer-counts',
    promise: 'CHG-24: of two answers to one request the first counts',
    provocations: ['declineAfterApproval'],
    run: bench => approvesOnce(bench, bench.trigger('declineAfterApproval')),
  },
  {
    id: 'foreign-answer-first',
    promise: 'CHG-24: the answer to another request is passed over',
    provocations: ['foreignAnswer'],
    run: bench => approvesOnce(bench, bench.trigger('foreignAnswer')),
  },
  {
    id: 'own-answers',
    promise: 'CHG-24: of requests that are under way together each gets its own answer',
    provocations: ['decline'],
    async run(bench) {
      const charges = Array.from({ length: 6 }, (_, index) =>
        index % 2 === 0 ? bench.charge() : bench.chargeBy(bench.trigger('decline')),
      )
      const outcomes = await bench.atOnce(...charges.map(charge => () => bench.stand.connector.authorize(charge)))
      const kinds = outcomes.map(outcome => outcome.kind)
      assert.deepEqual(kinds, ['approved', 'declined', 'approved', 'declined', 'approved', 'declined'])
      // Each approval names its own transaction: the same message sent again tells the same numbers.
      for (const [index, charge] of charges.entries()) {
        assert.deepEqual(await bench.authorize(charge), outcomes[index])
      }
    },
  },
]
