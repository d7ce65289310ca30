import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'acceptance/**/*.test.ts'],
    globalSetup: ['packages/server/test/support/database-server.ts'],
    // Processes, not threads: tests kill and signal, and change what belongs to a whole process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    teardownTimeout: 30_000,
  },
})
