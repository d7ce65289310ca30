/** How long something may still take (contract SDK-43). */
import { Refused } from './refused.ts'

export interface Deadline {
  /** Milliseconds until then, not below zero. */
  left(): number
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal
}

export function deadlineIn(timeoutMs: number, signal: AbortSignal = new AbortController().signal): Deadline {
  const at = performance.now() + timeoutMs
  return { signal, left: () => Math.max(0, at - performance.now()) }
}

/**
 * Waits for something, though not past the deadline and no longer than it may take by itself.
 * @throws Refused `timeout`, `aborted`
 */
export function within<T>(waited: Promise<T>, deadline: Deadline, longestMs = Infinity): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const { signal } = deadline
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    const abort = (): void => {
      settle()
      reject(new Refused('aborted'))
    }
    const timer = setTimeout(
      () => {
        settle()
        reject(new Refused('timeout'))
      },
      Math.min(deadline.left(), longestMs),
    )
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    waited.finally(settle).then(resolve, reject)
  })
}
