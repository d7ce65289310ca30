/** The end of a server: asked for by a signal, or forced by a fault that nothing caught. */
import closeWithGrace from 'close-with-grace'

/** Whoever asks twice within this time is not impatient. */
const SAME_REQUEST_MS = 1_000
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export interface StopLog {
  error(details: object, message: string): void
  fatal(details: object, message: string): void
}

/**
 * Calls `stop` once, and ends the process when it is done: exit code 0, or 1 after a fault or when it takes too long.
 *
 * A second signal ends the process at once, but for one that comes right behind the first: npm passes on the Ctrl+C that
 * the terminal has given to its whole group already, and a service manager may signal npm and us.
 *
 * @returns whether it has begun
 */
export function onStop(
  stop: (reason: string) => Promise<void>,
  { withinMs, log }: { readonly withinMs: number; readonly log: StopLog },
): { readonly begun: boolean } {
  let begunAt: number | undefined
  let asked = ''
  const options = {
    delay: withinMs,
    logger: false as const,
    skip: [...SIGNALS, 'beforeExit' as const],
    onTimeout: () => log.error({ withinMs }, 'stopping takes too long: what is left is cut off'),
  }
  const closing = closeWithGrace(options, async ({ err, signal = asked }) => {
    begunAt ??= performance.now()
    if (err) log.fatal({ err }, 'stopping after a fault')
    await stop(err ? 'fault' : signal).catch((error: unknown) => {
      log.error({ err: error }, 'the server could not be stopped cleanly')
      throw error
    })
  })
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (begunAt === undefined) {
        begunAt = performance.now()
        asked = signal
        closing.close()
      } else if (performance.now() - begunAt > SAME_REQUEST_MS) process.exit(1)
    })
  }
  return {
    get begun() {
      return begunAt !== undefined
    },
  }
}
