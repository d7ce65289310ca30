/**
 * A refund and what may happen to it (contract section 8).
 *
 *   pending ──▶ succeeded | failed
 *   succeeded ──cancel──▶ canceled
 *
 * What a charge still has to give is what was taken of it, less the refunds that have succeeded or are under way. A
 * refund under way counts from the moment it is written, before anything is sent (REF-9).
 */
import { ApiError } from '../../http/errors.ts'
import { addMinor } from '../../http/money.ts'
import type { AmountMinor } from '../../http/money.ts'
import type { Approved, Declined } from '../../vault/index.ts'
import { totalMinor } from '../charges/charge.ts'
import type { Charge } from '../charges/charge.ts'

export type RefundStatus = 'succeeded' | 'pending' | 'failed' | 'canceled'
/** `VOID` undoes the whole charge before it settles; `REFUND` gives money back (contract REF-3). */
export type RefundType = 'VOID' | 'REFUND'

/** The acquirer's answer, as a refund keeps it. */
export interface RefundOutcome {
  /** Absent when no acquirer was asked. */
  readonly networkCode?: string
  readonly refNum?: string
  readonly authCode?: string
  readonly declineCode?: string
  readonly adviceCode?: string
  /** For people. */
  readonly message?: string
}

export interface Refund {
  readonly merchantId: string
  readonly id: string
  /** Unix milliseconds, the database's. */
  readonly created: number
  readonly chargeId: string
  /** With the tip. */
  readonly amount: AmountMinor
  readonly currency: string
  readonly status: RefundStatus
  readonly type: RefundType
  readonly reason: string | null
  /** The caller's own members. */
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly externalReferenceId: string | null
  /** Null while the acquirer has not answered. */
  readonly outcome: RefundOutcome | null
  /** The attempt that cancels this refund, or has canceled it. */
  readonly cancelId: string | null
}

/** A charge, with what only its refunds ask about. */
export interface RefundableCharge extends Charge {
  /** Sum of the refunds under way. */
  readonly refundReserved: AmountMinor
  /** When the money was taken, Unix milliseconds; of no meaning before. */
  readonly takenAt: number
}

export interface RefundRules {
  /** Database time, Unix milliseconds. */
  readonly nowMs: number
  /** The last settlement that the sandbox was asked for, Unix milliseconds. */
  readonly settledMs?: number
  /** The merchant's cap for a single refund (contract REF-8). */
  readonly maxAmount: number | null
  /** No part of this charge may be refunded (contract REF-7). */
  readonly wholeOnly: boolean
}

/** What is to be asked of the acquirer. */
export interface RefundDecision {
  readonly type: RefundType
  /** With the tip. */
  readonly amount: AmountMinor
  /** The part of it that is the tip, as the acquirer is told: only where no amount was named (contract SBX-4). */
  readonly tip: AmountMinor
}

/** What was taken of a charge, or may be while it is only authorized; with the tip (contract REF-2). */
function whole(charge: Charge): AmountMinor {
  return charge.state === 'authorized' ? totalMinor(charge) : addMinor(charge.amountCaptured, charge.tip)
}

/** What is left to refund, in minor units. */
export function refundable(charge: RefundableCharge): AmountMinor {
  return (whole(charge) - charge.amountRefunded - charge.refundReserved) as AmountMinor
}

const DAY_MS = 86_400_000

/**
 * Whether money that moved then has settled since: that happens at 00:00 UTC (contract SBX-7).
 * @param settledMs a settlement that the sandbox was asked for
 */
export function hasSettled(movedAtMs: number, nowMs: number, settledMs = 0): boolean {
  return movedAtMs <= settledMs || Math.floor(movedAtMs / DAY_MS) < Math.floor(nowMs / DAY_MS)
}

/**
 * Decides a refund; it moves no money.
 * @param asked what to refund; all that is left when absent
 * @throws ApiError `invalid_charge_amount`, `partial_refund_not_allowed`, `refund_limit_exceeded` and those of
 *   {@link checkRefundable}
 * @see contract REF-1, REF-2, REF-3
 */
export function decideRefund(
  charge: RefundableCharge,
  asked: AmountMinor | undefined,
  rules: RefundRules,
): RefundDecision {
  checkRefundable(charge)
  const left = refundable(charge)
  const details = { charge: charge.id, param: 'amount' }
  if (left === 0) throw new ApiError('charge_already_refunded', { charge: charge.id })
  const amount = asked ?? left
  if (amount > left) throw new ApiError('invalid_charge_amount', details)
  if (amount < left && (charge.state === 'authorized' || rules.wholeOnly)) {
    throw new ApiError('partial_refund_not_allowed', details)
  }
  if (rules.maxAmount !== null && amount > rules.maxAmount) throw new ApiError('refund_limit_exceeded', details)
  const isWhole = amount === whole(charge)
  const isOpen = charge.state === 'authorized' || !hasSettled(charge.takenAt, rules.nowMs, rules.settledMs)
  // An alternate tender was never sent, so that there is nothing to undo before it settles.
  const isVoid = isWhole && isOpen && charge.facts.tender === undefined
  const tip = isWhole && asked === undefined ? charge.tip : (0 as AmountMinor)
  return { type: isVoid ? 'VOID' : 'REFUND', amount, tip }
}

/**
 * @throws ApiError `charge_pending`, `charge_already_refunded`, `charge_not_refundable`
 * @see contract 8.1
 */
export function checkRefundable({ id, state, pendingAction }: Pick<Charge, 'id' | 'state' | 'pendingAction'>): void {
  const details = { charge: id }
  switch (state) {
    case 'authorized':
    case 'captured':
    case 'partially_captured':
    case 'partially_refunded':
      // Beside a refund under way the rest may be refunded; a capture or a void under way decides about the whole.
      if (pendingAction !== null && pendingAction !== 'refund') throw new ApiError('charge_pending', details)
      return
    case 'pending':
      throw new ApiError('charge_pending', details)
    case 'refunded':
    case 'voided':
      throw new ApiError('charge_already_refunded', details)
    case 'requires_action':
    case 'expired':
    case 'declined':
    case 'failed':
      throw new ApiError('charge_not_refundable', details)
  }
}

/**
 * @throws ApiError `refund_not_cancelable`
 * @see contract REF-11
 */
export function checkCancelable(refund: Refund, nowMs: number, settledMs = 0): void {
  const isCancelable =
    refund.status === 'succeeded' &&
    refund.type === 'REFUND' &&
    refund.cancelId === null &&
    !hasSettled(refund.created, nowMs, settledMs)
  if (!isCancelable) throw new ApiError('refund_not_cancelable', { charge: refund.chargeId })
}

/** @returns what a refund keeps of the acquirer's answer */
export function refundOutcomeOf(answer: Approved | Declined): RefundOutcome {
  const { networkCode, refNum } = answer
  if (answer.kind === 'approved') return { networkCode, refNum, authCode: answer.authCode }
  const { declineCode, adviceCode, message } = answer
  return { networkCode, refNum, declineCode, adviceCode, message }
}

/** @returns the error of a refund, or of the cancel of one, that the acquirer refused (contract 8.1, 8.2) */
export function refundDeclined(refund: Pick<Refund, 'id' | 'chargeId'>, outcome: RefundOutcome | null): ApiError {
  const { declineCode, networkCode, adviceCode, message } = outcome ?? {}
  const { id, chargeId } = refund
  return new ApiError('refund_declined', {
    refund: id,
    charge: chargeId,
    declineCode,
    networkCode,
    adviceCode,
    message,
  })
}
