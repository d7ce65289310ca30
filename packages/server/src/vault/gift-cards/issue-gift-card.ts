/** Makes a token of a gift card: seals, stores, forgets (contract 5.7, TOK-30). */
import { newTokenId } from '../../http/identifiers.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { seal } from '../keyring/seal.ts'
import type { IssuedToken } from '../tokens/issue-token.ts'
import type { GiftCard } from './gift-card.ts'
import type { GiftCardStore } from './gift-card-store.ts'

export interface GiftCardRequest {
  readonly merchantId: string
  readonly publicKeyId: string
  readonly appId: string | undefined
  readonly giftCard: GiftCard
  /** Reserved for this token before (contract TOK-42); a new one when absent. */
  readonly id?: string | undefined
}

export interface GiftCardIssuing {
  readonly giftCards: GiftCardStore
  readonly keyring: Keyring
  readonly mode: 'sandbox' | 'live'
}

/** The token is durable when this returns. Nobody is asked about the card (contract TOK-30). */
export async function issueGiftCard(
  { giftCards, keyring, mode }: GiftCardIssuing,
  { merchantId, publicKeyId, appId, giftCard, id = newTokenId(mode) }: GiftCardRequest,
): Promise<IssuedToken> {
  const { sealing } = await keyring.forSealing(merchantId)
  const { number, securityCode } = giftCard
  const place = { merchantId, tokenId: id }
  const createdMs = await giftCards.insert(merchantId, {
    id,
    keyVersion: sealing.version,
    last4: number.slice(-4),
    publicKeyId,
    appId,
    sealedNumber: seal(sealing, number, { ...place, column: 'gift card number' }),
    sealedCode:
      securityCode === undefined ? undefined : seal(sealing, securityCode, { ...place, column: 'gift card code' }),
  })
  return { id, createdMs }
}
