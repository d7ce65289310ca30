/** Every answer that can be provoked, for what must hold of all of them alike. */
import { canSendKind, KINDS } from './kinds.ts'
import type { InquiryOutcome } from '../connector.ts'
import type { Attempted, Bench } from './bench.ts'
import type { Provocation, Trigger } from './harness.ts'

export interface Provoked {
  /** What was sent, and what it met. */
  readonly what: string
  readonly answer: Attempted<InquiryOutcome>
}

const OF_VERIFICATIONS: readonly Provocation[] = ['verificationDecline', 'verificationSilent']

/** A charge that provokes something, what is found of it, and what undoes it. */
async function ofCharge(bench: Bench, name: Provocation, trigger: Trigger): Promise<readonly Provoked[]> {
  const { inquire, reversal, void: canVoid } = bench.capabilities
  const charge = bench.chargeBy(trigger)
  const provoked: Provoked[] = [{ what: `charge, ${name}`, answer: await bench.authorize(charge) }]
  if (inquire) provoked.push({ what: `inquiry, ${name}`, answer: await bench.inquire(charge) })
  const undoing = bench.undoing(charge)
  if (canVoid && name === 'voidSilent') provoked.push({ what: `void, ${name}`, answer: await bench.void(undoing) })
  else if (reversal) provoked.push({ what: `reversal, ${name}`, answer: await bench.reverse(undoing) })
  return provoked
}

/** Sends every kind of message that the connector can send, and provokes on a charge all that the harness can. */
export async function everyAnswer(bench: Bench): Promise<readonly Provoked[]> {
  const provoked: Provoked[] = []
  for (const kind of KINDS.filter(one => canSendKind(bench, one))) {
    const message = await kind.prepare(bench)
    provoked.push({ what: kind.name, answer: await bench.finish(message.call) })
  }
  for (const [name, provocation] of Object.entries(bench.harness.provocations) as [Provocation, Trigger][]) {
    if ('cannot' in provocation) continue
    if (!OF_VERIFICATIONS.includes(name)) provoked.push(...(await ofCharge(bench, name, provocation)))
    else if (bench.capabilities.verification) {
      const answer = await bench.verify(bench.verification(provocation.card))
      provoked.push({ what: `verification, ${name}`, answer })
    }
  }
  return provoked
}
