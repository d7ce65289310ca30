/**
 * The card keys of the deployment: published for browsers, and opening what was sealed for them (contract 5.4, TOK-22;
 * elements SEC-20). A new one appears every 24 hours and opens for 48, so that a form that is open across a rotation
 * still works.
 */
import type { KeyObject } from 'node:crypto'
import type { KeyProvider } from '../keyring/key-provider.ts'
import { WrongKeyProviderError } from '../keyring/keyring.ts'
import { CARD_KEY_ALGORITHMS, CARD_KEY_ROTATION_HOURS, makeCardKey, openCardKey } from './card-key.ts'
import type { CardKeyAlgorithm, PublishedCardKey } from './card-key.ts'
import type { CardKeyRecord, CardKeyStore } from './card-key-store.ts'

export interface CardKeysOptions {
  readonly store: CardKeyStore
  readonly provider: KeyProvider
  readonly clock: { nowMs(): number }
}

/** RFC 7517, newest first. */
export interface CardKeySet {
  readonly keys: readonly PublishedCardKey[]
}

/** How long a key that another process has made may stay out of what this one publishes. */
const MAX_AGE_MS = 30_000
const ROTATION_MS = CARD_KEY_ROTATION_HOURS * 3_600_000

export class CardKeys {
  readonly #options: CardKeysOptions
  #records: readonly CardKeyRecord[] = []
  #readMs = -Infinity
  #reading: Promise<void> | undefined
  readonly #opened = new Map<string, Promise<KeyObject>>()

  constructor(options: CardKeysOptions) {
    this.#options = options
  }

  /** What browsers seal with; the first key of each alg is the current one, and is made when there is none. */
  async published(): Promise<CardKeySet> {
    if (this.#nowMs() - this.#readMs > MAX_AGE_MS) await this.#refresh()
    const nowMs = this.#nowMs()
    const keys = this.#records
      .filter(({ notAfterMs }) => nowMs < notAfterMs)
      .map(({ kid, alg, publicJwk, notAfterMs }) => ({
        kid,
        use: 'enc' as const,
        alg,
        ...publicJwk,
        not_after: notAfterMs,
      }))
    return { keys }
  }

  /**
   * The private half of a key that is in the set.
   * @returns undefined when it never was, or is no longer
   * @throws WrongKeyProviderError, SealBrokenError
   */
  async privateKey(kid: string, alg: CardKeyAlgorithm): Promise<KeyObject | undefined> {
    // Another process may have made it since this one looked.
    const record = this.#find(kid, alg) ?? (await this.#refresh().then(() => this.#find(kid, alg)))
    if (!record) return undefined
    let opened = this.#opened.get(kid)
    if (!opened) {
      opened = this.#open(record)
      this.#opened.set(kid, opened)
      opened.catch(() => this.#opened.delete(kid))
    }
    return opened
  }

  /** Makes a new key of each alg now; those before it open until their time is over. */
  async rotate(): Promise<void> {
    const records = await this.#options.store.read(CARD_KEY_ALGORITHMS)
    for (const alg of CARD_KEY_ALGORITHMS) await this.#make(alg, newestOf(records, alg))
    await this.#refresh()
  }

  /** Makes the keys whose day has come, and destroys those whose time is over. */
  async tend(): Promise<void> {
    await this.#options.store.deleteRetired()
    await this.#refresh()
  }

  #nowMs(): number {
    return this.#options.clock.nowMs()
  }

  #find(kid: string, alg: CardKeyAlgorithm): CardKeyRecord | undefined {
    const nowMs = this.#nowMs()
    return this.#records.find(record => record.kid === kid && record.alg === alg && nowMs < record.notAfterMs)
  }

  #refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    return this.#reading
  }

  async #read(): Promise<void> {
    const { store } = this.#options
    let records = await store.read(CARD_KEY_ALGORITHMS)
    const nowMs = this.#nowMs()
    const missing = CARD_KEY_ALGORITHMS.filter(alg => {
      const newest = newestOf(records, alg)
      return !newest || nowMs >= newest.createdMs + ROTATION_MS
    })
    if (missing.length > 0) {
      for (const alg of missing) await this.#make(alg, newestOf(records, alg))
      // Another process may have made the same version first: what the table holds counts.
      records = await store.read(CARD_KEY_ALGORITHMS)
    }
    this.#records = records
    this.#readMs = this.#nowMs()
    // A destroyed key is not kept in memory either.
    const kids = new Set(records.map(({ kid }) => kid))
    for (const kid of this.#opened.keys()) if (!kids.has(kid)) this.#opened.delete(kid)
  }

  async #make(alg: CardKeyAlgorithm, newest: CardKeyRecord | undefined): Promise<void> {
    const { store, provider } = this.#options
    await store.insert(await makeCardKey(provider, alg, (newest?.version ?? 0) + 1))
  }

  async #open(record: CardKeyRecord): Promise<KeyObject> {
    const { provider } = this.#options
    if (record.providerId !== provider.id) {
      throw new WrongKeyProviderError(
        `A card key was wrapped by the key ${record.providerId}, and this server was given ${provider.id}.`,
      )
    }
    return openCardKey(provider, record)
  }
}

function newestOf(records: readonly CardKeyRecord[], alg: CardKeyAlgorithm): CardKeyRecord | undefined {
  return records.find(record => record.alg === alg)
}
