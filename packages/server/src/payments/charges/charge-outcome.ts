/** What came of asking the acquirer, as a charge keeps and shows it (contract CHG-20, CHG-21, CHG-31). */
import type { MerchantSettings } from '../../http/credentials.ts'
import type { Outcome } from '../../vault/index.ts'

export type Check = 'pass' | 'fail' | 'unavailable' | 'unchecked'

/** Null: the value was not sent. */
export interface Checks {
  readonly cvc: Check | null
  readonly addressLine1: Check | null
  readonly addressZip: Check | null
}

export interface ChargeOutcome {
  readonly networkStatus:
    'approved_by_network' | 'declined_by_network' | 'reversed_after_approval' | 'not_sent_to_network' | 'unknown'
  readonly type: 'authorized' | 'issuer_declined' | 'blocked' | 'unknown' | 'reversed'
  readonly networkCode?: string
  /** The decline code (contract 6.9). */
  readonly reason?: string
  readonly adviceCode?: string
  /** For people. */
  readonly message?: string
  readonly refNum?: string
  readonly authCode?: string
  readonly checks?: Checks
  /** The acquirer's own words, shown on request. */
  readonly gatewayText?: string
}

export function outcomeOf(answer: Exclude<Outcome, { kind: 'not_sent' }>): ChargeOutcome {
  switch (answer.kind) {
    case 'unknown':
      return { networkStatus: 'unknown', type: 'unknown' }
    case 'approved':
      return {
        networkStatus: 'approved_by_network',
        type: 'authorized',
        networkCode: answer.networkCode,
        refNum: answer.refNum,
        authCode: answer.authCode,
        checks: answer.checks,
        gatewayText: answer.text,
      }
    case 'declined':
      return {
        // A partial approval is a decline to the shop, and the approved part is given back (contract CHG-6).
        networkStatus: answer.partiallyApprovedMinor === undefined ? 'declined_by_network' : 'reversed_after_approval',
        type: 'issuer_declined',
        networkCode: answer.networkCode,
        reason: answer.declineCode,
        adviceCode: answer.adviceCode,
        message: answer.message,
        refNum: answer.refNum,
        checks: answer.checks,
        gatewayText: answer.text,
      }
  }
}

/** Nobody has been asked yet: a charge that waits for its shopper shows no outcome. */
export const NOT_ASKED: ChargeOutcome = { networkStatus: 'unknown', type: 'unknown' }

/** Contract CHG-31: 3-D Secure failed. */
export const NOT_AUTHENTICATED: ChargeOutcome = {
  networkStatus: 'not_sent_to_network',
  type: 'blocked',
  reason: 'authentication_failed',
  adviceCode: 'authenticate',
  message: 'The cardholder could not be authenticated.',
}

/** The shopper did not come back in time. */
export const NOT_FINALIZED: ChargeOutcome = {
  networkStatus: 'not_sent_to_network',
  type: 'blocked',
  message: 'The 3-D Secure step was not finished in time.',
}

export type BlockingReason = 'incorrect_cvc' | 'incorrect_zip' | 'incorrect_address'

const BLOCKED_MESSAGES: Readonly<Record<BlockingReason, string>> = {
  incorrect_cvc: 'The verification value does not match.',
  incorrect_zip: 'The ZIP code does not match.',
  incorrect_address: 'The address does not match.',
}

/** A failed check that the merchant wants declined although the issuer approved (contract CHG-21). */
export function blockingReason(
  checks: Checks,
  settings: Pick<MerchantSettings, 'cvc_fail_declines' | 'zip_fail_declines' | 'line1_fail_declines'>,
): BlockingReason | undefined {
  if (settings.cvc_fail_declines && checks.cvc === 'fail') return 'incorrect_cvc'
  if (settings.zip_fail_declines && checks.addressZip === 'fail') return 'incorrect_zip'
  if (settings.line1_fail_declines && checks.addressLine1 === 'fail') return 'incorrect_address'
  return undefined
}

/** An approval that the merchant's rule turns into a decline; the network code is the issuer's and says "approved". */
export function blockedOutcome(approved: ChargeOutcome, reason: BlockingReason): ChargeOutcome {
  return {
    networkStatus: 'reversed_after_approval',
    type: 'blocked',
    reason,
    adviceCode: 'correct_data',
    message: BLOCKED_MESSAGES[reason],
    refNum: approved.refNum,
    checks: approved.checks,
    gatewayText: approved.gatewayText,
  }
}
