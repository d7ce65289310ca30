/** The named points at which a server is killed: which table's next write it is made to wait for. */
import type { LockedTable } from './lane-databases.ts'
import type { Operation } from './shop.ts'

/** How far an operation has come when the server dies: each is about to be made durable, and is not yet. */
export type Step =
  /** The record of the idempotency key. */
  | 'begin'
  /** The attempt. */
  | 'prepare'
  /** That the acquirer is about to be asked. */
  | 'sent'
  /** The acquirer's own booking: the message is on its way. */
  | 'send'
  /** The acquirer's answer. */
  | 'answered'
  /** The result. */
  | 'result'
  /** The answer to repeats of the key; the result is durable. */
  | 'kept'

export interface Point {
  readonly operation: Operation
  readonly step: Step
  readonly table: LockedTable
  /** The table is written before, too: it is locked while the acquirer thinks. */
  readonly isLate: boolean
}

/**
 * What becomes of the statements that wait when their server is gone. `never`: their sessions end. `orphaned`: they are
 * carried out, and nobody hears of it. `late`: the same, when the next server is up already.
 */
export const FATES = ['never', 'orphaned', 'late'] as const
export type Fate = (typeof FATES)[number]

const late = (operation: Operation, step: Step, table: LockedTable): Point => ({ operation, step, table, isLate: true })
const early = (operation: Operation, step: Step, table: LockedTable): Point => ({
  operation,
  step,
  table,
  isLate: false,
})

function pointsOf(operation: Operation): Point[] {
  const isRefund = operation === 'refund' || operation === 'void' || operation === 'cancel'
  return [
    early(operation, 'begin', 'payments.idempotency_record'),
    early(operation, 'prepare', isRefund ? 'payments.refund' : 'payments.attempt'),
    early(operation, 'sent', 'vault.send'),
    early(operation, 'send', 'acquirer.transaction'),
    late(operation, 'answered', 'vault.send'),
    late(operation, 'result', isRefund ? 'payments.refund' : 'payments.charge'),
    late(operation, 'kept', 'payments.idempotency_record'),
  ]
}

export const POINTS: readonly Point[] = [
  ...(['charge', 'authorize', 'capture', 'refund', 'void', 'cancel'] as const).flatMap(pointsOf),
  early('token', 'begin', 'vault.token'),
]

/** Only a request with a key comes by here. */
export function needsKey({ step }: Point): boolean {
  return step === 'begin' || step === 'kept'
}

/**
 * Whether a request without a key, whose server died here, is carried out: a charge is not, unless its result was
 * durable; all else is, once it was begun (contract IDM-14).
 */
export function isCarriedOut({ operation, step }: Point, fate: Fate): boolean {
  const happened = fate !== 'never'
  if (operation === 'charge' || operation === 'authorize') return step === 'result' && happened
  return step !== 'prepare' || happened
}

/** Whether a request with a key ends in 200 however the acquirer is asked again: its approval is on record. */
export function isDecided({ operation, step }: Point, fate: Fate): boolean {
  if (operation !== 'charge' && operation !== 'authorize') return true
  return step === 'result' || step === 'kept' || (step === 'answered' && fate !== 'never')
}
