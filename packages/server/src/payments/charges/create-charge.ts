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
import { rehearse } from '../rehearsal.ts'
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
import { takeTender } from './take-tender.ts'
import { ALTERNATE_TENDER, checkNamed, findTender } from './tender.ts'

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
  checkCurrency(body, merchant)
  if (body.source === ALTERNATE_TENDER) checkNamed(body.tender)
  await checkOffered(services, merchant, body)
  const warnings = purchaseWarnings(body, merchant, services.vault.capabilities(services.connector))
  const request = {
    amount: body.amount as AmountMinor,
    tip: (body.tip_amount ?? 0) as AmountMinor,
    tax: (body.tax_amount ?? null) as AmountMinor | null,
    currency: body.currency,
    capture: body.capture ?? true,
    facts: {
      echo: echoOf(body),
      warnings: warnings.length > 0 ? warnings : undefined,
      shopperAddress,
      threeds: body.threeds,
    },
  }
  if (body.source === ALTERNATE_TENDER) {
    const tender = findTender(body.tender, merchant.settings.tenders)!
    return takeTender(services, merchant, tender, request, call)
  }
  const rehearsed = rehearse(services, call, body.amount)
  return authorizeCharge(rehearsed, merchant, { ...request, tokenId: body.source }, call)
}

/** @throws ApiError `invalid_currency` (contract GEN-27) */
function checkCurrency({ currency, source }: Body, merchant: Merchant): void {
  if (currency === merchant.defaultCurrency) return
  // A foreign currency is for cards of two brands.
  if (source === ALTERNATE_TENDER || !merchant.settings.currencies.includes(currency)) {
    throw new ApiError('invalid_currency', { param: 'currency' })
  }
}

/**
 * Objects that the body names, and then what this version does not offer (ERR-6, steps 11 and 12).
 * @throws ApiError `resource_missing`, `feature_not_enabled`
 */
async function checkOffered(services: PaymentServices, merchant: Merchant, body: Body): Promise<void> {
  const isTender = body.source === ALTERNATE_TENDER
  const missing = missingObject(body, merchant)
  const lacksThreeds = body.threeds?.source === 'CLOVER' && !offersThreeds(services, merchant)
  if (missing === undefined && !lacksThreeds) return
  if (!isTender && !(await services.vault.knowsToken(merchant.id, body.source))) {
    throw new ApiError('resource_missing', { param: 'source' })
  }
  if (missing !== undefined) throw new ApiError('resource_missing', { param: missing })
  throw new ApiError('feature_not_enabled', { param: 'threeds' })
}

/** Whether this server can run 3-D Secure for the merchant; what the merchant ran needs nothing of ours. */
function offersThreeds({ vault, connector }: PaymentServices, { settings }: Merchant): boolean {
  return settings.features.threeds && vault.capabilities(connector).threeds
}

/** There are no customers yet, so that every id of one is unknown. */
function missingObject(body: Body, { settings }: Merchant): 'tax_rate_uuid' | 'tender' | 'customer' | undefined {
  const { tax_rate_uuid: taxRateId, customer } = body
  if (taxRateId !== undefined && !settings.tax_rates?.some(({ id }) => id === taxRateId)) return 'tax_rate_uuid'
  if (body.source === ALTERNATE_TENDER && !findTender(body.tender, settings.tenders)) return 'tender'
  return typeof customer === 'string' ? 'customer' : undefined
}

/** The members that are shown again. A nested customer is kept as billing details; explicit ones win (CHG-7). */
function echoOf(body: Body): Echo {
  const echo: Record<string, unknown> = {}
  for (const name of ECHOED) if (body[name] !== undefined) echo[name] = body[name]
  if (typeof body.customer === 'object') echo.billing_details = { ...body.customer, ...body.billing_details }
  return echo as Echo
}
