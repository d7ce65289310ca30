/** One behaviour of the acquirer, met by each kind of message that moves money. */
import { expectApproved } from './expectations.ts'
import type { Outcome } from '../connector.ts'
import type { Attempted, Bench } from './bench.ts'
import type { MoneyMessage, Trigger } from './harness.ts'

/** A message that provokes something, ready to be sent, as often as wanted. */
export interface ProvokingMessage {
  readonly kind: MoneyMessage
  readonly merchantId: string
  readonly reference: string
  readonly amountMinor: number
  /** What stands in the books before it is sent, as kind and amount. */
  readonly before: readonly string[]
  /** What stands once it is done. */
  readonly after: readonly string[]
  /** Sends it and waits for the outcome. */
  send(): Promise<Attempted>
  /** Sends it and leaves the waiting to the caller. */
  call(): Promise<Outcome>
}

function chargeMessage(bench: Bench, trigger: Trigger): ProvokingMessage {
  const request = bench.chargeBy(trigger)
  const call = () => bench.stand.connector.authorize(request)
  return {
    ...request,
    kind: 'charge',
    before: [],
    after: [`sale ${request.amountMinor}`],
    call,
    send: () => bench.finish(call),
  }
}

async function followingMessage(bench: Bench, trigger: Trigger, kind: 'capture' | 'refund'): Promise<ProvokingMessage> {
  const { amountMinor: ordinaryMinor, largeAmountMinor } = bench.harness
  const original = bench.charge({
    amountMinor: trigger.amountMinor === undefined ? ordinaryMinor : largeAmountMinor,
    capture: kind === 'refund',
    card: trigger.card,
  })
  expectApproved(await bench.authorize(original), `The charge that the ${kind} is for`)
  const request = bench.following(original, trigger.amountMinor)
  const call = () => bench.stand.connector[kind](request)
  const before = [`${kind === 'refund' ? 'sale' : 'authorization'} ${original.amountMinor}`]
  return {
    ...request,
    kind,
    before,
    after: [...before, `${kind} ${request.amountMinor}`],
    call,
    send: () => bench.finish(call),
  }
}

function canSend({ capabilities }: Bench, trigger: Trigger, kind: MoneyMessage): boolean {
  if (!(trigger.messages?.includes(kind) ?? true)) return false
  // The amount of a trigger is taken from an authorization above it.
  if (kind === 'capture' && trigger.amountMinor !== undefined && !capabilities.partialCapture) return false
  return kind === 'charge' || capabilities[kind]
}

/** Tries a behaviour on a charge, a capture and a refund: on those that it holds for and the connector can send. */
export async function eachMessage(
  bench: Bench,
  trigger: Trigger,
  tryOne: (message: ProvokingMessage) => Promise<void>,
): Promise<void> {
  for (const kind of ['charge', 'capture', 'refund'] as const) {
    if (!canSend(bench, trigger, kind)) continue
    await tryOne(kind === 'charge' ? chargeMessage(bench, trigger) : await followingMessage(bench, trigger, kind))
  }
}
