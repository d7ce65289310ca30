/**
 * A charge and what may happen to it (contract CHG-22, CHG-23).
 *
 *   requires_action ──▶ authorized | captured | pending | declined | failed
 *   pending ──▶ declined | failed
 *   authorized ──capture──▶ captured | partially_captured
 *       └──▶ voided | expired
 *   captured | partially_captured ──refund──▶ partially_refunded ──▶ refunded
 */
import type { AmountMinor } from '../../http/money.ts'
import { addMinor } from '../../http/money.ts'
import { ApiError } from '../../http/errors.ts'
import type { AnsweredThreeds } from '../threeds/threeds.ts'
import type { ChargeFacts } from './charge-facts.ts'
import type { ChargeOutcome } from './charge-outcome.ts'

export const CHARGE_STATES = [
  'requires_action',
  'pending',
  'authorized',
  'captured',
  'partially_captured',
  'partially_refunded',
  'refunded',
  'voided',
  'expired',
  'declined',
  'failed',
] as const

export type ChargeState = (typeof CHARGE_STATES)[number]
export type ChargeStatus = 'succeeded' | 'pending' | 'failed'

export interface Charge {
  readonly merchantId: string
  readonly id: string
  /** Unix milliseconds, the database's. */
  readonly created: number
  readonly state: ChargeState
  /** With tax, without tip. */
  readonly amount: AmountMinor
  readonly tip: AmountMinor
  readonly tax: AmountMinor | null
  readonly currency: string
  /** The captured part of `amount`; the tip is not in it (contract CHG-17). */
  readonly amountCaptured: AmountMinor
  readonly amountRefunded: AmountMinor
  readonly tokenId: string | null
  readonly orderId: string | null
  readonly outcome: ChargeOutcome
  readonly facts: ChargeFacts
  readonly threeds?: AnsweredThreeds | null
  readonly failureCode: string | null
  readonly pendingAction: 'capture' | 'void' | 'refund' | null
  readonly pendingSince: number | null
}

interface StateRow {
  readonly status: ChargeStatus
  readonly paid: boolean
  readonly captured: boolean
  readonly refunded: boolean
}

const stateRow = (status: ChargeStatus, paid: boolean, captured: boolean, refunded: boolean): StateRow => ({
  status,
  paid,
  captured,
  refunded,
})

/** What the flags of the wire say for each state (contract CHG-22). */
export const STATE_ROWS: Readonly<Record<ChargeState, StateRow>> = {
  requires_action: stateRow('pending', false, false, false),
  pending: stateRow('pending', false, false, false),
  authorized: stateRow('succeeded', true, false, false),
  captured: stateRow('succeeded', true, true, false),
  partially_captured: stateRow('succeeded', true, true, false),
  partially_refunded: stateRow('succeeded', true, true, false),
  refunded: stateRow('succeeded', true, true, true),
  voided: stateRow('succeeded', false, false, true),
  expired: stateRow('failed', false, false, false),
  declined: stateRow('failed', false, false, false),
  failed: stateRow('failed', false, false, false),
}

/** What the acquirer is asked for: tax is inside the amount, the tip on top (contract CHG-2). */
export function totalMinor(charge: Pick<Charge, 'amount' | 'tip'>): AmountMinor {
  return addMinor(charge.amount, charge.tip)
}

export interface Capture {
  readonly amount: AmountMinor
  readonly stateAfter: 'captured' | 'partially_captured'
}

/**
 * Decides a capture; it moves no money.
 * @param amount what to capture of the charge's amount; all of it when absent
 * @param tip when given, must be the charge's own
 * @throws ApiError `invalid_charge_amount`, `invalid_tip_amount` and those of {@link checkCapturable}
 * @see contract CHG-17
 */
export function decideCapture(charge: Charge, amount: AmountMinor | undefined, tip: AmountMinor | undefined): Capture {
  if (amount !== undefined && amount > charge.amount) throw new ApiError('invalid_charge_amount', { param: 'amount' })
  if (tip !== undefined && tip !== charge.tip) throw new ApiError('invalid_tip_amount', { param: 'tip_amount' })
  checkCapturable(charge)
  return captureOf(charge, amount ?? charge.amount)
}

export function captureOf(charge: Pick<Charge, 'amount'>, amount: AmountMinor): Capture {
  return { amount, stateAfter: amount < charge.amount ? 'partially_captured' : 'captured' }
}

/**
 * @throws ApiError `charge_already_captured`, `charge_expired_for_capture`, `charge_not_capturable`, `charge_pending`
 * @see contract 6.4
 */
export function checkCapturable(charge: Pick<Charge, 'id' | 'state' | 'pendingAction'>): void {
  const details = { charge: charge.id }
  switch (charge.state) {
    case 'authorized':
      if (charge.pendingAction !== null) throw new ApiError('charge_pending', details)
      return
    case 'pending':
      throw new ApiError('charge_pending', details)
    case 'captured':
    case 'partially_captured':
    case 'partially_refunded':
    case 'refunded':
      throw new ApiError('charge_already_captured', details)
    case 'expired':
      throw new ApiError('charge_expired_for_capture', details)
    case 'requires_action':
    case 'voided':
    case 'declined':
    case 'failed':
      throw new ApiError('charge_not_capturable', details)
  }
}
