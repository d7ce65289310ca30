/**
 * How secrets are kept: private keys, app secrets, access and refresh tokens, codes and management tokens.
 *
 * They are random and long, so a fast keyed hash is enough, and it makes a stolen database useless to whoever tries to
 * find a secret in it or to plant one of their own: the key stays with the server. Passwords are another matter:
 * password.ts.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** Length of the key of all keyed hashes. */
export const CREDENTIAL_KEY_BYTES = 32

/** HMAC-SHA-256 of a secret: the only form in which it is stored (contract KEY-3). */
export type SecretHash = Buffer

// Every authenticated request hashes its credential, and preparing the key takes seven times as long as the hash.
const prepared = new WeakMap<Buffer, KeyObject>()

/** Hashes a secret of high entropy under the server's credential key. */
export function hashSecret(credentialKey: Buffer, secret: string): SecretHash {
  return createHmac('sha256', prepare(credentialKey)).update(secret, 'utf8').digest()
}

function prepare(credentialKey: Buffer): KeyObject {
  const known = prepared.get(credentialKey)
  if (known) return known
  if (credentialKey.length !== CREDENTIAL_KEY_BYTES) throw new RangeError('The credential key must have 32 bytes.')
  const key = createSecretKey(credentialKey)
  prepared.set(credentialKey, key)
  return key
}

/** Compares in constant time; false when there is nothing to compare with. */
export function matchesSecret(credentialKey: Buffer, secret: string, stored: SecretHash | null | undefined): boolean {
  const presented = hashSecret(credentialKey, secret)
  return stored?.length === presented.length && timingSafeEqual(presented, stored)
}
