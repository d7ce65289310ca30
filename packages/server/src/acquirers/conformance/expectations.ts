/** What the cases of the suite assert; each says what was promised and what came instead. */
import assert from 'node:assert/strict'
import type { Approved, Declined, InquiryOutcome, Outcome } from '../connector.ts'
import type { Attempted, Bench } from './bench.ts'

type Answer = Attempted<InquiryOutcome> | Attempted<Outcome>

function told(answer: Answer): string {
  if (answer.kind === 'threw') return `threw ${String(answer.error)}`
  if (answer.kind === 'unknown') return `unknown (${answer.reason})`
  return answer.kind === 'declined' ? `declined (${answer.networkCode})` : answer.kind
}

function expectKind<Kind extends Answer['kind']>(
  answer: Answer,
  kind: Kind,
  what: string,
): asserts answer is Extract<Answer, { kind: Kind }> {
  if (answer.kind !== kind) assert.fail(`${what} must be ${kind}, and was ${told(answer)}.`)
}

export function expectApproved(answer: Answer, what: string): Approved {
  expectKind(answer, 'approved', what)
  return answer
}

export function expectDeclined(answer: Answer, what: string): Declined {
  expectKind(answer, 'declined', what)
  return answer
}

/** @param kind an outcome that carries nothing more to look at */
export function expectOutcome(
  answer: Answer,
  kind: 'unknown' | 'not_sent' | 'not_found' | 'reversed',
  what: string,
): void {
  expectKind(answer, kind, what)
}

/** Two answers to the same message must be the same. */
export function expectSame(second: Answer, first: Answer, what: string): void {
  assert.deepEqual(second, first, `${what} must be answered as the first time.`)
}

/**
 * Compares what stands in the acquirer's books, if they can be looked at.
 * @param expected each as kind and amount, `sale 1100`
 */
export async function expectStanding(bench: Bench, merchantId: string, expected: readonly string[]): Promise<void> {
  const standing = await bench.standing(merchantId)
  if (standing !== undefined) assert.deepEqual(standing, [...expected].sort(), 'What stands in the acquirer’s books.')
}

/** Compares how often a message is in the acquirer's books, if they can be looked at. */
export async function expectBooked(
  bench: Bench,
  { merchantId, reference }: { readonly merchantId: string; readonly reference: string },
  times: number,
): Promise<void> {
  const booked = await bench.timesBooked(merchantId, reference)
  if (booked !== undefined) assert.equal(booked, times, 'How often the message is in the acquirer’s books.')
}
