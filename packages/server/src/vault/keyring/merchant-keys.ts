/** A merchant's keys in use: what is derived from its data keys, as key objects that node:crypto takes without copying. */
import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { SealedColumn } from './seal.ts'

/**
 * What a data key is for. Sealing keys are replaced in their cryptoperiod; the fingerprint key is not, since two
 * fingerprints can be compared only when made with the same key.
 */
export type KeyPurpose = 'sealing' | 'fingerprint'

function derive(dataKey: Uint8Array, use: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, '', `trefoil ${use}`, 32)))
}

/** One version of a merchant's sealing key, with a key of its own for each column (RFC 5869). */
export class SealingKey {
  readonly version: number
  /** From then on nothing more is sealed with it, Unix milliseconds (PCI DSS 3.7.4); it opens as long as it exists. */
  readonly notAfterMs: number
  readonly #columns: Readonly<Record<SealedColumn, KeyObject>>

  constructor(dataKey: Uint8Array, version: number, notAfterMs: number) {
    this.version = version
    this.notAfterMs = notAfterMs
    this.#columns = {
      'card number': derive(dataKey, 'card number'),
      'verification code': derive(dataKey, 'verification code'),
      'external token': derive(dataKey, 'external token'),
      'gift card number': derive(dataKey, 'gift card number'),
      'gift card code': derive(dataKey, 'gift card code'),
    }
  }

  of(column: SealedColumn): KeyObject {
    return this.#columns[column]
  }
}

/** Tells the same card of one merchant again without its number (PCI DSS 3.5.1.1: keyed, over the whole number). */
export class FingerprintKey {
  readonly version: number
  readonly #key: KeyObject

  constructor(dataKey: Uint8Array, version: number) {
    this.version = version
    this.#key = derive(dataKey, 'fingerprint')
  }

  /** 32 bytes, HMAC-SHA-256. */
  of(cardNumber: string): Buffer {
    return createHmac('sha256', this.#key).update(cardNumber, 'latin1').digest()
  }
}
