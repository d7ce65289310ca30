/**
 * A token and what may be done with it (contract 5.8).
 *
 * single-pay: new ──claimed by an attempt──▶ in use ──approved──▶ used
 *              ▲                                │
 *              └───────declined, not sent───────┘
 *
 * A multi-pay token is never in use or used up. Times are database time, Unix milliseconds.
 */
import type { Brand } from '../cards/brand.ts'
import type { Cardholder } from '../cards/cardholder.ts'

export interface Token {
  readonly id: string
  readonly merchantId: string
  /** App of the public key that made it; absent for merchant key pairs. */
  readonly appId: string | undefined
  readonly createdMs: number
  /** The first success, or the creation while there is none. */
  readonly modifiedMs: number
  /** The last time an attempt took it. */
  readonly lastAccessedMs: number | undefined
  /** The first success. */
  readonly usedMs: number | undefined
  /** The attempt that holds a single-pay token: under way, its outcome unknown, or approved. */
  readonly claimedBy: string | undefined
  readonly isMultipay: boolean
  /** Of an external token, brand and digits are as far as they came with it. */
  readonly brand: Brand | undefined
  readonly first6: string | undefined
  readonly last4: string | undefined
  readonly expiryMonth: number
  readonly expiryYear: number
  readonly cardholder: Cardholder | undefined
  /** What stands here for a card is another provider's token (contract 5.6). */
  readonly external: ExternalReference | undefined
}

/** As much of another provider's token as may be seen. */
export interface ExternalReference {
  readonly type: string
  /** Its first six characters. */
  readonly shown: string
  /** The network's original transaction. */
  readonly transactionId?: string
}

/** Why a token cannot be the source of an operation: codes of the contract's catalogue. */
export type TokenRefusal = 'resource_missing' | 'token_already_used' | 'token_expired' | 'token_in_use'

export const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** How long a dead token keeps answering its code (contract TOK-34). */
export const MEMORY_MS = 30 * DAY_MS
/** Life of a multi-pay token without a customer and without a success (contract TOK-36). */
export const UNUSED_MULTIPAY_DAYS = 30

/** When the token dies if no success comes first; undefined when it does not. */
export function deathMs(token: Token, lifetimeMinutes: number): number | undefined {
  if (token.usedMs !== undefined) return undefined
  return token.createdMs + (token.isMultipay ? UNUSED_MULTIPAY_DAYS * DAY_MS : lifetimeMinutes * MINUTE_MS)
}

/** Whether the token died without a success (contract TOK-34, TOK-36). */
export function isExpired(token: Token, lifetimeMinutes: number, nowMs: number): boolean {
  const death = deathMs(token, lifetimeMinutes)
  return death !== undefined && nowMs >= death
}

/** Whether nothing is known of it any more: 30 days after it was used up or died (contract TOK-34). */
export function isForgotten(token: Token, lifetimeMinutes: number, nowMs: number): boolean {
  const end = token.isMultipay ? deathMs(token, lifetimeMinutes) : (token.usedMs ?? deathMs(token, lifetimeMinutes))
  return end !== undefined && nowMs >= end + MEMORY_MS
}

/**
 * Why an attempt cannot take this token, in the order of TOK-35: unknown, used, expired, in use.
 * @returns undefined when it can
 */
export function refusalOf(token: Token | undefined, lifetimeMinutes: number, nowMs: number): TokenRefusal | undefined {
  if (!token || isForgotten(token, lifetimeMinutes, nowMs)) return 'resource_missing'
  if (!token.isMultipay && token.usedMs !== undefined) return 'token_already_used'
  if (isExpired(token, lifetimeMinutes, nowMs)) return 'token_expired'
  if (!token.isMultipay && token.claimedBy !== undefined) return 'token_in_use'
  return undefined
}
