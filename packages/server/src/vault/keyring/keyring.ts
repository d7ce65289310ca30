/**
 * The data keys of all merchants: made when a merchant stores its first card, wrapped in the database, unwrapped in
 * memory while in use.
 *
 * A merchant has sealing keys in versions, of which the newest seals and all open, and a fingerprint key. Replacing the
 * key-encryption key re-wraps rows of `vault.data_key` and touches no card. Replacing a sealing key re-seals cards and
 * leaves fingerprints alone. Replacing a fingerprint key means computing every fingerprint of the merchant anew from
 * opened cards, so each token says which version made its own.
 */
import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { KeyProvider, WrappedKeyOwner } from './key-provider.ts'
import type { DataKeyStore, StoredDataKey } from './data-key-store.ts'
import { FingerprintKey, SealingKey } from './merchant-keys.ts'

/** How long a sealing key seals (PCI DSS 3.7.4). */
const CRYPTOPERIOD_DAYS = 365

/** The keys of one merchant, unwrapped. */
export interface MerchantKeys {
  /** Newest version: seals new cards. */
  readonly sealing: SealingKey
  readonly fingerprint: FingerprintKey
  readonly sealingVersions: ReadonlyMap<number, SealingKey>
}

export interface KeyringOptions {
  readonly store: DataKeyStore
  readonly provider: KeyProvider
  readonly clock: { nowMs(): number }
  /** Merchants whose keys stay unwrapped in memory. */
  readonly cachedMerchants?: number
}

/** A data key was wrapped by another key-encryption key than the one this process was given. */
export class WrongKeyProviderError extends Error {
  override readonly name = 'WrongKeyProviderError'
}

export class Keyring {
  readonly #store: DataKeyStore
  readonly #provider: KeyProvider
  readonly #clock: { nowMs(): number }
  readonly #unwrapped: LRUCache<string, MerchantKeys>
  readonly #loading = new Map<string, Promise<MerchantKeys>>()

  constructor(options: KeyringOptions) {
    this.#store = options.store
    this.#provider = options.provider
    this.#clock = options.clock
    this.#unwrapped = new LRUCache({ max: options.cachedMerchants ?? 10_000 })
  }

  /** The keys that seal, if they are in memory and within their cryptoperiod: the hot path needs no promise. */
  ready(merchantId: string): MerchantKeys | undefined {
    const keys = this.#unwrapped.get(merchantId)
    return keys !== undefined && this.#clock.nowMs() < keys.sealing.notAfterMs ? keys : undefined
  }

  /** The keys that seal for a merchant; made on first use, and anew when the sealing key's cryptoperiod is over. */
  async forSealing(merchantId: string): Promise<MerchantKeys> {
    return this.ready(merchantId) ?? (await this.#load(merchantId, true))
  }

  /**
   * The key that a stored card was sealed with.
   * @throws MissingDataKeyError when it was destroyed
   */
  async forOpening(merchantId: string, version: number): Promise<SealingKey> {
    const cached = this.#unwrapped.get(merchantId)?.sealingVersions.get(version)
    if (cached) return cached
    // Another process may have made a newer version since this one looked.
    const key = (await this.#load(merchantId, false)).sealingVersions.get(version)
    if (!key) throw new MissingDataKeyError()
    return key
  }

  #load(merchantId: string, create: boolean): Promise<MerchantKeys> {
    const id = `${merchantId} ${create}`
    let loading = this.#loading.get(id)
    if (!loading) {
      loading = this.#loadNow(merchantId, create).finally(() => this.#loading.delete(id))
      this.#loading.set(id, loading)
    }
    return loading
  }

  async #loadNow(merchantId: string, create: boolean): Promise<MerchantKeys> {
    let rows = await this.#store.read(merchantId)
    if (create) {
      const missing = this.#missing(merchantId, rows)
      if (missing.length > 0) {
        for (const owner of missing) await this.#create(owner)
        // Another process may have made the same versions first: what the table holds counts.
        rows = await this.#store.read(merchantId)
      }
    }
    const keys = await this.#unwrapAll(rows)
    this.#unwrapped.set(merchantId, keys)
    return keys
  }

  #missing(merchantId: string, rows: readonly StoredDataKey[]): WrappedKeyOwner[] {
    const missing: WrappedKeyOwner[] = []
    if (!rows.some(row => row.purpose === 'fingerprint'))
      missing.push({ merchantId, purpose: 'fingerprint', version: 1 })
    const newest = newestOf(rows, 'sealing')
    if (!newest || this.#clock.nowMs() >= newest.notAfterMs) {
      missing.push({ merchantId, purpose: 'sealing', version: (newest?.version ?? 0) + 1 })
    }
    return missing
  }

  async #create(owner: WrappedKeyOwner): Promise<void> {
    const dataKey = randomBytes(32)
    const wrapped = await this.#provider.wrap(dataKey, owner)
    dataKey.fill(0)
    await this.#store.insert(owner, this.#provider.id, wrapped, CRYPTOPERIOD_DAYS)
  }

  async #unwrapAll(rows: readonly StoredDataKey[]): Promise<MerchantKeys> {
    const sealingVersions = new Map<number, SealingKey>()
    const newest = newestOf(rows, 'sealing')
    const newestFingerprint = newestOf(rows, 'fingerprint')
    if (!newest || !newestFingerprint) throw new MissingDataKeyError()
    let fingerprint: FingerprintKey | undefined
    for (const row of rows) {
      if (row.purpose === 'fingerprint' && row !== newestFingerprint) continue
      if (row.providerId !== this.#provider.id) {
        throw new WrongKeyProviderError(
          `The vault's data keys were wrapped by the key ${row.providerId}, and this server was given ${this.#provider.id}.`,
        )
      }
      const dataKey = await this.#provider.unwrap(row.wrapped, row)
      if (row.purpose === 'sealing')
        sealingVersions.set(row.version, new SealingKey(dataKey, row.version, row.notAfterMs))
      else fingerprint = new FingerprintKey(dataKey, row.version)
      dataKey.fill(0)
    }
    return { sealing: sealingVersions.get(newest.version)!, fingerprint: fingerprint!, sealingVersions }
  }
}

/** A card names a data key that no longer exists. */
export class MissingDataKeyError extends Error {
  override readonly name = 'MissingDataKeyError'

  constructor() {
    super('The data key of a sealed card does not exist.')
  }
}

function newestOf(rows: readonly StoredDataKey[], purpose: StoredDataKey['purpose']): StoredDataKey | undefined {
  return rows
    .filter(row => row.purpose === purpose)
    .reduce<StoredDataKey | undefined>(
      (newest, row) => (newest && newest.version > row.version ? newest : row),
      undefined,
    )
}
