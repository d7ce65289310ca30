/** `POST /v1/tokens` (contract 5.1, 5.2). */
import { Type } from 'typebox'
import { testCardBehaviour } from '../../acquirers/index.ts'
import { ApiError } from '../../http/errors.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { readCard } from '../cards/card.ts'
import { asksForMultipay, readInstrument, readMultipay } from '../cards/instrument.ts'
import type { Vault } from '../vault.ts'
import { CreateTokenBody } from './create-token-body.ts'
import { presentNewToken } from './present-token.ts'
import { NewTokenObject } from './token-object.ts'

export const createToken = (vault: Vault): Operation =>
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
    async handle({ credential, merchant }, { rawBody }) {
      const card = readCard(readInstrument(rawBody), vault.cardRules(merchant.settings.brands))
      const isMultipay = readMultipay(rawBody)
      if (vault.mode === 'sandbox') answerTestCard(card.number)
      const token = await vault.createToken({
        merchantId: merchant.id,
        // Every public key has an id.
        publicKeyId: credential.keyId!,
        appId: credential.appId,
        card,
        isMultipay,
      })
      return presentNewToken(token, card, vault.mode)
    },
  })

/** Some test cards stand for faults of this very endpoint (contract 19.1). @throws ApiError */
function answerTestCard(number: string): void {
  const { tokenError } = testCardBehaviour(number)
  if (tokenError) throw new ApiError(tokenError)
}
