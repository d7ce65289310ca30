/** `POST /v1/tokens` (contract 5.1, 5.2, 5.6, 5.7, 5.9). */
import { Type } from 'typebox'
import { testCardBehaviour } from '../../acquirers/index.ts'
import type { MerchantCall } from '../../http/call.ts'
import { ApiError } from '../../http/errors.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { readCard } from '../cards/card.ts'
import { asksForMultipay, readInstrument, readMultipay } from '../cards/instrument.ts'
import { createSealedToken } from '../elements/create-sealed-token.ts'
import { readExternalToken } from '../external-tokens/external-token.ts'
import { readGiftCard } from '../gift-cards/gift-card.ts'
import { presentNewGiftCard } from '../gift-cards/present-gift-card.ts'
import type { TokenService } from '../vault.ts'
import { CreateTokenBody } from './create-token-body.ts'
import { presentNewExternalToken, presentNewToken } from './present-token.ts'
import { NewTokenObject } from './token-object.ts'

export const createToken = (vault: TokenService): Operation =>
  operation({
    method: 'POST',
    url: '/v1/tokens',
    caller: 'apikey',
    takesCardData: true,
    summary: 'Turn a card into a token',
    tag: 'Tokens',
    body: CreateTokenBody,
    query: Type.Object({}),
    response: NewTokenObject,
    authorize({ credential }, body) {
      if (credential.multipay && credential.merchant.settings.features.multi_pay) return
      if (asksForMultipay(body() ?? {})) throw new ApiError('multipay_not_allowed', { param: 'multipay' })
    },
    async handle(call, { rawBody }) {
      const { name, fields, elements } = readInstrument(rawBody)
      if (name === 'external_token') return createExternalToken(vault, call, fields)
      const create = name === 'card' ? createCardToken : createGiftCardToken
      if (elements === undefined) return create(vault, call, rawBody, fields)
      return createSealedToken(vault, ownerOf(call), { name, fields, elements }, (opened, id) =>
        create(vault, call, rawBody, opened, id),
      )
    },
  })

/** @param id reserved for the token before; a new one when absent */
async function createCardToken(
  vault: TokenService,
  call: MerchantCall,
  body: Record<string, unknown>,
  fields: Record<string, unknown>,
  id?: string,
) {
  const card = readCard(fields, vault.cardRules(call.merchant.id, call.merchant.settings.brands))
  const isMultipay = readMultipay(body)
  if (vault.mode === 'sandbox') answerTestCard(card.number)
  const token = await vault.createToken({ ...ownerOf(call), card, isMultipay, id })
  return presentNewToken(token, card, vault.mode)
}

async function createExternalToken(vault: TokenService, call: MerchantCall, fields: Record<string, unknown>) {
  const external = readExternalToken(fields, vault.cardRules(call.merchant.id, call.merchant.settings.brands))
  if (!vault.takesExternalTokens(external.type)) {
    throw new ApiError('feature_not_enabled', { param: 'external_token.token_type' })
  }
  const token = await vault.createExternalToken({ ...ownerOf(call), external })
  return presentNewExternalToken(token, external, vault.mode)
}

async function createGiftCardToken(
  vault: TokenService,
  call: MerchantCall,
  _body: Record<string, unknown>,
  fields: Record<string, unknown>,
  id?: string,
) {
  const giftCard = readGiftCard(fields)
  if (!call.merchant.settings.features.gift_cards) throw new ApiError('feature_not_enabled', { param: 'gift_card' })
  const token = await vault.createGiftCardToken({ ...ownerOf(call), giftCard, id })
  return presentNewGiftCard({ ...token, last4: giftCard.number.slice(-4) }, vault.mode)
}

const ownerOf = ({ credential, merchant }: MerchantCall) => ({
  merchantId: merchant.id,
  // Every public key has an id.
  publicKeyId: credential.keyId!,
  appId: credential.appId,
})

/** Some test cards stand for faults of this very endpoint (contract 19.1). @throws ApiError */
function answerTestCard(number: string): void {
  const { tokenError } = testCardBehaviour(number)
  if (tokenError) throw new ApiError(tokenError)
}
