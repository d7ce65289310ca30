/** Makes a token of another provider's token: seals, stores, forgets (contract TOK-3, TOK-29). */
import { newTokenId } from '../../http/identifiers.ts'
import { seal } from '../keyring/seal.ts'
import type { IssuedToken, IssueOptions, TokenRequest } from '../tokens/issue-token.ts'
import type { ExternalToken } from './external-token.ts'

export interface ExternalTokenRequest extends Pick<TokenRequest, 'merchantId' | 'publicKeyId' | 'appId'> {
  readonly external: ExternalToken
}

/** The most of a value that is ever shown (contract 6.7, `saved_credentials_on_file`). */
const SHOWN_CHARACTERS = 6

/** The token is durable when this returns; it is multi-pay from birth. */
export async function issueExternalToken(
  { store, keyring, mode }: IssueOptions,
  { merchantId, publicKeyId, appId, external }: ExternalTokenRequest,
): Promise<IssuedToken> {
  const { sealing, fingerprint } = await keyring.forSealing(merchantId)
  const id = newTokenId(mode)
  const { type, value, expiryMonth, expiryYear, brand, first6, last4, cardholder, transactionId } = external
  const bytes = bytesOf(value)
  const sealed = seal(sealing, bytes, { merchantId, tokenId: id, column: 'external token' })
  const createdMs = await store.insert(merchantId, {
    write: () => ({
      id,
      key_version: sealing.version,
      fingerprint_key_version: fingerprint.version,
      expiry_month: expiryMonth,
      expiry_year: expiryYear,
      is_multipay: true,
      brand,
      first6,
      last4,
      public_key_id: publicKeyId,
      app_id: appId,
      sealed_number: `\\x${sealed.toString('hex')}`,
      // No card number has a line break: a value is never taken for a card.
      fingerprint: `\\x${fingerprint.of(`${bytesOf(type)}\n${bytes}`).toString('hex')}`,
      sealed_code: undefined,
      cardholder,
      external: { type, shown: [...value].slice(0, SHOWN_CHARACTERS).join(''), transactionId },
    }),
  })
  return { id, createdMs }
}

/** Its UTF-8 bytes as a text of one character for each: digits are sealed like that. */
const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** @param opened what was sealed as {@link issueExternalToken} does */
export const valueOf = (opened: string): string => Buffer.from(opened, 'latin1').toString('utf8')
