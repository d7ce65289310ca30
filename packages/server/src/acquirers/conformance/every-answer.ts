/** Everything that can be provoked, sent once: for what must hold of every answer whatever it is. */
import { eachMessage } from './messages.ts'
import type { InquiryOutcome } from '../connector.ts'
import type { Attempted, Bench } from './bench.ts'
import type { DeclineTrigger, Provocation } from './harness.ts'

export interface Provoked {
  /** What was sent, and what it met. */
  readonly what: string
  readonly answer: Attempted<InquiryOutcome>
}

const OF_VERIFICATIONS: readonly Provocation[] = ['verificationDecline', 'verificationSilent']

async function ofMoneyMessages(bench: Bench, name: Provocation, provoked: Provoked[]): Promise<void> {
  const refusesCharges = name === 'decline' || name === 'partialApproval' || name === 'code85'
  const trigger = refusesCharges ? { ...bench.trigger(name), messages: ['charge'] as const } : bench.trigger(name)
  await eachMessage(bench, trigger, async message => {
    provoked.push({ what: `${message.kind}, ${name}`, answer: await message.send() })
    if (message.kind !== 'charge') return
    if (bench.capabilities.inquire) {
      provoked.push({ what: `inquiry, ${name}`, answer: await bench.inquire(message) })
    }
    const undoing = bench.undoing(message)
    if (bench.capabilities.void && name === 'voidSilent') {
      provoked.push({ what: `void, ${name}`, answer: await bench.void(undoing) })
    } else if (bench.capabilities.reversal) {
      provoked.push({ what: `reversal, ${name}`, answer: await bench.reverse(undoing) })
    }
  })
}

/** Provokes all that the harness can, on every message that the connector can send. */
export async function everyAnswer(bench: Bench): Promise<readonly Provoked[]> {
  const provoked: Provoked[] = [{ what: 'charge', answer: await bench.authorize(bench.charge()) }]
  if (bench.capabilities.verification) {
    provoked.push({ what: 'verification', answer: await bench.verify(bench.verification()) })
  }
  for (const [name, provocation] of Object.entries(bench.harness.provocations) as [Provocation, object][]) {
    if ('cannot' in provocation) continue
    if (!OF_VERIFICATIONS.includes(name)) await ofMoneyMessages(bench, name, provoked)
    else if (bench.capabilities.verification) {
      const { card } = provocation as DeclineTrigger
      provoked.push({ what: `verification, ${name}`, answer: await bench.verify(bench.verification(card)) })
    }
  }
  return provoked
}
