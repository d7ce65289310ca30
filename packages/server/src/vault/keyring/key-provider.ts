/**
 * Who holds the key-encryption key. The keyring hands data keys over to be wrapped and unwrapped, and never sees the
 * key that does it: a file here, elsewhere a hardware module or a key management service.
 */
import type { KeyPurpose } from './merchant-keys.ts'

/** What a wrapped data key belongs to; unwrapping it for anything else fails (PCI DSS 3.7.7, PCI-13). */
export interface WrappedKeyOwner {
  /** The `kid` instead, for a card key, which is no merchant's. */
  readonly merchantId: string
  readonly purpose: KeyPurpose | 'card key'
  readonly version: number
}

export interface KeyProvider {
  readonly kind: 'file'
  /** Names the key-encryption key without telling anything of it; stored beside each key it wraps. */
  readonly id: string
  wrap(dataKey: Uint8Array, owner: WrappedKeyOwner): Promise<Buffer>
  /** @throws SealBrokenError when these bytes were not wrapped by this key for this owner */
  unwrap(wrapped: Buffer, owner: WrappedKeyOwner): Promise<Buffer>
}
