/** The SQL of a charge without an acquirer. */
import { MERCHANT_NOW_MS } from '../../database/index.ts'
import type { Database } from '../../database/index.ts'
import { accounts, LEDGER_COLUMNS, receivableOf } from '../ledger/ledger.ts'
import type { NewOrder } from '../orders/order.ts'
import type { ChargeRequest } from './authorize-charge.ts'
import type { ChargeOutcome } from './charge-outcome.ts'

/** Ready to be written; its facts name the tender. */
export interface TenderBooking extends Omit<ChargeRequest, 'tokenId'> {
  readonly merchantId: string
  readonly id: string
  readonly order: NewOrder
  /** Hex, of the idempotency key of the request. */
  readonly keyHash: string | null
}

const OUTCOME: ChargeOutcome = { networkStatus: 'not_sent_to_network', type: 'authorized' }

// Nobody is asked, so that there is no attempt before its result: attempt, charge, order and transfer are one statement.
// Written a second time under the same id, it changes nothing.
const BOOK = `
  with attempt as (
    insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, decided_at, amount, tip, tax,
      currency, capture, facts, key_hash)
    values ($1, $2, $2, 'tender', 'approved', ${MERCHANT_NOW_MS}, now(), $3, $4, $5, $6, true, $7, decode($8, 'hex'))
    on conflict (merchant_id, id) do nothing
    returning *
  ), charge as (
    insert into payments.charge (merchant_id, id, created_at, state, amount, tip, tax, currency, amount_captured,
      order_id, outcome, facts, external_reference_id)
    select merchant_id, id, created_at, 'captured', amount, tip, tax, currency, amount, $9, $10, facts,
      facts -> 'echo' ->> 'external_reference_id'
    from attempt
  ), paid_order as (
    insert into payments."order" (merchant_id, id, created_at, status, currency, amount, amount_paid, tip, items,
      status_transitions)
    select merchant_id, $9, created_at, 'paid', currency, amount, amount, tip, $11,
      jsonb_build_object('paid', (extract(epoch from created_at) * 1000)::bigint)
    from attempt
  )
  insert into payments.ledger_transfer (${LEDGER_COLUMNS})
  select merchant_id, id, id, 'sale', ${accounts('to merchant', receivableOf('facts'))}, amount + tip, currency
  from attempt`

/** Attempt, charge, order and ledger, all or nothing. */
export async function bookTender(database: Database, booking: TenderBooking): Promise<void> {
  const { merchantId, id, amount, tip, tax, currency, facts, keyHash, order } = booking
  await database.query(BOOK, [
    merchantId,
    id,
    amount,
    tip,
    tax,
    currency,
    JSON.stringify(facts),
    keyHash,
    order.id,
    JSON.stringify(OUTCOME),
    JSON.stringify(order.items),
  ])
}
