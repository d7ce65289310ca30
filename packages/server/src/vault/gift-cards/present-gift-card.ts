/** A gift card's token as the API shows it (contract 5.7, 5.10: TOK-43, TOK-44). */
import type { Presentation } from '../tokens/present-token.ts'
import type { GiftCardToken } from './gift-card.ts'

/** The reply of `POST /v1/tokens`. */
export function presentNewGiftCard(
  { id, createdMs, last4 }: Omit<GiftCardToken, 'merchantId' | 'appId'>,
  mode: Presentation['mode'],
) {
  return {
    id,
    object: 'token',
    type: 'gift_card',
    created: createdMs,
    livemode: mode === 'live',
    used: false,
    giftCard: { last4 },
  }
}

/** The reply of `GET /v1/tokens/{tokenId}`. A token that nothing can be paid with has never been used. */
export function presentGiftCard(token: GiftCardToken, { mode, lifetimeMinutes, nowMs }: Presentation) {
  const { createdMs } = token
  const isExpired = nowMs >= createdMs + lifetimeMinutes * 60_000
  return {
    ...presentNewGiftCard(token, mode),
    cloverToken: {
      tokenValue: token.id,
      merchantUuid: token.merchantId,
      developerUuid: token.appId,
      createdTime: createdMs,
      lastAccessedTime: createdMs,
    },
    tokenMeta: {
      paymentInstrument: 'GIFT_CARD',
      tokenProvider: mode === 'live' ? 'TREFOIL' : 'MOCK',
      tokenStatus: isExpired ? 'EXPIRED' : 'NEW',
      tokenType: 'ONEOFF',
      createdTime: createdMs,
      modifiedTime: createdMs,
    },
  }
}
