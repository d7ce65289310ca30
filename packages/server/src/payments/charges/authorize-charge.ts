/**
 * The way of a charge (architecture §3): attempt durable, the vault sends, result durable.
 *
 * Until the attempt is durable nothing has happened. Once the vault was asked, only a result or "unknown" may be
 * answered: a fault here is a 500, never a 503, since a 503 promises that nothing was sent (contract ERR-11).
 */
import type { Merchant } from '../../http/credentials.ts'
import type { ErrorCode } from '../../http/error-catalogue.ts'
import { ApiError } from '../../http/errors.ts'
import { newId } from '../../http/identifiers.ts'
import { addMinor } from '../../http/money.ts'
import type { AmountMinor } from '../../http/money.ts'
import { isDatabaseAway } from '../../database/index.ts'
import type { Outcome, Token } from '../../vault/index.ts'
import { dropAttempt } from '../attempts/attempt-store.ts'
import { itemsOfCharge } from '../orders/order.ts'
import type { NewOrder } from '../orders/order.ts'
import type { PaymentServices } from '../services.ts'
import type { Charge, ChargeState } from './charge.ts'
import { shownCard } from './charge-facts.ts'
import type { RequestFacts } from './charge-facts.ts'
import { blockedOutcome, blockingReason, outcomeOf } from './charge-outcome.ts'
import type { ChargeOutcome } from './charge-outcome.ts'
import type { DecidedCharge } from './charge-store.ts'
import { reverseAuthorization } from './reverse-authorization.ts'

/** What a charge asks for. */
export interface ChargeRequest {
  readonly amount: AmountMinor
  readonly tip: AmountMinor
  readonly tax: AmountMinor | null
  readonly currency: string
  readonly capture: boolean
  readonly tokenId: string
  readonly facts: RequestFacts
  /** Brands that may pay in this currency; every brand when absent (contract GEN-27). */
  readonly brands?: readonly string[]
}

type Sent = Exclude<Outcome, { kind: 'not_sent' }>
type Undecided = Omit<Charge, 'state' | 'outcome' | 'failureCode' | 'orderId' | 'amountCaptured'>

/**
 * Authorizes a charge, and captures it unless asked not to.
 * @returns the charge in state `authorized` or `captured`
 * @throws ApiError `card_declined`, `outcome_unknown`, `acquirer_unavailable`, and those of a token's state
 */
export async function authorizeCharge(
  services: PaymentServices,
  merchant: Merchant,
  request: ChargeRequest,
): Promise<Charge> {
  const id = newId()
  const { amount, tip, tax, currency, capture, tokenId, facts } = request
  const asked = { merchantId: merchant.id, amount, tip, tax, currency, tokenId }
  const created = await services.prepareAttempt({ ...asked, id, chargeId: id, kind: 'authorize', capture, facts })
  const { outcome, token } = await send(services, merchant, id, request)
  const undecided: Undecided = {
    ...asked,
    id,
    created,
    facts: { ...facts, card: shownCard(token) },
    amountRefunded: 0 as AmountMinor,
    pendingAction: null,
    pendingSince: null,
  }
  const decision = decide(undecided, capture, outcome, merchant)
  const charge = await record(services, decision).catch((error: unknown) => {
    throw afterSending(error)
  })
  if (charge.state === 'declined') throw declined(charge)
  if (charge.state === 'pending') throw new ApiError('outcome_unknown', { charge: id })
  return charge
}

/**
 * What is to be given back is given back before the result is written: a crash in between leaves the attempt open, and
 * whoever takes it up decides the same again.
 */
async function record(services: PaymentServices, decision: DecidedCharge): Promise<Charge> {
  const { charge } = decision
  if (charge.outcome.networkStatus === 'reversed_after_approval') await reverseAuthorization(services, charge)
  return services.charges.decide(decision)
}

async function send(
  services: PaymentServices,
  merchant: Merchant,
  attemptId: string,
  request: ChargeRequest,
): Promise<{ outcome: Sent; token: Token }> {
  const { amount, tip, tokenId, currency, capture, brands, facts } = request
  const stored = facts.echo.stored_credentials
  const authorization = {
    merchantId: merchant.id,
    attemptId,
    connector: services.connector,
    tokenId,
    amountMinor: addMinor(amount, tip),
    tipMinor: tip,
    currency,
    capture,
    brands,
    storedCredentials: stored && {
      sequence: stored.sequence,
      initiator: stored.initiator,
      isScheduled: stored.is_scheduled ?? false,
    },
    softDescriptor: facts.echo.soft_descriptor as Record<string, string> | undefined,
    level2: facts.echo.level2,
    level3: facts.echo.level3,
  }
  const result = await services.vault.authorize(authorization).catch((error: unknown) => {
    throw afterSending(error)
  })
  if (result.kind === 'sent' && result.outcome.kind !== 'not_sent') {
    return { outcome: result.outcome, token: result.token }
  }
  await dropAttempt(services.database, merchant.id, attemptId)
  if (result.kind === 'sent') throw new ApiError('acquirer_unavailable')
  throw new ApiError(result.code, { param: REFUSED_PARAMS[result.code] ?? 'source' })
}

/** The input that a refusal of the vault is about, when it is not the source. */
const REFUSED_PARAMS: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid_currency: 'currency',
  stored_credentials_required: 'stored_credentials',
}

function decide(undecided: Undecided, capture: boolean, answer: Sent, merchant: Merchant): DecidedCharge {
  const end = (state: ChargeState, outcome: ChargeOutcome, failureCode: string | null, order?: NewOrder): Charge => ({
    ...undecided,
    state,
    outcome,
    failureCode,
    orderId: order?.id ?? null,
    amountCaptured: state === 'captured' ? undecided.amount : (0 as AmountMinor),
  })
  const outcome = outcomeOf(answer)
  if (answer.kind === 'unknown') return { charge: end('pending', outcome, null), attemptState: 'unknown' }
  if (answer.kind === 'declined') return { charge: end('declined', outcome, 'card_declined'), attemptState: 'declined' }
  const blocked = blockingReason(answer.checks, merchant.settings)
  if (blocked)
    return { charge: end('declined', blockedOutcome(outcome, blocked), 'card_declined'), attemptState: 'approved' }
  const order = orderOf(undecided, capture)
  return { charge: end(capture ? 'captured' : 'authorized', outcome, null, order), order, attemptState: 'approved' }
}

function orderOf(charge: Pick<Charge, 'amount' | 'tip' | 'tax' | 'currency' | 'facts'>, captured: boolean): NewOrder {
  const { amount, tip, tax, currency, facts } = charge
  return {
    id: newId(),
    status: captured ? 'paid' : 'created',
    currency,
    amount,
    amountPaid: captured ? amount : (0 as AmountMinor),
    tip,
    items: itemsOfCharge({ amount, tax, currency, description: facts.echo.description }, newId),
  }
}

/** @returns the error of contract 402 for a declined charge or capture */
export function declined(charge: Pick<Charge, 'id' | 'outcome'>): ApiError {
  const { reason, networkCode, adviceCode, message } = charge.outcome
  return new ApiError('card_declined', { charge: charge.id, declineCode: reason, networkCode, adviceCode, message })
}

/** A fault after the acquirer may have been asked is never a promise that nothing happened. */
export function afterSending(error: unknown): unknown {
  return isDatabaseAway(error) ? new ApiError('processing_error', { cause: error }) : error
}
