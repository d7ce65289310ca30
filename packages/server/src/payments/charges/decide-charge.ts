/** What a charge becomes by the acquirer's answer (contract CHG-3, CHG-6, CHG-21, CHG-25). Pure but for new ids. */
import type { Merchant } from '../../http/credentials.ts'
import { newId } from '../../http/identifiers.ts'
import type { AmountMinor } from '../../http/money.ts'
import type { Outcome, Token } from '../../vault/index.ts'
import { itemsOfCharge } from '../orders/order.ts'
import type { NewOrder } from '../orders/order.ts'
import type { PreparedCharge } from './authorize-charge.ts'
import type { Charge, ChargeState } from './charge.ts'
import { shownCard } from './charge-facts.ts'
import { blockedOutcome, blockingReason, outcomeOf } from './charge-outcome.ts'
import type { ChargeOutcome } from './charge-outcome.ts'
import type { DecidedCharge } from './charge-store.ts'

export function decideCharge(
  merchant: Merchant,
  prepared: PreparedCharge,
  answer: Exclude<Outcome, { kind: 'not_sent' }>,
  token: Token,
): DecidedCharge {
  const { id, created, amount, tip, tax, currency, capture, tokenId, facts } = prepared
  const end = (state: ChargeState, outcome: ChargeOutcome, failureCode: string | null, order?: NewOrder): Charge => ({
    merchantId: merchant.id,
    id,
    created,
    amount,
    tip,
    tax,
    currency,
    tokenId,
    facts: { ...facts, card: shownCard(token) },
    amountRefunded: 0 as AmountMinor,
    pendingAction: null,
    pendingSince: null,
    state,
    outcome,
    failureCode,
    orderId: order?.id ?? null,
    amountCaptured: state === 'captured' ? amount : (0 as AmountMinor),
  })
  const outcome = outcomeOf(answer)
  if (answer.kind === 'unknown') return { charge: end('pending', outcome, null), attemptState: 'unknown' }
  if (answer.kind === 'declined') {
    const charge = end('declined', outcome, 'card_declined')
    const isPartlyApproved = answer.partiallyApprovedMinor !== undefined
    return { charge, attemptState: 'declined', reversalId: isPartlyApproved ? newId() : undefined }
  }
  const blocked = blockingReason(answer.checks, merchant.settings)
  if (blocked) {
    const charge = end('declined', blockedOutcome(outcome, blocked), 'card_declined')
    return { charge, attemptState: 'approved', reversalId: newId() }
  }
  const order = orderOf(prepared)
  return { charge: end(capture ? 'captured' : 'authorized', outcome, null, order), order, attemptState: 'approved' }
}

function orderOf({ amount, tip, tax, currency, capture, facts }: PreparedCharge): NewOrder {
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
