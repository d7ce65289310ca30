/**
 * A process with an embedded database, to be killed: `node database-process.ts <data directory> [settings as JSON]`. It prints one line of
 * JSON when it is ready, and `{ "error": … }` with exit code 1 when it cannot start, as a server does.
 */
import { startEmbeddedPostgres } from '../../src/database/embedded.ts'
import { silentLog } from '../../src/database/log.ts'

const say = (fields: object) => process.stdout.write(`${JSON.stringify(fields)}\n`)

try {
  const [, , dataDir, settings = '{}'] = process.argv
  const embedded = await startEmbeddedPostgres({
    dataDir: dataDir!,
    settings: JSON.parse(settings) as Record<string, string>,
    log: silentLog,
  })
  process.once('SIGTERM', () => void embedded.stop().then(() => process.exit(0)))
  say({ url: embedded.connectionUrl('postgres'), postgresPid: embedded.pid })
} catch (error) {
  say({ error: (error as Error).message })
  process.exit(1)
}
