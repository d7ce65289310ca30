/** A server in this process with whatever settings, on a database of its own; it need not be a sandbox. */
import { rm } from 'node:fs/promises'
import { startServer } from '../../src/app.ts'
import type { RunningServer } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { createTestDatabases } from './test-databases.ts'

export interface AnyServer {
  readonly running: RunningServer
  readonly dataDir: string
  /** What was logged at level info. */
  readonly logged: () => string
  /** @param path of the platform's origin, which is that of all services but the fields */
  fetch(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

export async function startAnyServer(environment: Readonly<Record<string, string>> = {}): Promise<AnyServer> {
  const databases = await createTestDatabases()
  const dataDir = await temporaryDirectory()
  let lines = ''
  const removeAll = async () => {
    await databases.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  const config = readConfig({
    DATABASE_URL: databases.url,
    TREFOIL_DATA_DIR: dataDir,
    TREFOIL_HOST: '127.0.0.1',
    TREFOIL_PORT: '0',
    TREFOIL_DATABASE_POOL_SIZE: '2',
    ...environment,
  })
  const log = createLogger('info', { write: line => void (lines += line) })
  try {
    const running = await startServer(config, log)
    return {
      running,
      dataDir,
      logged: () => lines,
      fetch: (path, init) => fetch(running.origins.platform + path, { redirect: 'manual', ...init }),
      async close() {
        await running.close()
        await removeAll()
      },
    }
  } catch (error) {
    // It fails here when the start has left a connection open.
    await removeAll()
    throw error
  }
}
