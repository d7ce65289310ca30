/** Makes a token of a card: seals, stores, forgets (contract TOK-3, TOK-38). */
import { newTokenId } from '../../http/identifiers.ts'
import type { Card } from '../cards/card.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { seal } from '../keyring/seal.ts'
import type { TokenStore } from './token-store.ts'

export interface IssueOptions {
  readonly store: TokenStore
  readonly keyring: Keyring
  readonly mode: 'sandbox' | 'live'
}

export interface TokenRequest {
  readonly merchantId: string
  readonly publicKeyId: string
  readonly appId: string | undefined
  readonly card: Card
  readonly isMultipay: boolean
}

export interface IssuedToken {
  readonly id: string
  /** Unix milliseconds, database time. */
  readonly createdMs: number
}

/** The token is durable when this returns. */
export async function issueToken(options: IssueOptions, request: TokenRequest): Promise<IssuedToken> {
  const { store, keyring, mode } = options
  const { merchantId, card } = request
  const { sealing, fingerprint } = keyring.ready(merchantId) ?? (await keyring.forSealing(merchantId))
  const id = newTokenId(mode)
  const sealedNumber = seal(sealing, card.number, { merchantId, tokenId: id, column: 'card number' })
  const sealedCode =
    card.verificationCode &&
    seal(sealing, card.verificationCode, { merchantId, tokenId: id, column: 'verification code' })
  const createdMs = await store.insert(merchantId, {
    id,
    key_version: sealing.version,
    fingerprint_key_version: fingerprint.version,
    expiry_month: card.expiryMonth,
    expiry_year: card.expiryYear,
    is_multipay: request.isMultipay,
    brand: card.brand,
    first6: card.number.slice(0, 6),
    last4: card.number.slice(-4),
    public_key_id: request.publicKeyId,
    app_id: request.appId,
    sealed_number: hex(sealedNumber),
    fingerprint: hex(fingerprint.of(card.number)),
    sealed_code: sealedCode ? hex(sealedCode) : undefined,
    cardholder: card.cardholder,
  })
  return { id, createdMs }
}

/** As PostgreSQL reads `bytea`. */
const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`
