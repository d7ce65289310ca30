/** A token request of the hosted fields: sealed values, at most one token for each attempt (contract TOK-41, TOK-42). */
import { ApiError } from '../../http/errors.ts'
import type { Instrument } from '../cards/instrument.ts'
import { presentNewGiftCard } from '../gift-cards/present-gift-card.ts'
import { presentStoredToken } from '../tokens/present-token.ts'
import type { TokenService } from '../vault.ts'
import { claimAttempt } from './attempt.ts'
import type { Attempt } from './attempt.ts'
import { openSealedField } from './sealed-field.ts'

interface Owner {
  readonly merchantId: string
  readonly publicKeyId: string
}

/**
 * Counts the attempt, opens its values and hands them on as if they had come in the clear.
 * @param create makes the token of this id
 * @returns the reply; that of the first request when the attempt is repeated
 */
export async function createSealedToken(
  vault: TokenService,
  owner: Owner,
  instrument: Instrument,
  create: (fields: Record<string, unknown>, tokenId: string) => Promise<object>,
): Promise<object> {
  const attempt = await claimAttempt(vault, owner, instrument.elements)
  const earlier = attempt.isNew ? undefined : await findToken(vault, owner.merchantId, attempt.tokenId)
  if (earlier) return earlier
  const fields = await openFields(vault, instrument, attempt)
  try {
    return await create(fields, attempt.tokenId)
  } catch (error) {
    // The same attempt, sent twice at once: both had one id, and the other was stored first.
    const other = isDuplicate(error) ? await findToken(vault, owner.merchantId, attempt.tokenId) : undefined
    if (other) return other
    throw error
  }
}

async function openFields(vault: TokenService, { name, fields }: Instrument, attempt: Attempt) {
  const open = (field: 'number' | 'cvv' | 'security_code') => {
    const jwe = fields[`${field}_jwe`]
    if (jwe === undefined || jwe === null) return undefined
    // Of the two codes each instrument has one; that of the other is not looked at.
    return openSealedField(vault.cardKeys, `${name}.${field}` as Parameters<typeof openSealedField>[1], jwe, attempt)
  }
  const number = await open('number')
  if (number === undefined) throw new ApiError('invalid_request', { param: `${name}.number_jwe` })
  const code = name === 'card' ? 'cvv' : 'security_code'
  return { ...fields, number, [code]: await open(code) }
}

async function findToken(vault: TokenService, merchantId: string, tokenId: string): Promise<object | undefined> {
  const token = await vault.readToken(merchantId, tokenId)
  if (token) return presentStoredToken(token, vault.mode)
  const giftCard = await vault.readGiftCardToken(merchantId, tokenId)
  return giftCard && presentNewGiftCard(giftCard, vault.mode)
}

const UNIQUE_VIOLATION = '23505'
const isDuplicate = (error: unknown) => (error as { code?: unknown } | undefined)?.code === UNIQUE_VIOLATION
