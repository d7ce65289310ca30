import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again. @returns whether it came true in time */
export async function comesTrue(ask: () => Promise<boolean>, withinMs: number, pauseMs = 50): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (!(await ask())) {
    if (performance.now() > deadline) return false
    await sleep(pauseMs)
  }
  return true
}

/** @throws when it takes longer */
export async function within<Result>(ms: number, what: string, work: Promise<Result>): Promise<Result> {
  const giveUp = new AbortController()
  const late = sleep(ms, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error(`${what} took longer than ${ms} ms.`)
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    giveUp.abort()
  }
}
