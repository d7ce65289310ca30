/** Timers, so that tests can move time by hand. */
export interface Schedule {
  /** Monotonic milliseconds. */
  nowMs(): number
  /** Runs once after a time; the returned function cancels. */
  after(delayMs: number, run: () => void): () => void
}

export const realSchedule: Schedule = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
