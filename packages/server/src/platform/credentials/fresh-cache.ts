/**
 * Answers that may be a moment old, and never more than that.
 *
 * The age counts from when the reading began, so an answer shows everything that was committed `maxAgeMs` before it is
 * given out. Callers who ask for the same thing at once share one reading. What is forgotten is read anew even while a
 * reading is under way: that one may have begun before the change.
 */
import { LRUCache } from 'lru-cache'

export interface FreshCacheOptions<Value> {
  readonly maxAgeMs: number
  /** Beyond it, what was asked for longest ago goes. */
  readonly maxEntries: number
  readonly read: (key: string) => Promise<Value>
  /** Whether this failure is an answer too, to be kept like one. A failure to read never is. */
  readonly isAnswer: (error: unknown) => boolean
  /** A clock that never jumps. */
  readonly monotonicMs?: () => number
}

interface Entry<Value> {
  readonly readSinceMs: number
  readonly answer: Promise<Value>
}

export class FreshCache<Value> {
  readonly #options: FreshCacheOptions<Value>
  readonly #entries: LRUCache<string, Entry<Value>>
  readonly #monotonicMs: () => number

  constructor(options: FreshCacheOptions<Value>) {
    this.#options = options
    this.#entries = new LRUCache({ max: options.maxEntries })
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now())
  }

  // Not the cache's own `fetch` and `ttl`: they count from the end of the reading, and a hit here makes no promise.
  get(key: string): Promise<Value> {
    const entry = this.#entries.get(key)
    const nowMs = this.#monotonicMs()
    if (entry !== undefined && nowMs - entry.readSinceMs < this.#options.maxAgeMs) return entry.answer
    return this.#read(key, nowMs)
  }

  /** Everything is read anew. It costs no more than what happens by itself whenever the answers have aged. */
  forget(): void {
    this.#entries.clear()
  }

  #read(key: string, readSinceMs: number): Promise<Value> {
    const entry = { readSinceMs, answer: this.#options.read(key) }
    this.#entries.set(key, entry)
    entry.answer.catch((error: unknown) => {
      if (!this.#options.isAnswer(error) && this.#entries.peek(key) === entry) this.#entries.delete(key)
    })
    return entry.answer
  }
}
