/** Every kind of message, each ready to be sent and sure to be approved. */
import { expectApproved } from './expectations.ts'
import type { Outcome } from '../connector.ts'
import type { Bench, Charge } from './bench.ts'
import type { Flag } from './case.ts'

export interface ReadyMessage {
  readonly merchantId: string
  readonly reference: string
  /** What stands in the books once it is done, as kind and amount. */
  readonly after: readonly string[]
  /** Sends it; the waiting is left to the caller. */
  call(): Promise<Outcome>
}

export interface Kind {
  readonly name: 'sale' | 'authorization' | 'verification' | 'capture' | 'refund' | 'void' | 'reversal'
  /** The rule by which a repeat of it moves nothing. */
  readonly rule: string
  readonly capabilities: readonly Flag[]
  prepare(bench: Bench): Promise<ReadyMessage>
}

async function taken(bench: Bench, capture = true): Promise<Charge> {
  const charge = bench.charge({ capture })
  expectApproved(await bench.authorize(charge), 'The charge')
  return charge
}

export const KINDS: readonly Kind[] = [
  {
    name: 'sale',
    rule: 'F9',
    capabilities: [],
    async prepare(bench) {
      const charge = bench.charge()
      const after = [`sale ${charge.amountMinor}`]
      return { ...charge, after, call: () => bench.stand.connector.authorize(charge) }
    },
  },
  {
    name: 'authorization',
    rule: 'F9',
    capabilities: ['capture'],
    async prepare(bench) {
      const charge = bench.charge({ capture: false })
      const after = [`authorization ${charge.amountMinor}`]
      return { ...charge, after, call: () => bench.stand.connector.authorize(charge) }
    },
  },
  {
    name: 'verification',
    rule: 'CUS-6',
    capabilities: ['verification'],
    async prepare(bench) {
      const verification = bench.verification()
      return { ...verification, after: [], call: () => bench.stand.connector.verify(verification) }
    },
  },
  {
    name: 'capture',
    rule: 'CHG-28',
    capabilities: ['capture'],
    async prepare(bench) {
      const charge = await taken(bench, false)
      const capture = bench.following(charge)
      const after = [`authorization ${charge.amountMinor}`, `capture ${charge.amountMinor}`]
      return { ...capture, after, call: () => bench.stand.connector.capture(capture) }
    },
  },
  {
    name: 'refund',
    rule: 'REF-9',
    capabilities: ['refund'],
    async prepare(bench) {
      const charge = await taken(bench)
      const refund = bench.following(charge, 1)
      const after = ['refund 1', `sale ${charge.amountMinor}`]
      return { ...refund, after, call: () => bench.stand.connector.refund(refund) }
    },
  },
  {
    name: 'void',
    rule: 'CHG-29',
    capabilities: ['void'],
    async prepare(bench) {
      const undoing = bench.undoing(await taken(bench))
      return { ...undoing, after: [], call: () => bench.stand.connector.void(undoing) }
    },
  },
  {
    name: 'reversal',
    rule: 'CHG-29',
    capabilities: ['reversal'],
    async prepare(bench) {
      const undoing = bench.undoing(await taken(bench))
      return { ...undoing, after: [], call: () => bench.stand.connector.reverse(undoing) }
    },
  },
]

/** Tells whether a connector declares all that a kind of message needs. */
export function canSendKind({ capabilities }: Bench, kind: Kind): boolean {
  return kind.capabilities.every(flag => capabilities[flag])
}
