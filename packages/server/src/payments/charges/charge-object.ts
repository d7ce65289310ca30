/** The charge as the wire shows it (contract 6.7). */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { OrderObject, presentOrder } from '../orders/order.ts'
import type { Order } from '../orders/order.ts'
import { presentThreeds, ThreedsObject } from '../threeds/threeds.ts'
import type { Charge } from './charge.ts'
import { STATE_ROWS } from './charge.ts'
import type { ShownCard } from './charge-facts.ts'
import type { ChargeOutcome, Check } from './charge-outcome.ts'
import type { Expansion } from './expand.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])
const AnyObject = Type.Record(Type.String(), Type.Unknown())

const SourceObject = Type.Object({
  id: Type.String(),
  brand: Type.Optional(Type.String()),
  exp_month: Type.String(),
  exp_year: Type.String(),
  first6: Type.Optional(Type.String()),
  last4: Type.Optional(Type.String()),
  cvc_check: NullableText,
  address_line1_check: NullableText,
  address_zip_check: NullableText,
  name: Type.Optional(Type.String()),
  address_line1: Type.Optional(Type.String()),
  address_line2: Type.Optional(Type.String()),
  address_city: Type.Optional(Type.String()),
  address_state: Type.Optional(Type.String()),
  address_zip: Type.Optional(Type.String()),
  address_country: Type.Optional(Type.String()),
  country: Type.Optional(Type.String()),
})

const OutcomeObject = Type.Object({
  network_status: Type.String(),
  type: Type.String(),
  reason: Type.Optional(Type.String()),
  network_code: Type.Optional(Type.String()),
  advice_code: Type.Optional(Type.String()),
})

export const ChargeObject = Type.Object({
  id: Type.String(),
  object: Type.Literal('charge'),
  amount: Type.Integer(),
  tax_amount: Type.Optional(Type.Integer()),
  tip_amount: Type.Optional(Type.Integer()),
  amount_captured: Type.Integer(),
  amount_refunded: Type.Integer(),
  currency: Type.String(),
  created: Type.Integer(),
  captured: Type.Boolean(),
  paid: Type.Boolean(),
  refunded: Type.Boolean(),
  status: Type.String(),
  state: Type.String(),
  livemode: Type.Boolean(),
  payment_method_details: Type.String(),
  ecomind: Type.String(),
  customer: Type.Optional(Type.String()),
  order: Type.Optional(Type.Union([Type.String(), OrderObject])),
  ref_num: Type.Optional(Type.String()),
  auth_code: Type.Optional(Type.String()),
  outcome: Type.Optional(OutcomeObject),
  source: Type.Optional(SourceObject),
  description: Type.Optional(Type.String()),
  receipt_email: Type.Optional(Type.String()),
  external_reference_id: Type.Optional(Type.String()),
  external_customer_reference: Type.Optional(Type.String()),
  metadata: Type.Optional(Type.Union([Type.String(), AnyObject])),
  shipping: Type.Optional(AnyObject),
  billing_details: Type.Optional(AnyObject),
  site_url: Type.Optional(Type.String()),
  soft_descriptor: Type.Optional(AnyObject),
  stored_credentials: Type.Optional(AnyObject),
  level2: Type.Optional(AnyObject),
  level3: Type.Optional(AnyObject),
  tax_rate_uuid: Type.Optional(Type.String()),
  threeds: Type.Optional(ThreedsObject),
  failure_code: Type.Optional(Type.String()),
  failure_message: Type.Optional(Type.String()),
  warning_message: Type.Optional(Type.String()),
  saved_credentials_on_file: Type.Optional(Type.Object({ tokenType: Type.String(), value: Type.String() })),
  pending_action: Type.Optional(Type.String()),
  pending_since: Type.Optional(Type.Integer()),
  gateway_response: Type.Optional(Type.Object({ code: Type.String(), text: Type.String() })),
  refunds: Type.Optional(AnyObject),
})

export interface Presentation {
  readonly livemode: boolean
  /** The word for a check that failed (contract CHG-20). */
  readonly checkWord: 'fail' | 'failed'
  readonly expand: ReadonlySet<Expansion>
  /** Only with `expand=order`. */
  readonly order?: Order
  /** The ten newest, as a list; only with `expand=refunds`. */
  readonly refunds?: Readonly<Record<string, unknown>>
  readonly gatewayResponse?: boolean
}

export function presentCharge(charge: Charge, presentation: Presentation): Static<typeof ChargeObject> {
  const { outcome, facts } = charge
  const row = STATE_ROWS[charge.state]
  const { ecomind = 'ecom', ...echo } = facts.echo
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    tax_amount: charge.tax ?? undefined,
    tip_amount: charge.tip > 0 ? charge.tip : undefined,
    amount_captured: charge.amountCaptured,
    amount_refunded: charge.amountRefunded,
    currency: charge.currency,
    created: charge.created,
    captured: row.captured,
    paid: row.paid,
    refunded: row.refunded,
    status: row.status,
    state: charge.state,
    livemode: presentation.livemode,
    payment_method_details: facts.tender ? 'alternate_tender' : 'card',
    ecomind,
    order: presentation.order ? presentOrder(presentation.order) : (charge.orderId ?? undefined),
    ref_num: outcome.refNum,
    auth_code: outcome.authCode,
    outcome: charge.state === 'requires_action' ? undefined : presentOutcome(outcome),
    source: facts.card && presentSource(charge, facts.card, presentation),
    ...(echo as object),
    threeds: charge.threeds ? presentThreeds(charge.threeds) : undefined,
    failure_code: charge.failureCode ?? undefined,
    failure_message: charge.failureCode === null ? undefined : outcome.message,
    warning_message: facts.warnings?.join('; '),
    saved_credentials_on_file: facts.card?.external && presentExternal(facts.card.external),
    pending_action: charge.pendingAction ?? undefined,
    pending_since: charge.pendingSince ?? undefined,
    gateway_response:
      presentation.gatewayResponse && outcome.networkCode
        ? { code: outcome.networkCode, text: outcome.gatewayText ?? '' }
        : undefined,
    refunds: presentation.refunds,
  }
}

/** As many asterisks whatever the value's length: it is nobody's business. */
function presentExternal({ type, shown }: NonNullable<ShownCard['external']>) {
  return { tokenType: type.toUpperCase(), value: `${shown}**********` }
}

function presentOutcome(outcome: ChargeOutcome): Static<typeof OutcomeObject> {
  return {
    network_status: outcome.networkStatus,
    type: outcome.type,
    reason: outcome.reason,
    network_code: outcome.networkCode,
    advice_code: outcome.adviceCode,
  }
}

function presentSource(charge: Charge, card: ShownCard, presentation: Presentation): Static<typeof SourceObject> {
  const checks = charge.outcome.checks
  const word = (check: Check | null | undefined): string | null =>
    check === 'fail' ? presentation.checkWord : (check ?? null)
  const { address_zip: zip, ...address } = card.address ?? {}
  return {
    id: charge.tokenId ?? '',
    brand: card.brand,
    exp_month: card.expMonth,
    exp_year: card.expYear,
    first6: card.first6,
    last4: card.last4,
    cvc_check: word(checks?.cvc),
    address_line1_check: word(checks?.addressLine1),
    address_zip_check: word(checks?.addressZip),
    address_zip: zip,
    ...(presentation.expand.has('source') ? { name: card.name, ...address } : {}),
  }
}
