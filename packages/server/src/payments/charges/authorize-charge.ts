/**
 * The way of a charge (architecture §3): attempt durable, the vault sends, result durable.
 *
 * Until the attempt is durable nothing has happened. Once the vault was asked, only a result or "unknown" may be
 * answered: a fault here is a 500, never a 503, since a 503 promises that nothing was sent (contract ERR-11). Each step
 * may be repeated under the attempt's id, so whoever finds an attempt half done carries it out from the start.
 */
import type { Merchant } from '../../http/credentials.ts'
import type { ErrorCode } from '../../http/error-catalogue.ts'
import { ApiError } from '../../http/errors.ts'
import { newId } from '../../http/identifiers.ts'
import type { Keyed } from '../../http/idempotency/idempotency.ts'
import { addMinor } from '../../http/money.ts'
import type { AmountMinor } from '../../http/money.ts'
import { isDatabaseAway } from '../../database/index.ts'
import type { CredentialWarning, Outcome, Token } from '../../vault/index.ts'
import { dropAttempt, findAttempt } from '../attempts/attempt-store.ts'
import type { Attempt } from '../attempts/attempt-store.ts'
import type { PaymentServices } from '../services.ts'
import { authenticateCharge } from '../threeds/authenticate-charge.ts'
import { isFinalizing } from '../threeds/threeds.ts'
import type { Charge } from './charge.ts'
import type { RequestFacts } from './charge-facts.ts'
import type { DecidedCharge } from './charge-store.ts'
import { withWarning } from './credential-warnings.ts'
import { decideCharge } from './decide-charge.ts'
import { reverseAuthorization } from './reverse-authorization.ts'
import { tokenWish } from './token-wish.ts'

/** What a charge asks for. */
export interface ChargeRequest {
  readonly amount: AmountMinor
  readonly tip: AmountMinor
  readonly tax: AmountMinor | null
  readonly currency: string
  readonly capture: boolean
  readonly tokenId: string
  readonly facts: RequestFacts
}

/** A request whose attempt is durable. */
export interface PreparedCharge extends ChargeRequest {
  readonly id: string
  /** Unix milliseconds, the database's. */
  readonly created: number
}

type Sent = Exclude<Outcome, { kind: 'not_sent' }>

/**
 * Authorizes a charge, and captures it unless asked not to.
 * @param keyed of a request with an idempotency key: the charge's id is that of the operation
 * @returns the charge, whatever became of it
 * @throws ApiError `acquirer_unavailable`, and those of a token's state: there is no charge then
 */
export async function authorizeCharge(
  services: PaymentServices,
  merchant: Merchant,
  request: ChargeRequest,
  keyed: Partial<Keyed>,
): Promise<Charge> {
  const id = keyed.operationId ?? newId()
  const { amount, tip, tax, currency, capture, tokenId, facts } = request
  const asked = { merchantId: merchant.id, amount, tip, tax, currency, capture, tokenId, facts }
  const keyHash = keyed.keyHash ?? null
  const created = await services.prepareAttempt({ ...asked, id, chargeId: id, kind: 'authorize', keyHash })
  return carryOutCharge(services, merchant, { ...request, id, created })
}

/**
 * Goes on with a charge that was begun (contract IDM-11).
 * @returns undefined when nothing of it is on record
 * @throws as {@link authorizeCharge}
 */
export async function resumeCharge(
  services: PaymentServices,
  merchant: Merchant,
  id: string,
): Promise<Charge | undefined> {
  const charge = await services.charges.lookUp(merchant.id, id)
  if (charge && charge.state !== 'requires_action') return charge
  const attempt = await findAttempt(services.database, merchant.id, id)
  // It waits for its shopper, unless it was finalized and that was cut off.
  if (charge && attempt?.state !== 'prepared') return charge
  return attempt && carryOutCharge(services, merchant, preparedOf(attempt))
}

/** What the attempt of an authorization says of its charge. */
export function preparedOf(attempt: Attempt): PreparedCharge {
  return { ...attempt, tokenId: attempt.tokenId!, facts: attempt.facts! }
}

/**
 * Takes a charge whose attempt is durable to its end, or to the step that its shopper has to take.
 * @throws as {@link authorizeCharge}
 */
export async function carryOutCharge(
  services: PaymentServices,
  merchant: Merchant,
  prepared: PreparedCharge,
): Promise<Charge> {
  const decision = await decisionOf(services, merchant, prepared)
  try {
    const charge = (await services.charges.decide(decision)) ?? (await alreadyDecided(services, merchant, prepared.id))
    if (decision.reversalId !== undefined) await reverseAuthorization(services, charge, decision.reversalId)
    if (charge.state === 'pending') services.noteUndecided(merchant.id, charge.id)
    return charge
  } catch (error) {
    throw afterSending(error)
  }
}

async function decisionOf(
  services: PaymentServices,
  merchant: Merchant,
  prepared: PreparedCharge,
): Promise<DecidedCharge> {
  const authenticated = await authenticateCharge(services, merchant, prepared).catch((error: unknown) => {
    throw afterSending(error)
  })
  switch (authenticated.kind) {
    case 'decided':
      return authenticated.decision
    case 'refused':
      throw await notSent(services, merchant, prepared, authenticated.code)
    case 'not_sent':
      throw await notSent(services, merchant, prepared, 'acquirer_unavailable')
    case 'to_send': {
      const { outcome, token, warning } = await send(services, merchant, authenticated.prepared)
      return decideCharge(merchant, withWarning(authenticated.prepared, warning), outcome, token)
    }
  }
}

/** Somebody else went on with this attempt while we waited: what they have written is the truth. */
async function alreadyDecided(services: PaymentServices, merchant: Merchant, id: string): Promise<Charge> {
  const charge = await services.charges.lookUp(merchant.id, id)
  if (charge) return charge
  throw new ApiError('processing_error', { cause: new Error('The attempt of this charge was taken back meanwhile.') })
}

async function send(
  services: PaymentServices,
  merchant: Merchant,
  prepared: PreparedCharge,
): Promise<{ outcome: Sent; token: Token; warning: CredentialWarning | undefined }> {
  const { amount, tip, currency, capture, facts } = prepared
  const authorization = {
    ...tokenWish(services, merchant, prepared),
    authentication: facts.threeds?.proof,
    keepsHold: isFinalizing(facts.threeds),
    amountMinor: addMinor(amount, tip),
    tipMinor: tip,
    currency,
    capture,
    softDescriptor: facts.echo.soft_descriptor as Record<string, string> | undefined,
    level2: facts.echo.level2,
    level3: facts.echo.level3,
  }
  const result = await services.vault.authorize(authorization).catch((error: unknown) => {
    throw afterSending(error)
  })
  if (result.kind === 'sent' && result.outcome.kind !== 'not_sent') {
    return { outcome: result.outcome, token: result.token, warning: result.warning }
  }
  throw await notSent(services, merchant, prepared, result.kind === 'sent' ? 'acquirer_unavailable' : result.code)
}

/** Takes the attempt back of which nothing was sent. @returns what the caller is told */
async function notSent(
  services: PaymentServices,
  merchant: Merchant,
  { id, facts }: PreparedCharge,
  code: ErrorCode,
): Promise<ApiError> {
  // A charge that waited for its shopper does so again (contract CHG-27).
  if (isFinalizing(facts.threeds)) await services.threeds.waitAgain({ merchantId: merchant.id, id })
  else await dropAttempt(services.database, merchant.id, id)
  if (code === 'acquirer_unavailable') return new ApiError(code)
  return new ApiError(code, { param: REFUSED_PARAMS[code] ?? 'source' })
}

/** The input that a refusal of the vault is about, when it is not the source. */
const REFUSED_PARAMS: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid_currency: 'currency',
  stored_credentials_required: 'stored_credentials',
}

/**
 * What a request that made a charge, or repeats one, is answered (contract CHG-25, CHG-26).
 * @returns the charge when it succeeded
 * @throws ApiError `card_declined`, `outcome_unknown`, `payment_not_completed`, `threeds_expired`
 */
export function succeeded(charge: Charge): Charge {
  switch (charge.state) {
    case 'declined':
      throw declined(charge)
    case 'pending':
      throw new ApiError('outcome_unknown', { charge: charge.id })
    case 'failed':
      throw new ApiError(charge.failureCode === 'threeds_expired' ? 'threeds_expired' : 'payment_not_completed', {
        charge: charge.id,
      })
    default:
      return charge
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
