import { defineConfig } from 'vitest/config'

// Ends what hangs. What a test promises about time it asserts itself.
const timeouts = { testTimeout: 60_000, hookTimeout: 60_000, teardownTimeout: 30_000 }

const TESTS = ['packages/**/*.test.{ts,tsx}']
/** What changes or drives more than its own objects: processes, browsers, modules that it replaces. */
const ISOLATED = [
  'packages/*/test/**/*.test.{ts,tsx}',
  'packages/**/*.browser.test.{ts,tsx}',
  'packages/server/src/http/listen.test.ts',
]

const database = ['packages/server/test/support/database-server.ts']

export default defineConfig({
  test: {
    // Processes, not threads: tests kill and signal, and change what belongs to a whole process.
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './scripts/plain-line-reporter.ts'],
    projects: [
      {
        test: {
          ...timeouts,
          name: 'units',
          include: TESTS,
          exclude: ['**/node_modules/**', ...ISOLATED],
          globalSetup: database,
          // One process loads its modules once for all of these: a fifth of the whole run.
          isolate: false,
          unstubGlobals: true,
          unstubEnvs: true,
        },
      },
      { test: { ...timeouts, name: 'server', include: ISOLATED, globalSetup: database } },
      {
        test: {
          ...timeouts,
          name: 'acceptance',
          include: ['acceptance/**/*.test.ts'],
          globalSetup: ['acceptance/support/start-server.ts'],
        },
      },
    ],
  },
})
