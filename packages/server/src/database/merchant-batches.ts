/** Statements that serve many requests at once, but never of two merchants: one merchant per transaction. */
import { LRUCache } from 'lru-cache'
import { Batch } from './batch.ts'

/** Larger batches gain nothing that is worth the longer wait of those who come next. */
const MAX_ITEMS = 64
/** Two share the work with the database evenly once there is enough for two; below that, one costs less than two. */
const IN_FLIGHT = 2
const MIN_ITEMS_BESIDE = 4
/** A merchant left out for a while gets a new batch; items under way in the old one still finish. */
const MERCHANTS_AT_ONCE = 5_000

export class MerchantBatches<Item, Result> {
  readonly #batches: LRUCache<string, Batch<Item, Result>>

  /** @param run serves items of one merchant with one statement; leaves nothing behind when it fails */
  constructor(run: (merchantId: string, items: readonly Item[]) => Promise<readonly Result[]>) {
    this.#batches = new LRUCache({
      max: MERCHANTS_AT_ONCE,
      memoMethod: merchantId =>
        new Batch({
          run: items => run(merchantId, items),
          maxItems: MAX_ITEMS,
          inFlight: IN_FLIGHT,
          minItemsBeside: MIN_ITEMS_BESIDE,
          splitOnError: true,
        }),
    })
  }

  add(merchantId: string, item: Item): Promise<Result> {
    return this.#batches.memo(merchantId).add(item)
  }
}
