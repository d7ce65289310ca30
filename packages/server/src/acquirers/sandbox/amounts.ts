/** The test amounts of contract 19.3, as data. They read the amount without tip (contract SBX-4). */

const CODE_AMOUNTS = 90_000_000
const FAULT_AMOUNTS = 91_000_000

const SPECIAL_CODES: ReadonlyMap<number, string> = new Map([
  [90_000_101, 'N7'],
  [90_000_102, '1A'],
  [90_000_103, 'R0'],
  [90_000_104, 'R1'],
  [90_000_105, 'R3'],
  [90_000_199, 'ZZ'],
])

/**
 * The response code that an amount asks for; undefined for an ordinary amount.
 * @param amountMinor without tip, in minor units
 */
export function codeOfAmount(amountMinor: number): string | undefined {
  if (amountMinor < CODE_AMOUNTS || amountMinor >= FAULT_AMOUNTS) return undefined
  const code = amountMinor - CODE_AMOUNTS
  return code < 100 ? String(code).padStart(2, '0') : SPECIAL_CODES.get(amountMinor)
}

/** How a message with a fault, and the questions about it, are answered. */
export interface Fault {
  /** Number of the row: the last two digits of its amount. */
  readonly row: number
  readonly answer:
    | 'unreachable'
    | 'request_lost'
    | 'lost'
    | 'late'
    | 'twice'
    | 'declined_after'
    | 'unreadable'
    | 'cut_off'
    | 'foreign_before'
    | 'slow'
  /** Decides in place of everything else. */
  readonly code?: string
  readonly inquiry: 'answered' | 'unanswered' | 'answered_later'
  /** So many repeats of the message, or reversals of it, are not answered either. */
  readonly unansweredRepeats: number
  /** False when the fault needs no memory: every copy of the message meets it anew. */
  readonly onlyOnce: boolean
}

function fault(row: number, answer: Fault['answer'], rest: Partial<Fault> = {}): Fault {
  return { row, answer, inquiry: 'answered', unansweredRepeats: 0, onlyOnce: true, ...rest }
}

const FAULTS: ReadonlyMap<number, Fault> = new Map(
  [
    fault(1, 'unreachable', { onlyOnce: false }),
    fault(2, 'lost', { inquiry: 'unanswered' }),
    fault(3, 'lost'),
    fault(4, 'lost', { code: '05' }),
    fault(5, 'request_lost'),
    fault(6, 'late', { inquiry: 'unanswered' }),
    fault(7, 'twice', { onlyOnce: false }),
    fault(8, 'declined_after', { onlyOnce: false }),
    fault(9, 'unreadable', { inquiry: 'unanswered' }),
    fault(10, 'cut_off', { inquiry: 'unanswered' }),
    fault(11, 'foreign_before', { onlyOnce: false }),
    fault(12, 'slow', { onlyOnce: false }),
    fault(13, 'lost', { inquiry: 'unanswered', unansweredRepeats: 2 }),
    fault(14, 'lost', { inquiry: 'unanswered', unansweredRepeats: Infinity }),
    fault(15, 'lost', { code: '05', inquiry: 'answered_later' }),
  ].map(row => [row.row, row]),
)

/** The fault that an amount asks for. @param amountMinor without tip, in minor units */
export function faultOfAmount(amountMinor: number): Fault | undefined {
  return amountMinor > FAULT_AMOUNTS ? FAULTS.get(amountMinor - FAULT_AMOUNTS) : undefined
}

export function faultOfRow(row: number | null): Fault | undefined {
  return row === null ? undefined : FAULTS.get(row)
}

/** A void of a card that expires in 07/2098 (contract 19.2). */
export const VOID_FAULT = FAULTS.get(2)!
