import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/database/embedded.ts'
import { silentLog } from '../../src/database/log.ts'
import { prepareDatabase } from '../../src/database/open.ts'
import { temporaryDirectory } from './temporary-directory.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the test run's PostgreSQL, without a meaning of its database. */
    databaseServerUrl: string
  }
}

/**
 * Before the tests: one PostgreSQL for the whole run, with two migrated databases that every test file clones. It gives
 * up durability, which no test of it needs: those that kill a server start one of their own.
 */
export default async function startDatabaseServer(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await temporaryDirectory()
  const settings = { shared_buffers: '64MB', max_connections: '200', autovacuum: 'off' }
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog, durable: false, settings })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await prepareDatabase(server.connectionUrl('template_main'), 'main', true, silentLog)
    await prepareDatabase(server.connectionUrl('template_acquirer'), 'acquirer', true, silentLog)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('databaseServerUrl', server.connectionUrl('postgres'))
  return stop
}
