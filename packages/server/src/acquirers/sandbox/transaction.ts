/** A transaction in the books of the simulated acquirer, and which ones may follow it. Pure. */
import { randomInt } from 'node:crypto'
import { approves } from '../response-codes.ts'
import { textOf } from './decision.ts'
import type { Decision } from './wire.ts'

export type TransactionKind = 'authorization' | 'sale' | 'capture' | 'void' | 'refund' | 'reversal' | 'verification'

export interface Transaction {
  readonly reference: string
  /** Random; authorization code and reference number are made of it. */
  readonly id: number
  readonly createdAtMs: number
  readonly kind: TransactionKind
  /** With tip; of a partial approval the part that was approved. */
  readonly amountMinor: number
  readonly tipMinor: number
  readonly currency: string
  readonly code: string
  readonly verificationLetter: string | null
  readonly line1Letter: string | null
  readonly zipLetter: string | null
  readonly reversed: boolean
  readonly settled: boolean
  readonly originalReference: string | null
}

export const PARTIAL_APPROVAL = '10'
/** Code of a message that is refused because it had been reversed before. */
export const REVERSED_BEFORE = '94'
/** ISO 4217 for "no currency": of a message that was reversed before it was ever seen. */
export const NO_CURRENCY = 'xxx'

const ID_LIMIT = 2 ** 48 - 1
const DAY_MS = 86_400_000

export function newTransactionId(): number {
  return randomInt(ID_LIMIT)
}

/** Contract 6.7: last digit of the year, day of the year, `005`, five digits. */
export function refNumOf(id: number, createdAtMs: number): string {
  const year = new Date(createdAtMs).getUTCFullYear()
  const dayOfYear = Math.floor((createdAtMs - Date.UTC(year, 0, 1)) / DAY_MS) + 1
  return `${year % 10}${String(dayOfYear).padStart(3, '0')}005${String(id % 100_000).padStart(5, '0')}`
}

/** Contract 6.7: `OK` and four digits. */
export function authCodeOf(id: number): string {
  return `OK${String(Math.floor(id / 100_000) % 10_000).padStart(4, '0')}`
}

/** The answer to the message that made this transaction: the same however often it is asked for. */
export function answerOf(transaction: Transaction): Decision {
  const { kind, code, id, reference } = transaction
  const isVerification = kind === 'verification'
  return {
    reference,
    code,
    text: textOf(code, isVerification),
    refNum: refNumOf(id, transaction.createdAtMs),
    authCode: approves(code, isVerification) ? authCodeOf(id) : undefined,
    isVerification: isVerification || undefined,
    partialMinor: isCardPayment(kind) && code === PARTIAL_APPROVAL ? transaction.amountMinor : undefined,
    verification: transaction.verificationLetter ?? undefined,
    line1: transaction.line1Letter ?? undefined,
    zip: transaction.zipLetter ?? undefined,
  }
}

function isCardPayment(kind: TransactionKind): boolean {
  return kind === 'authorization' || kind === 'sale'
}

function stands(transaction: Transaction): boolean {
  return approves(transaction.code) && !transaction.reversed
}

const APPROVED = '00'
const INVALID_TRANSACTION = '12'
const INVALID_AMOUNT = '13'
const DUPLICATE = '94'

function captureOf(following: readonly Transaction[]): Transaction | undefined {
  return following.find(one => one.kind === 'capture' && stands(one))
}

function sumOfRefunds(following: readonly Transaction[]): number {
  return following.reduce((sum, one) => (one.kind === 'refund' && stands(one) ? sum + one.amountMinor : sum), 0)
}

/** What a void is for: the capture, also after it was undone, or all that was authorized. */
export function wholeOf(original: Transaction, following: readonly Transaction[]): Transaction {
  return following.find(one => one.kind === 'capture' && approves(one.code)) ?? original
}

/** What was taken from the cardholder; undefined while it is only authorized. */
function takenBy(original: Transaction, following: readonly Transaction[]): Transaction | undefined {
  return original.kind === 'sale' ? original : captureOf(following)
}

/**
 * Decides a capture, refund or void by the books alone.
 * @param following every transaction that names the original
 * @param amountMinor with tip; a void is always for the whole
 * @returns the response code
 */
export function decideFollowUp(
  kind: 'capture' | 'refund' | 'void',
  original: Transaction | undefined,
  following: readonly Transaction[],
  amountMinor: number,
): string {
  if (original === undefined || !stands(original)) return INVALID_TRANSACTION
  if (kind === 'void') return decideVoid(original, following)
  if (!isCardPayment(original.kind)) return INVALID_TRANSACTION
  const taken = takenBy(original, following)
  if (kind === 'capture') {
    if (taken !== undefined) return DUPLICATE
    return amountMinor >= 1 && amountMinor <= original.amountMinor ? APPROVED : INVALID_AMOUNT
  }
  if (taken === undefined) return INVALID_TRANSACTION
  return amountMinor >= 1 && amountMinor <= taken.amountMinor - sumOfRefunds(following) ? APPROVED : INVALID_AMOUNT
}

function decideVoid(original: Transaction, following: readonly Transaction[]): string {
  if (!isCardPayment(original.kind) && original.kind !== 'refund') return INVALID_TRANSACTION
  const isSettled = original.settled || captureOf(following)?.settled === true
  return isSettled || sumOfRefunds(following) > 0 ? INVALID_TRANSACTION : APPROVED
}
