import { Bench } from './bench.ts'
import type { ConformanceCase } from './case.ts'
import type { Harness } from './harness.ts'

/** Why a case does not apply to a connector or cannot be tried on it; undefined when it is to be run. */
function reasonToSkip(one: ConformanceCase, { harness, stand, capabilities }: Bench): string | undefined {
  const lacking = one.capabilities?.find(flag => !capabilities[flag])
  if (lacking !== undefined) return `the connector declares no ${lacking}`
  for (const name of one.provocations ?? []) {
    const provocation = harness.provocations[name]
    if ('cannot' in provocation) return `${name} cannot be provoked: ${provocation.cannot}`
  }
  if (one.needs === 'settlement' && !stand.acquirer?.settle) return 'a settlement cannot be brought about'
  if (one.needs === 'timers' && !stand.time.pendingTimers) return 'timers cannot be counted'
  return undefined
}

/**
 * Runs one case on a connector of its own, and closes it whatever happens.
 * @returns why it was skipped, or undefined when the promise was kept
 * @throws what the case says when the promise is broken
 */
export async function runCase(one: ConformanceCase, harness: Harness): Promise<string | undefined> {
  const stand = await harness.open()
  const bench = new Bench(harness, stand)
  try {
    const reason = reasonToSkip(one, bench)
    if (reason === undefined) await one.run(bench)
    return reason
  } finally {
    await bench.close()
    await stand.close()
  }
}
