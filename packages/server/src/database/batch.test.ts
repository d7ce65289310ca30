import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batch } from './batch.ts'
import { CommitUnknownError } from './database-away.ts'

const tick = () => new Promise<void>(resolve => setImmediate(resolve))

interface Arrival {
  readonly item: number
  /** Turns of the event loop before it comes. */
  readonly afterTicks: number
  /** Turns its batch takes when it is the first in it. */
  readonly serviceTicks: number
}

const arrivals = fc.array(
  fc.record({
    item: fc.nat(1_000),
    afterTicks: fc.integer({ min: 0, max: 2 }),
    serviceTicks: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 40 },
)
const limits = fc.record({ maxItems: fc.integer({ min: 1, max: 7 }), inFlight: fc.integer({ min: 1, max: 3 }) })

test('architecture §4: each item of a batch gets its own result, in the order of arrival, within the limits', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, limits, async (all, { maxItems, inFlight }) => {
      const started: Arrival[] = []
      let underWay = 0
      let settled = 0
      const batch = new Batch<Arrival, string>({
        maxItems,
        inFlight,
        async run(items) {
          expect(items.length).toBeGreaterThan(0)
          expect(items.length).toBeLessThanOrEqual(maxItems)
          started.push(...items)
          expect(++underWay).toBeLessThanOrEqual(inFlight)
          for (let left = items[0]!.serviceTicks; left > 0; left--) await tick()
          underWay--
          return items.map(({ item }) => `result of ${item}`)
        },
      })
      const results: Promise<string>[] = []
      for (const arrival of all) {
        for (let left = arrival.afterTicks; left > 0; left--) await tick()
        const isIdle = settled === results.length
        const result = batch.add(arrival)
        results.push(result)
        void result.then(() => settled++)
        // No added waiting: what an idle batch gets has left by the next turn of the event loop.
        if (isIdle) {
          await tick()
          expect(started.at(-1)).toBe(arrival)
        }
      }
      expect(await Promise.all(results)).toEqual(all.map(({ item }) => `result of ${item}`))
      expect(started).toEqual(all)
      expect(batch.waiting).toBe(0)
    }),
    { numRuns: 200 },
  )
})

/** A batch whose runs end when the test says so. */
function heldBatch(limits: { maxItems: number; inFlight: number; minItemsBeside?: number }) {
  const sizes: number[] = []
  const ends: (() => void)[] = []
  const batch = new Batch<number, number>({
    ...limits,
    async run(items) {
      sizes.push(items.length)
      await new Promise<void>(resolve => ends.push(resolve))
      return items
    },
  })
  const add = async (count: number) => {
    for (let item = 0; item < count; item++) void batch.add(item)
    await tick()
  }
  return { batch, sizes, ends, add }
}

test('architecture §4: what arrives together leaves together, and what arrives meanwhile forms one next batch', async () => {
  const { sizes, ends, add } = heldBatch({ maxItems: 100, inFlight: 1 })
  await add(20)
  await add(10)
  await add(19)
  expect(sizes).toEqual([20])
  ends[0]!()
  await tick()
  expect(sizes).toEqual([20, 29])
})

test('architecture §4: enough for several batches is shared out evenly, and all leave at once', async () => {
  const { batch, sizes, add } = heldBatch({ maxItems: 100, inFlight: 2, minItemsBeside: 16 })
  await add(64)
  expect(sizes).toEqual([32, 32])
  expect(batch.waiting).toBe(0)
})

test('architecture §4: too few for a batch beside another wait for that one, and no longer', async () => {
  const { batch, sizes, ends, add } = heldBatch({ maxItems: 100, inFlight: 2, minItemsBeside: 16 })
  await add(20)
  await add(15)
  expect(sizes).toEqual([20])
  expect(batch.waiting).toBe(15)
  ends[0]!()
  await tick()
  expect(sizes).toEqual([20, 15])
})

test('architecture §4: an item waits for no other while there is room for a batch', async () => {
  const { batch, sizes, add } = heldBatch({ maxItems: 10, inFlight: 3 })
  for (let count = 0; count < 5; count++) await add(1)
  expect(sizes).toEqual([1, 1, 1])
  expect(batch.waiting).toBe(2)
})

test('architecture §4: an error fails the items of its own batch only', async () => {
  const batch = new Batch<string, string>({
    maxItems: 2,
    inFlight: 1,
    async run(items) {
      await tick()
      if (items.includes('bad')) throw new Error('refused')
      return items
    },
  })
  const items = ['first', 'second', 'bad', 'neighbour', 'later']
  const outcomes = await Promise.allSettled(items.map(item => batch.add(item)))
  const statuses = ['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled']
  expect(outcomes.map(({ status }) => status)).toEqual(statuses)
})

test('architecture §4: with splitOnError a bad item does not fail its neighbours', async () => {
  const runs: string[][] = []
  const batch = new Batch<string, string>({
    maxItems: 10,
    inFlight: 1,
    splitOnError: true,
    async run(items) {
      runs.push([...items])
      await tick()
      if (items.includes('bad')) throw new Error('refused')
      return items
    },
  })
  const outcomes = await Promise.allSettled(['left', 'bad', 'right'].map(item => batch.add(item)))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(runs).toEqual([['left', 'bad', 'right'], ['left'], ['bad'], ['right']])
})

test('architecture §4: a batch is not run again when the database is away, since it may have committed', async () => {
  let runs = 0
  const batch = new Batch<number, number>({
    maxItems: 10,
    inFlight: 1,
    splitOnError: true,
    async run() {
      runs++
      await tick()
      throw new CommitUnknownError(new Error('connection lost'))
    },
  })
  const outcomes = await Promise.allSettled([1, 2, 3].map(item => batch.add(item)))
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
  expect(runs).toBe(1)
})

test('architecture §4: a run that throws at once or miscounts fails its items, and the batch goes on', async () => {
  let answer: () => Promise<number[]> = () => {
    throw new Error('at once')
  }
  const batch = new Batch<number, number>({ maxItems: 10, inFlight: 1, run: () => answer() })
  await expect(batch.add(1)).rejects.toThrow('at once')
  answer = () => Promise.resolve([])
  await expect(batch.add(2)).rejects.toThrow('0 results')
  answer = () => Promise.resolve([3])
  expect(await batch.add(3)).toBe(3)
})
