/** A row of `vault.token`, as far as it is not sealed. */
import { MERCHANT_NOW_MS } from '../../database/index.ts'
import type { Brand } from '../cards/brand.ts'
import type { Cardholder } from '../cards/cardholder.ts'
import type { ExternalReference, Token } from './token.ts'

/** SQL for Unix milliseconds of a column; times are stored in whole milliseconds. */
export const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`

/** The moment of the statement by the clock of the merchant `$1`, in whole milliseconds, as the API shows times. */
export const NOW = MERCHANT_NOW_MS

/** Columns of the token `t` and of `h`, the row of vault.send of the attempt that took it last, if any. */
export const TOKEN_COLUMNS = `
  t.id, t.app_id, t.claimed_by, t.is_multipay, t.brand, t.first6, t.last4, t.expiry_month, t.expiry_year, t.cardholder,
  t.external,
  ${milliseconds('t.created_at')} as created_ms, ${milliseconds('t.last_accessed_at')} as last_accessed_ms,
  h.outcome ->> 'kind' as holder_outcome,
  ${milliseconds(`coalesce(t.used_at, case when h.outcome ->> 'kind' = 'approved' then h.decided_at end)`)} as used_ms`

export interface TokenRow {
  id: string
  app_id: string | null
  claimed_by: string | null
  is_multipay: boolean
  brand: Brand | null
  first6: string | null
  last4: string | null
  expiry_month: number
  expiry_year: number
  cardholder: Cardholder | null
  external: ExternalReference | null
  created_ms: number
  holder_outcome: 'approved' | 'declined' | 'reversed' | null
  last_accessed_ms: number | null
  used_ms: number | null
}

export function toToken(merchantId: string, row: TokenRow): Token {
  const isHeld = row.claimed_by !== null && (row.holder_outcome === null || row.holder_outcome === 'approved')
  return {
    id: row.id,
    merchantId,
    appId: row.app_id ?? undefined,
    createdMs: row.created_ms,
    modifiedMs: row.used_ms ?? row.created_ms,
    lastAccessedMs: row.last_accessed_ms ?? undefined,
    usedMs: row.used_ms ?? undefined,
    // An attempt that was declined or reversed holds the token no longer.
    claimedBy: isHeld ? row.claimed_by! : undefined,
    isMultipay: row.is_multipay,
    brand: row.brand ?? undefined,
    first6: row.first6 ?? undefined,
    last4: row.last4 ?? undefined,
    expiryMonth: row.expiry_month,
    expiryYear: row.expiry_year,
    cardholder: row.cardholder ?? undefined,
    external: row.external ?? undefined,
  }
}
