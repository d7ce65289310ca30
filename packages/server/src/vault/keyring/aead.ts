/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D), laid out as: version byte, nonce, ciphertext, 128-bit tag.
 *
 * The additional data says what a sealed value is and where it belongs. It is not stored, so a value that was moved,
 * or whose bytes changed, does not open.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { fillNonce } from './random.ts'

const VERSION = 1
const NONCE_LENGTH = 12
const TAG_LENGTH = 16
const OVERHEAD = 1 + NONCE_LENGTH + TAG_LENGTH

/** A stored value does not open: its bytes, its place or its key are not those it was sealed with (PCI-06, PCI-13). */
export class SealBrokenError extends Error {
  /** What failed to open, such as `card number`; never anything of its content. */
  readonly subject: string

  constructor(subject: string) {
    super(`A sealed ${subject} does not open.`)
    this.name = 'SealBrokenError'
    this.subject = subject
  }
}

export function sealBytes(key: KeyObject, plaintext: Uint8Array, additionalData: string): Buffer {
  const sealed = Buffer.allocUnsafe(OVERHEAD + plaintext.length)
  sealed[0] = VERSION
  fillNonce(sealed, 1)
  const cipher = createCipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_LENGTH))
  cipher.setAAD(bind(VERSION, additionalData))
  cipher.update(plaintext).copy(sealed, 1 + NONCE_LENGTH)
  cipher.final()
  cipher.getAuthTag().copy(sealed, sealed.length - TAG_LENGTH)
  return sealed
}

/** @throws SealBrokenError naming `subject` */
export function openBytes(key: KeyObject, sealed: Buffer, additionalData: string, subject: string): Buffer {
  if (sealed.length < OVERHEAD || sealed[0] !== VERSION) throw new SealBrokenError(subject)
  try {
    const nonce = sealed.subarray(1, 1 + NONCE_LENGTH)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH })
    decipher.setAAD(bind(VERSION, additionalData))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH))
    const plaintext = decipher.update(sealed.subarray(1 + NONCE_LENGTH, sealed.length - TAG_LENGTH))
    decipher.final()
    return plaintext
  } catch {
    // What node:crypto says about it helps nobody but an attacker.
    throw new SealBrokenError(subject)
  }
}

function bind(version: number, additionalData: string): Buffer {
  return Buffer.from(`trefoil\n${version}\n${additionalData}`)
}
