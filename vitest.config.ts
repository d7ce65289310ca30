import { defineConfig } from 'vitest/config'

const timeouts = { testTimeout: 15_000, hookTimeout: 30_000, teardownTimeout: 30_000 }

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
          name: 'server',
          include: ['packages/**/*.test.{ts,tsx}'],
          globalSetup: ['packages/server/test/support/database-server.ts'],
        },
      },
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
