/** A token as the API shows it (contract 5.2, 5.10: TOK-12, TOK-43, TOK-44). */
import { createHash } from 'node:crypto'
import type { Cardholder } from '../cards/cardholder.ts'
import type { Card } from '../cards/card.ts'
import type { ExternalToken } from '../external-tokens/external-token.ts'
import type { IssuedToken } from './issue-token.ts'
import { isExpired } from './token.ts'
import type { Token } from './token.ts'

export interface Presentation {
  readonly mode: 'sandbox' | 'live'
  /** Life of a single-pay token. */
  readonly lifetimeMinutes: number
  /** Database time, Unix milliseconds. */
  readonly nowMs: number
}

/** The reply of `POST /v1/tokens`. */
export function presentNewToken(token: IssuedToken, card: Card, mode: Presentation['mode']) {
  const { number } = card
  return {
    id: token.id,
    object: 'token',
    type: 'card',
    created: token.createdMs,
    livemode: mode === 'live',
    used: false,
    card: presentCard(card, number.slice(0, 6), number.slice(-4)),
  }
}

/** The reply of `POST /v1/tokens` for another provider's token (contract TOK-29). */
export function presentNewExternalToken(token: IssuedToken, external: ExternalToken, mode: Presentation['mode']) {
  return {
    id: token.id,
    object: 'token',
    type: 'card',
    created: token.createdMs,
    livemode: mode === 'live',
    used: false,
    card: presentCard(external, external.first6, external.last4),
  }
}

/** The reply of `POST /v1/tokens` to a repeat, from what is stored (contract TOK-42). */
export function presentStoredToken(token: Token, mode: Presentation['mode']) {
  return {
    id: token.id,
    object: 'token',
    type: 'card',
    created: token.createdMs,
    livemode: mode === 'live',
    used: token.usedMs !== undefined,
    card: presentCard(token, token.first6, token.last4),
  }
}

/** The reply of `GET /v1/tokens/{tokenId}`. */
export function presentToken(token: Token, { mode, lifetimeMinutes, nowMs }: Presentation) {
  const times = { created_time: token.createdMs, modified_time: token.modifiedMs }
  const expired = isExpired(token, lifetimeMinutes, nowMs)
  return {
    ...presentStoredToken(token, mode),
    card: { id: cardId(token.id), ...presentCard(token, token.first6, token.last4), ...times },
    cloverToken: {
      tokenValue: token.id,
      merchantUuid: token.merchantId,
      developerUuid: token.appId,
      createdTime: token.createdMs,
      lastAccessedTime: token.lastAccessedMs ?? token.createdMs,
    },
    tokenMeta: {
      paymentInstrument: 'CARD',
      tokenProvider: mode === 'live' ? 'TREFOIL' : 'MOCK',
      tokenStatus: token.usedMs !== undefined ? 'VERIFIED' : expired ? 'EXPIRED' : 'NEW',
      tokenType: token.isMultipay ? 'MULTIPAY' : 'ONEOFF',
      createdTime: token.createdMs,
      modifiedTime: token.modifiedMs,
    },
  }
}

/** `first6` and `last4` are the most of a card number that anyone sees (contract GEN-19). */
function presentCard(
  card: Pick<Token, 'brand' | 'expiryMonth' | 'expiryYear' | 'cardholder'>,
  first6: string | undefined,
  last4: string | undefined,
) {
  return {
    brand: card.brand,
    first6,
    last4,
    exp_month: String(card.expiryMonth).padStart(2, '0'),
    exp_year: String(card.expiryYear),
    ...shownCardholder(card.cardholder),
  }
}

/** As sent; e-mail and phone are stored and not returned (contract 5.2). */
function shownCardholder(cardholder: Cardholder | undefined): Partial<Cardholder> | undefined {
  if (!cardholder) return undefined
  const { email: _email, phone: _phone, ...shown } = cardholder
  return shown
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Id of the card behind a token: 13 characters, at least one of them a letter (contract 1.4). It is drawn from the
 * token's own random characters, so that it needs no column, and tells nothing of the card.
 */
export function cardId(tokenId: string): string {
  const digest = createHash('sha256').update(`card ${tokenId}`).digest()
  let id = ALPHABET[10 + (digest[0]! % 22)]!
  for (let index = 1; index < 13; index++) id += ALPHABET[digest[index]! & 31]
  return id
}
