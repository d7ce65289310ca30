import { describe, test } from 'vitest'
import { CASES } from './cases/index.ts'
import { runCase } from './run.ts'
import type { Harness } from './harness.ts'

/**
 * Registers the tests that every acquirer connector must pass.
 * @example
 * describeConformance('sandbox', { open: () => openStand(), …SANDBOX_FACTS })
 */
export function describeConformance(name: string, harness: Harness): void {
  describe(`${name}: what every connector promises`, () => {
    for (const one of CASES) {
      test(one.promise, async ({ skip }) => {
        const reason = await runCase(one, harness)
        if (reason !== undefined) skip(reason)
      })
    }
  })
}
