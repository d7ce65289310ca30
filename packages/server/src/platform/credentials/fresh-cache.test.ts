import { expect, test } from 'vitest'
import { FreshCache } from './fresh-cache.ts'

class Known extends Error {}

/** A cache over a clock and readings that the test controls. */
function controlled() {
  const time = { ms: 0 }
  const readings: { key: string; resolve(value: string): void; reject(error: Error): void }[] = []
  const cache = new FreshCache<string>({
    maxAgeMs: 400,
    maxEntries: 10,
    monotonicMs: () => time.ms,
    isAnswer: error => error instanceof Known,
    read: key => new Promise((resolve, reject) => readings.push({ key, resolve, reject })),
  })
  return { time, readings, cache }
}

test('KEY-8: an answer is as old as the beginning of its reading, and gone at 400 ms', async () => {
  const { time, readings, cache } = controlled()
  const first = cache.get('k')
  time.ms = 300
  readings[0]!.resolve('old')
  expect(await first).toBe('old')
  time.ms = 399
  expect(await cache.get('k')).toBe('old')
  time.ms = 400
  const second = cache.get('k')
  expect(readings).toHaveLength(2)
  readings[1]!.resolve('new')
  expect(await second).toBe('new')
})

test('callers who ask at once share one reading', async () => {
  const { readings, cache } = controlled()
  const answers = Promise.all([cache.get('k'), cache.get('k'), cache.get('k')])
  expect(readings).toHaveLength(1)
  readings[0]!.resolve('v')
  expect(await answers).toEqual(['v', 'v', 'v'])
})

test('a failure to read is nobody else’s answer', async () => {
  const { readings, cache } = controlled()
  const failed = cache.get('k')
  readings[0]!.reject(new Error('database away'))
  await expect(failed).rejects.toThrow('database away')
  const next = cache.get('k')
  expect(readings).toHaveLength(2)
  readings[1]!.resolve('v')
  expect(await next).toBe('v')
})

test('a refusal that is an answer is kept like one', async () => {
  const { readings, cache } = controlled()
  const refused = cache.get('k')
  readings[0]!.reject(new Known('inactive'))
  await expect(refused).rejects.toThrow('inactive')
  await expect(cache.get('k')).rejects.toThrow('inactive')
  expect(readings).toHaveLength(1)
})

test('KEY-8: what is forgotten is read anew, even while an older reading is under way', async () => {
  const { readings, cache } = controlled()
  const before = cache.get('k')
  cache.forget()
  const after = cache.get('k')
  expect(readings).toHaveLength(2)
  readings[1]!.resolve('changed')
  expect(await after).toBe('changed')
  // The older reading ends last, and fails: it must not touch the newer answer.
  readings[0]!.reject(new Error('late'))
  await expect(before).rejects.toThrow('late')
  expect(await cache.get('k')).toBe('changed')
  expect(readings).toHaveLength(2)
})
