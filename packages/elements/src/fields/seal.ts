/** Encrypts a typed value for the vault, and for nobody else (contract 10.4, RFC 7516, RFC 7518). */
import { concatKdf } from './concat-kdf.ts'

export type SealedField = 'card.number' | 'card.cvv' | 'gift_card.number' | 'gift_card.security_code'

/** A public key of the vault. */
export interface VaultKey {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

export interface Sealing {
  readonly value: string
  /** Length that the value is brought to with spaces, so that the length of the result tells nothing. */
  readonly padTo: number
  readonly fld: SealedField
  readonly attempt: string
  readonly session: string
  readonly kid: string
  readonly jwk: VaultKey
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const encoder = new TextEncoder()

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')

/** The secret that only the holder of the other half of `jwk` can compute as well, and what he needs for it. */
async function agree({ kty, crv, x, y }: VaultKey): Promise<{ secret: Uint8Array; epk: VaultKey }> {
  const vaultKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, CURVE, false, [])
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: vaultKey }, pair.privateKey, 256)
  const epk = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return { secret: new Uint8Array(secret), epk: { kty, crv, x: epk.x!, y: epk.y! } }
}

/**
 * Seals one value as a compact JWE: `ECDH-ES` with a key pair of its own, `A256GCM` (SEC-14). Field, attempt and session
 * are in the protected header, so that the vault notices a value in another place than it was typed for (SEC-15, SEC-16).
 * @throws what WebCrypto throws; there is no way around it in the clear (SEC-17)
 */
export async function sealValue({ value, padTo, fld, attempt, session, kid, jwk }: Sealing): Promise<string> {
  const { secret, epk } = await agree(jwk)
  const enc = 'A256GCM'
  const header = { alg: 'ECDH-ES', enc, kid, epk, typ: 'trefoil-field+jwe', fld, att: attempt, ses: session }
  const protectedHeader = base64url(encoder.encode(JSON.stringify(header)))
  const key = await crypto.subtle.importKey('raw', await concatKdf(secret, enc, 256), 'AES-GCM', false, ['encrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = encoder.encode(protectedHeader)
  const plaintext = encoder.encode(value.padEnd(padTo, ' '))
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plaintext))
  const tagAt = sealed.length - 16
  // Agreed keys are used as they are: the part for an encrypted key stays empty.
  const parts = [iv, sealed.subarray(0, tagAt), sealed.subarray(tagAt)].map(base64url)
  return [protectedHeader, '', ...parts].join('.')
}
