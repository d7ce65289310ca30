/** What an inquiry finds. What the message itself was answered is not looked at here. */
import assert from 'node:assert/strict'
import { expectApproved, expectDeclined, expectOutcome, expectSame } from '../expectations.ts'
import { canSendKind, KINDS } from '../kinds.ts'
import { eachMessage } from '../messages.ts'
import type { ConformanceCase } from '../case.ts'

export const INQUIRIES: readonly ConformanceCase[] = [
  {
    id: 'inquiry-found',
    promise: 'CHG-24, F8: an inquiry finds the approval whose answer was lost',
    capabilities: ['inquire'],
    provocations: ['answerLost'],
    run: bench =>
      eachMessage(bench, bench.trigger('answerLost'), async message => {
        await message.send()
        expectApproved(await bench.inquire(message), `What is found of the ${message.kind}`)
      }),
  },
  {
    id: 'inquiry-found-declined',
    promise: 'CHG-24: an inquiry finds the decline whose answer was lost, with its code',
    capabilities: ['inquire'],
    provocations: ['declineLost'],
    async run(bench) {
      const trigger = bench.trigger('declineLost')
      await eachMessage(bench, trigger, async message => {
        await message.send()
        const declined = expectDeclined(await bench.inquire(message), `What is found of the ${message.kind}`)
        assert.equal(declined.networkCode, trigger.networkCode)
      })
    },
  },
  {
    id: 'inquiry-tells-the-same',
    promise: 'CHG-24: an inquiry tells what the answer told, of every kind of message',
    capabilities: ['inquire'],
    async run(bench) {
      for (const kind of KINDS.filter(one => canSendKind(bench, one))) {
        const message = await kind.prepare(bench)
        const answered = await bench.finish(message.call)
        expectSame(await bench.inquire(message), answered, `An inquiry for a ${kind.name}`)
      }
    },
  },
  {
    id: 'inquiry-not-found',
    promise: 'CHG-24: an inquiry for a message that the acquirer has not seen is not_found',
    capabilities: ['inquire'],
    async run(bench) {
      expectOutcome(await bench.inquire(bench.charge()), 'not_found', 'What is found of a message never sent')
    },
  },
  {
    id: 'inquiry-request-lost',
    promise: 'CHG-24: an inquiry for a request lost on its way is not_found',
    capabilities: ['inquire'],
    provocations: ['requestLost'],
    run: bench =>
      eachMessage(bench, bench.trigger('requestLost'), async message => {
        await message.send()
        expectOutcome(await bench.inquire(message), 'not_found', `What is found of the ${message.kind}`)
      }),
  },
  {
    id: 'inquiry-unanswered',
    promise: 'CHG-24: an inquiry without an answer is unknown, and not not_found',
    capabilities: ['inquire'],
    provocations: ['inquirySilent'],
    run: bench =>
      eachMessage(bench, bench.trigger('inquirySilent'), async message => {
        await message.send()
        expectOutcome(await bench.inquire(message), 'unknown', `The inquiry for the ${message.kind}`)
      }),
  },
  {
    id: 'inquiry-patience',
    promise: 'CHG-24: an inquiry waits no longer than it is told to',
    capabilities: ['inquire'],
    provocations: ['inquirySilent'],
    async run(bench) {
      const charge = bench.chargeBy(bench.trigger('inquirySilent'))
      const { merchantId, reference } = charge
      await bench.authorize(charge)
      const timeoutMs = Math.ceil(bench.harness.acquirerTimeoutMs / 4)
      const inquiry = bench.start(() => bench.stand.connector.inquire({ merchantId, reference, timeoutMs }))
      await bench.stand.time.pass(2 * timeoutMs)
      expectOutcome(await bench.outcome(inquiry), 'unknown', 'An inquiry that has waited twice as long as it should')
    },
  },
  {
    id: 'inquiry-reversed',
    promise: 'CHG-25: an inquiry for what was reversed is reversed, and not the approval that it was',
    capabilities: ['inquire', 'reversal'],
    async run(bench) {
      const charge = bench.charge()
      await bench.authorize(charge)
      await bench.reverse(bench.undoing(charge))
      expectOutcome(await bench.inquire(charge), 'reversed', 'What is found of a reversed charge')
    },
  },
  {
    id: 'inquiry-reversed-unseen',
    promise: 'CHG-25: an inquiry for what was reversed before it was seen finds nothing that stands',
    capabilities: ['inquire', 'reversal'],
    async run(bench) {
      const charge = bench.charge()
      await bench.reverse(bench.undoing(charge))
      const { kind } = await bench.inquire(charge)
      assert.ok(['reversed', 'not_found', 'declined'].includes(kind), `What is found of it must not be ${kind}.`)
    },
  },
]
