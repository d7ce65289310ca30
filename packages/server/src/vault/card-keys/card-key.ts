/**
 * A key pair that browsers seal card fields for (contract 5.4: TOK-22; elements SEC-20), and its envelope.
 *
 * The private half is sealed under a data key of its own, which the key-encryption key wraps: the way of every stored
 * secret of the vault, and it holds for private keys that are longer than a hardware module would wrap.
 */
import { createPrivateKey, createSecretKey, generateKeyPair, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint } from 'jose'
import { openBytes, sealBytes } from '../keyring/aead.ts'
import type { KeyProvider, WrappedKeyOwner } from '../keyring/key-provider.ts'

/** Kinds of keys that are made. `RSA-OAEP-256` joins with a generator and a public form of its own. */
export const CARD_KEY_ALGORITHMS = ['ECDH-ES'] as const
export type CardKeyAlgorithm = (typeof CARD_KEY_ALGORITHMS)[number]

/** How long a key seals before the next one appears (contract TOK-22). */
export const CARD_KEY_ROTATION_HOURS = 24
/** How long it opens: as long as it stays in the published set. */
export const CARD_KEY_LIFETIME_HOURS = 48

/** RFC 7517; only what is public. */
export interface PublicJwk {
  readonly kty: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}

export interface StoredCardKey {
  readonly kid: string
  readonly alg: CardKeyAlgorithm
  readonly version: number
  readonly publicJwk: PublicJwk
  readonly providerId: string
  readonly wrappedDataKey: Buffer
  readonly sealedPrivateKey: Buffer
}

/** As published. */
export interface PublishedCardKey extends PublicJwk {
  readonly kid: string
  readonly use: 'enc'
  readonly alg: CardKeyAlgorithm
  /** Unix milliseconds. */
  readonly not_after: number
}

const generate = promisify(generateKeyPair)

/** Makes the next key of an alg; it is nowhere in the clear but in this call. */
export async function makeCardKey(
  provider: KeyProvider,
  alg: CardKeyAlgorithm,
  version: number,
): Promise<StoredCardKey> {
  const { publicKey, privateKey } = await generate('ec', { namedCurve: 'P-256' })
  const publicJwk = publicKey.export({ format: 'jwk' }) as PublicJwk
  const kid = await calculateJwkThumbprint(publicJwk as Parameters<typeof calculateJwkThumbprint>[0])
  const clear = privateKey.export({ format: 'der', type: 'pkcs8' })
  const dataKey = randomBytes(32)
  const wrappedDataKey = await provider.wrap(dataKey, ownerOf(kid))
  const sealedPrivateKey = sealBytes(createSecretKey(dataKey), clear, describe(kid, alg))
  clear.fill(0)
  dataKey.fill(0)
  return { kid, alg, version, publicJwk, providerId: provider.id, wrappedDataKey, sealedPrivateKey }
}

/** @throws SealBrokenError when the stored key is not what was stored under this `kid` */
export async function openCardKey(provider: KeyProvider, key: StoredCardKey): Promise<KeyObject> {
  const dataKey = await provider.unwrap(key.wrappedDataKey, ownerOf(key.kid))
  const secret = createSecretKey(dataKey)
  dataKey.fill(0)
  const clear = openBytes(secret, key.sealedPrivateKey, describe(key.kid, key.alg), 'card key')
  const privateKey = createPrivateKey({ key: clear, format: 'der', type: 'pkcs8' })
  clear.fill(0)
  return privateKey
}

const ownerOf = (kid: string): WrappedKeyOwner => ({ merchantId: kid, purpose: 'card key', version: 1 })
const describe = (kid: string, alg: CardKeyAlgorithm) => `card key\n${kid}\n${alg}`
