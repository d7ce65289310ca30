/** What a charge becomes by the acquirer's answer (contract CHG-3, CHG-6, CHG-21, CHG-25). Pure but for new ids. */
import type { Merchant } from '../../http/credentials.ts'
import { newId } from '../../http/identifiers.ts'
import type { AmountMinor } from '../../http/money.ts'
import type { Outcome, Token } from '../../vault/index.ts'
import { itemsOfCharge } from '../orders/order.ts'
import type { NewOrder } from '../orders/order.ts'
import { isStep } from '../threeds/threeds.ts'
import type { ThreedsResult } from '../threeds/threeds.ts'
import type { ChargeRequest, PreparedCharge } from './authorize-charge.ts'
import type { Charge, ChargeState } from './charge.ts'
import { shownCard } from './charge-facts.ts'
import { blockedOutcome, blockingReason, NOT_ASKED, NOT_AUTHENTICATED, outcomeOf } from './charge-outcome.ts'
import type { ChargeOutcome } from './charge-outcome.ts'
import type { DecidedCharge } from './charge-store.ts'

/** @returns a function that tells the charge from what became of it */
function chargesOf(merchant: Merchant, prepared: PreparedCharge, token: Token) {
  const { id, created, amount, tip, tax, currency, tokenId, facts } = prepared
  const { threeds, ...kept } = facts
  return (state: ChargeState, outcome: ChargeOutcome, failureCode: string | null, order?: NewOrder): Charge => ({
    merchantId: merchant.id,
    id,
    created,
    amount,
    tip,
    tax,
    currency,
    tokenId,
    facts: { ...kept, card: shownCard(token) },
    threeds: threeds?.result === undefined ? null : { ...threeds, result: threeds.result, browser: undefined },
    amountRefunded: 0 as AmountMinor,
    pendingAction: null,
    pendingSince: null,
    state,
    outcome,
    failureCode,
    orderId: order?.id ?? null,
    amountCaptured: state === 'captured' ? amount : (0 as AmountMinor),
  })
}

export function decideCharge(
  merchant: Merchant,
  prepared: PreparedCharge,
  answer: Exclude<Outcome, { kind: 'not_sent' }>,
  token: Token,
): DecidedCharge {
  const end = chargesOf(merchant, prepared, token)
  const ttlDays = merchant.settings.authorization_ttl_days
  const outcome = outcomeOf(answer)
  if (answer.kind === 'unknown') return { charge: end('pending', outcome, null), attemptState: 'unknown', ttlDays }
  if (answer.kind === 'declined') {
    const charge = end('declined', outcome, 'card_declined')
    const isPartlyApproved = answer.partiallyApprovedMinor !== undefined
    return { charge, attemptState: 'declined', reversalId: isPartlyApproved ? newId() : undefined, ttlDays }
  }
  const blocked = blockingReason(answer.checks, merchant.settings)
  if (blocked) {
    const charge = end('declined', blockedOutcome(outcome, blocked), 'card_declined')
    return { charge, attemptState: 'approved', reversalId: newId(), ttlDays }
  }
  const order = orderOf(prepared)
  return {
    charge: end(prepared.capture ? 'captured' : 'authorized', outcome, null, order),
    order,
    attemptState: 'approved',
    ttlDays,
  }
}

/** A charge of which nothing is sent: its shopper has to do something, or is not who pays (contract CHG-19). */
export function decideUnsent(
  merchant: Merchant,
  prepared: PreparedCharge,
  result: ThreedsResult,
  token: Token,
): DecidedCharge {
  const end = chargesOf(merchant, prepared, token)
  const ttlDays = merchant.settings.authorization_ttl_days
  return isStep(result)
    ? { charge: end('requires_action', NOT_ASKED, null), attemptState: 'waiting', ttlDays }
    : { charge: end('declined', NOT_AUTHENTICATED, 'card_declined'), attemptState: 'declined', ttlDays }
}

/** The order that an approved charge brings with it. */
export function orderOf(request: Omit<ChargeRequest, 'tokenId'>): NewOrder {
  const { amount, tip, tax, currency, capture, facts } = request
  return {
    id: newId(),
    status: capture ? 'paid' : 'created',
    currency,
    amount,
    amountPaid: capture ? amount : (0 as AmountMinor),
    tip,
    items: itemsOfCharge({ amount, tax, currency, description: facts.echo.description }, newId),
  }
}
