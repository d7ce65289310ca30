/**
 * Keeps the pair that a refresh token was exchanged for, so that only the holder of that token can get it again within
 * the grace of contract OAUTH-17. The server stores hashes of its tokens: neither it nor whoever steals its database
 * can open what is sealed here.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { TokenPair } from './token-pair.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/** Which token a sealed pair belongs to; it opens nowhere else. */
export interface SealedFor {
  readonly credentialKey: Buffer
  readonly refreshToken: string
  readonly merchantId: string
  readonly grantId: string
}

/** AES-256-GCM under a key that HKDF-SHA-256 derives from the refresh token and the server's credential key. */
export function sealSuccessor(pair: TokenPair, owner: SealedFor): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', deriveKey(owner), iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(additional(owner))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(pair), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** @throws Error when it was sealed for another token, or changed */
export function openSuccessor(sealed: Buffer, owner: SealedFor): TokenPair {
  const iv = sealed.subarray(0, IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(owner), iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(additional(owner))
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
  return JSON.parse(text.toString('utf8')) as TokenPair
}

function deriveKey({ refreshToken, credentialKey }: SealedFor): Buffer {
  return Buffer.from(hkdfSync('sha256', refreshToken, credentialKey, 'trefoil oauth successor', 32))
}

function additional({ merchantId, grantId }: SealedFor): Buffer {
  return Buffer.from(`${merchantId}/${grantId}`)
}
