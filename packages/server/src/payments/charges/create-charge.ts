/** `POST /v1/charges` (contract 6.1). */
import { Type } from 'typebox'
import type { MerchantCall } from '../../http/call.ts'
import type { Merchant } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import { optional } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import type { AmountMinor } from '../../http/money.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { PaymentServices } from '../services.ts'
import { authorizeCharge, resumeCharge, succeeded } from './authorize-charge.ts'
import type { Charge } from './charge.ts'
import { ECHOED } from './charge-facts.ts'
import type { Echo } from './charge-facts.ts'
import { ChargeObject } from './charge-object.ts'
import { CreateChargeBody } from './create-charge-body.ts'
import { EXPAND, expansions } from './expand.ts'
import { purchaseWarnings } from './purchase-fields.ts'
import { shopperAddressOf } from './shopper-address.ts'
import { showCharge } from './show-charge.ts'

type Body = Static<typeof CreateChargeBody>

export const createCharge = (services: PaymentServices): Operation =>
  operation({
    method: 'POST',
    url: '/v1/charges',
    caller: 'bearer',
    permissions: ['ONLINE_PAYMENTS'],
    summary: 'Create a charge',
    tag: 'Charges',
    body: CreateChargeBody,
    query: Type.Object({ expand: optional(EXPAND) }),
    response: ChargeObject,
    keepsAnswer: '30 days',
    async handle(call, { body, query }) {
      const resumed = call.isResumed && (await resumeCharge(services, call.merchant, call.operationId!))
      const charge = resumed || (await charged(services, call, body))
      const expand = expansions(query.expand, body.expand)
      return showCharge(services, succeeded(charge), expand, body.return_gateway_response)
    },
    async recall(call, { query }) {
      const charge = await services.charges.find(call.merchant.id, call.operationId)
      return showCharge(services, succeeded(charge), expansions(query.expand))
    },
  })

async function charged(services: PaymentServices, call: MerchantCall, body: Body): Promise<Charge> {
  const { merchant } = call
  const shopperAddress = shopperAddressOf(call)
  checkCurrency(body.currency, merchant)
  await checkOffered(services, merchant, body)
  const warnings = purchaseWarnings(body, merchant, services.vault.capabilities(services.connector))
  const request = {
    amount: body.amount as AmountMinor,
    tip: (body.tip_amount ?? 0) as AmountMinor,
    tax: (body.tax_amount ?? null) as AmountMinor | null,
    currency: body.currency,
    capture: body.capture ?? true,
    tokenId: body.source,
    facts: { echo: echoOf(body), warnings: warnings.length > 0 ? warnings : undefined, shopperAddress },
  }
  return authorizeCharge(services, merchant, request, call)
}

/** @throws ApiError `invalid_currency` (contract GEN-27) */
function checkCurrency(currency: string, merchant: Merchant): void {
  if (currency !== merchant.defaultCurrency && !merchant.settings.currencies.includes(currency)) {
    throw new ApiError('invalid_currency', { param: 'currency' })
  }
}

/**
 * Refuses what this version does not offer, objects of the body first (ERR-6, steps 11 and 12). Merchants have neither
 * tax rates nor customers here, so that every id of one is unknown.
 * @throws ApiError `resource_missing`, `feature_not_enabled`
 */
async function checkOffered(services: PaymentServices, merchant: Merchant, body: Body): Promise<void> {
  if (body.source === 'alternate_tender') throw new ApiError('feature_not_enabled', { param: 'source' })
  const customerId = typeof body.customer === 'string' ? body.customer : undefined
  if (body.tax_rate_uuid === undefined && customerId === undefined && body.threeds === undefined) return
  if (!(await services.vault.knowsToken(merchant.id, body.source))) {
    throw new ApiError('resource_missing', { param: 'source' })
  }
  if (body.tax_rate_uuid !== undefined) throw new ApiError('resource_missing', { param: 'tax_rate_uuid' })
  if (customerId !== undefined) throw new ApiError('resource_missing', { param: 'customer' })
  throw new ApiError('feature_not_enabled', { param: 'threeds' })
}

/** The members that are shown again. A nested customer is kept as billing details; explicit ones win (CHG-7). */
function echoOf(body: Body): Echo {
  const echo: Record<string, unknown> = {}
  for (const name of ECHOED) if (body[name] !== undefined) echo[name] = body[name]
  if (typeof body.customer === 'object') echo.billing_details = { ...body.customer, ...body.billing_details }
  return echo as Echo
}
