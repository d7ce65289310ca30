import { isDatabaseAway } from './database-away.ts'

export interface BatchOptions<Item, Result> {
  /** Serves a batch: one result per item, in the order of the items. */
  readonly run: (items: Item[]) => Promise<readonly Result[]>
  /** Most items of one batch. */
  readonly maxItems: number
  /** Most batches under way at once. */
  readonly inFlight: number
  /** Fewest items of a batch that leaves while another is under way; fewer wait for that one to end. 1 by default. */
  readonly minItemsBeside?: number
  /**
   * When a batch of several fails for another reason than a database that is away, its items run again one by one, so
   * that a bad one does not fail its neighbours. `run` must then leave nothing behind when it fails.
   */
  readonly splitOnError?: boolean
}

/**
 * Group commit without added waiting: what arrives while no batch is under way leaves in this turn of the event loop;
 * what arrives meanwhile forms the next batch, which starts as soon as one has ended. There is no timer, so a lone client
 * is as fast as without batches, and the busier it gets, the more share one statement and one commit.
 *
 * A failure is that of one batch's items only.
 */
export class Batch<Item, Result> {
  readonly #options: BatchOptions<Item, Result>
  #underWay = 0
  #itemsUnderWay = 0
  #isAboutToRun = false
  #waiting: Wave<Item, Result> = emptyWave()

  constructor(options: BatchOptions<Item, Result>) {
    if (!(options.maxItems >= 1) || !(options.inFlight >= 1)) throw new RangeError('A batch needs room for one item.')
    this.#options = options
  }

  /** Resolves with this item's own result. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting
      waiting.items.push(item)
      waiting.resolves.push(resolve)
      waiting.rejects.push(reject)
      if (this.#mayRun()) this.#runSoon()
    })
  }

  /**
   * Not at once, but when all that has already arrived at this process has been read: requests come in flocks, and the
   * first of a flock should not leave alone. An idle process gets there within microseconds.
   */
  #runSoon(): void {
    if (this.#isAboutToRun) return
    this.#isAboutToRun = true
    setImmediate(() => {
      this.#isAboutToRun = false
      this.#fill()
    })
  }

  /** Items that wait for a batch. */
  get waiting(): number {
    return this.#waiting.items.length
  }

  async #runNext(): Promise<void> {
    const wave = this.#take()
    const size = wave.items.length
    this.#underWay++
    this.#itemsUnderWay += size
    let results: readonly Result[] | undefined
    let failure: unknown
    try {
      results = await this.#run(wave.items)
    } catch (error) {
      failure = error
    }
    if (results === undefined && this.#shouldSplit(wave, failure)) {
      await this.#runOneByOne(wave)
      this.#end(size)
      return
    }
    // The next batch leaves first; the callers' code runs while the database works.
    this.#end(size)
    settle(wave, results, failure)
  }

  /** Starts batches while items wait and there is room for one. */
  #fill(): void {
    while (this.#mayRun()) void this.#runNext()
  }

  #mayRun(): boolean {
    const { inFlight, minItemsBeside = 1 } = this.#options
    if (this.#underWay >= inFlight) return false
    return this.#waiting.items.length >= (this.#underWay === 0 ? 1 : minItemsBeside)
  }

  /**
   * All that waits, or when there is enough for several batches at once, an even share of all that is unanswered:
   * batches of equal size keep both sides busy, this process with the callers of one while the database has the other.
   */
  #take(): Wave<Item, Result> {
    const waiting = this.#waiting
    const { inFlight, minItemsBeside = 1 } = this.#options
    const unanswered = waiting.items.length + this.#itemsUnderWay
    const share = unanswered >= inFlight * minItemsBeside ? Math.ceil(unanswered / inFlight) : unanswered
    const maxItems = Math.min(this.#options.maxItems, share)
    if (waiting.items.length <= maxItems) {
      this.#waiting = emptyWave()
      return waiting
    }
    return {
      items: waiting.items.splice(0, maxItems),
      resolves: waiting.resolves.splice(0, maxItems),
      rejects: waiting.rejects.splice(0, maxItems),
    }
  }

  #end(size: number): void {
    this.#underWay--
    this.#itemsUnderWay -= size
    this.#fill()
  }

  async #run(items: Item[]): Promise<readonly Result[]> {
    const count = items.length
    const results = await this.#options.run(items)
    if (results.length !== count) throw new Error(`A batch of ${count} items came back with ${results.length} results.`)
    return results
  }

  #shouldSplit(wave: Wave<Item, Result>, failure: unknown): boolean {
    return this.#options.splitOnError === true && wave.items.length > 1 && !isDatabaseAway(failure)
  }

  async #runOneByOne(wave: Wave<Item, Result>): Promise<void> {
    for (let index = 0; index < wave.items.length; index++) {
      try {
        const results = await this.#run([wave.items[index]!])
        wave.resolves[index]!(results[0]!)
      } catch (error) {
        wave.rejects[index]!(error)
      }
    }
  }
}

// Three lists side by side cost less than an object per item, and `run` gets the items as they are.
interface Wave<Item, Result> {
  readonly items: Item[]
  readonly resolves: ((result: Result) => void)[]
  readonly rejects: ((error: unknown) => void)[]
}

function emptyWave<Item, Result>(): Wave<Item, Result> {
  return { items: [], resolves: [], rejects: [] }
}

function settle<Item, Result>(
  wave: Wave<Item, Result>,
  results: readonly Result[] | undefined,
  failure: unknown,
): void {
  if (results === undefined) {
    for (const reject of wave.rejects) reject(failure)
    return
  }
  for (let index = 0; index < wave.resolves.length; index++) wave.resolves[index]!(results[index]!)
}
