/**
 * Identifiers and secrets (contract 1.4, GEN-21): all from the operating system's random source.
 *
 * Random bytes are drawn in blocks, because one call for each id costs more than the id.
 */
import { randomFillSync, randomUUID } from 'node:crypto'
import { containsCardNumber } from './card-data.ts'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** Digits and capitals without I L O U. */
const OBJECT_ID_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const block = Buffer.allocUnsafe(8192)
let used = block.length

function randomByte(): number {
  if (used === block.length) {
    randomFillSync(block)
    used = 0
  }
  const byte = block[used]!
  block[used++] = 0
  return byte
}

function randomText(alphabet: string, length: number): string {
  // The largest multiple of the alphabet's size that fits a byte: bytes above it would make some characters likelier.
  const limit = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    const byte = randomByte()
    if (byte < limit) text += alphabet[byte % alphabet.length]
  }
  return text
}

/** 13 characters of `0-9A-Z` without `I L O U`, at least one of them a letter. */
export function newId(): string {
  for (;;) {
    const id = randomText(OBJECT_ID_ALPHABET, 13)
    if (/[A-Z]/.test(id)) return id
  }
}

/** `clv_1TSTS` + 19 base58 characters in sandbox; `clv_1` + 23, never starting `clv_1TSTS`, in live. */
export function newTokenId(mode: 'sandbox' | 'live'): string {
  if (mode === 'sandbox') return 'clv_1TSTS' + randomText(BASE58, 19)
  for (;;) {
    const id = 'clv_1' + randomText(BASE58, 23)
    if (!id.startsWith('clv_1TSTS')) return id
  }
}

/** `req_` + 24 base58 characters (contract GEN-13). */
export function newRequestId(): string {
  return 'req_' + randomText(BASE58, 24)
}

/** 32 lower-case hex characters. */
export function newPublicKey(): string {
  return withoutCardNumber(() => randomText('0123456789abcdef', 32))
}

/** UUID version 4: private keys, app secrets and v1 access tokens. */
export function newUuid(): string {
  return withoutCardNumber(randomUUID)
}

/** One UUID in some 8,500 looks like it held a card number, and would be refused in every body (contract GEN-20). */
function withoutCardNumber(draw: () => string): string {
  for (;;) {
    const text = draw()
    if (!containsCardNumber(text)) return text
  }
}

export type SecretPrefix = 'trf_at_' | 'trf_rt_' | 'trf_ac_' | 'trf_mt_' | 'trf_es_' | 'trf_ss_'

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Prefix + 43 base64url characters: 258 random bits. */
export function newSecret(prefix: SecretPrefix): string {
  return prefix + randomText(BASE64URL, 43)
}
