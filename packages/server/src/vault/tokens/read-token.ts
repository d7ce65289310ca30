/** `GET /v1/tokens/{tokenId}` (contract 5.10). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { GiftCardToken } from '../gift-cards/gift-card.ts'
import { presentGiftCard } from '../gift-cards/present-gift-card.ts'
import type { Vault } from '../vault.ts'
import { presentToken } from './present-token.ts'
import { TokenObject } from './token-object.ts'
import type { Token } from './token.ts'

type Subject = { readonly token: Token } | { readonly giftCard: GiftCardToken }

export const readToken = (vault: Vault): Operation =>
  operation({
    method: 'GET',
    url: '/v1/tokens/:tokenId',
    caller: 'bearer',
    permissions: ['ONLINE_PAYMENTS'],
    summary: 'Read a token',
    tag: 'Tokens',
    body: Type.Object({}),
    query: Type.Object({}),
    response: TokenObject,
    async find({ merchant, params: { tokenId = '' } }): Promise<Subject> {
      const token = await vault.readToken(merchant.id, tokenId)
      if (token) return { token }
      const giftCard = await vault.readGiftCardToken(merchant.id, tokenId)
      if (!giftCard) throw new ApiError('resource_missing')
      return { giftCard }
    },
    async handle(call, { subject }) {
      const { mode, tokenTtlMinutes } = vault
      const presentation = { mode, lifetimeMinutes: tokenTtlMinutes, nowMs: vault.nowMs(call.merchant.id) }
      const found = subject as Subject
      return 'token' in found ? presentToken(found.token, presentation) : presentGiftCard(found.giftCard, presentation)
    },
  })
