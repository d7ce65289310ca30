/**
 * Opens what the hosted fields have sealed (contract TOK-41; elements SEC-14 to SEC-16): one value per compact JWE, for
 * one member of one request, so that it can be neither replayed, moved to another form nor swapped with another field.
 */
import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { ApiError } from '../../http/errors.ts'
import type { ErrorCode } from '../../http/error-catalogue.ts'
import type { CardKeys } from '../card-keys/card-keys.ts'

/** Length of the padded plaintext of each member that can be sealed. */
const PADDED_LENGTHS = {
  'card.number': 19,
  'card.cvv': 8,
  'gift_card.number': 19,
  'gift_card.security_code': 8,
} as const
export type SealedMember = keyof typeof PADDED_LENGTHS

/** The request in which a sealed value must stand. */
export interface SealedIn {
  readonly session: string
  readonly attempt: string
}

/** A token of contract size is far shorter; longer ones are not worth decoding. */
const LONGEST_JWE = 4096

/**
 * Checks in the order of TOK-21: form of the header, key, what it is bound to, decryption.
 * @returns the value without its padding
 * @throws ApiError `invalid_encrypted_card`, `encryption_key_unknown`
 */
export async function openSealedField(
  cardKeys: Pick<CardKeys, 'privateKey'>,
  member: SealedMember,
  jwe: unknown,
  { session, attempt }: SealedIn,
): Promise<string> {
  const refuse = (code: ErrorCode = 'invalid_encrypted_card') => new ApiError(code, { param: `${member}_jwe` })
  if (typeof jwe !== 'string' || jwe.length > LONGEST_JWE) throw refuse()
  const header = readHeader(jwe)
  if (!header || !hasSealedForm(header)) throw refuse()
  const key = await cardKeys.privateKey(header.kid as string, 'ECDH-ES')
  if (!key) throw refuse('encryption_key_unknown')
  if (header.fld !== member || header.att !== attempt || header.ses !== session) throw refuse()
  const options = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] }
  // What the library says about a broken JWE helps nobody but an attacker.
  const opened = await compactDecrypt(jwe, key, options).catch(() => undefined)
  if (opened?.plaintext.length !== PADDED_LENGTHS[member]) throw refuse()
  const value = Buffer.from(opened.plaintext).toString('latin1').replace(/ +$/, '')
  opened.plaintext.fill(0)
  return value
}

function readHeader(jwe: string): Record<string, unknown> | undefined {
  try {
    return decodeProtectedHeader(jwe)
  } catch {
    return undefined
  }
}

function hasSealedForm(header: Record<string, unknown>): boolean {
  return (
    header.alg === 'ECDH-ES' &&
    header.enc === 'A256GCM' &&
    header.typ === 'trefoil-field+jwe' &&
    typeof header.kid === 'string' &&
    !('zip' in header) &&
    !('crit' in header)
  )
}
