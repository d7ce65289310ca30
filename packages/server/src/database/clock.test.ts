import { afterEach, expect, test, vi } from 'vitest'
import { DatabaseClock } from './clock.ts'
import { silentLog } from './log.ts'
import type { Queryable } from './transaction.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A database whose time is set by the test. */
function databaseAt(time: { nowMs: number; isAway?: boolean }): Queryable {
  const query = () =>
    time.isAway ? Promise.reject(new Error('away')) : Promise.resolve({ rows: [{ now_ms: time.nowMs }] })
  return { query } as unknown as Queryable
}

const DAY_MS = 86_400_000

test("F6: the time is the database's, whatever the clock of this machine says", async () => {
  const time = { nowMs: Date.now() + 40 * DAY_MS }
  const clock = await DatabaseClock.start(databaseAt(time), silentLog)
  expect(Math.abs(clock.nowMs() - time.nowMs)).toBeLessThan(1_000)
  vi.setSystemTime(Date.now() - 400 * DAY_MS)
  expect(Math.abs(clock.nowMs() - time.nowMs)).toBeLessThan(1_000)
  clock.stop()
})

test('F6: the time follows the database within a second or two, and goes on while it is away', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const time = { nowMs: 1_000_000, isAway: false }
  const clock = await DatabaseClock.start(databaseAt(time), silentLog)
  time.nowMs = 5_000_000
  await vi.advanceTimersByTimeAsync(1_001)
  expect(clock.nowMs()).toBeGreaterThanOrEqual(5_000_000)
  time.isAway = true
  await vi.advanceTimersByTimeAsync(10_000)
  expect(Math.abs(clock.nowMs() - 5_010_000)).toBeLessThan(10)
  time.isAway = false
  time.nowMs = 9_000_000
  await vi.advanceTimersByTimeAsync(1_001)
  expect(clock.nowMs()).toBeGreaterThanOrEqual(9_000_000)
  clock.stop()
})
