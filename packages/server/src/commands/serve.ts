import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Logger } from 'pino'
import { startServer } from '../app.ts'
import { longestRequestMs } from '../longest-request.ts'
import type { RunningServer } from '../app.ts'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { createLogger } from '../log.ts'
import { sandboxMessage, startLine } from '../start-message.ts'
import { VERSION } from '../version.ts'
import { onStop } from './on-stop.ts'
import type { Command } from './index.ts'

/** For the embedded database to write what it still holds. */
const DATABASE_STOP_MS = 25_000
/** A start that takes longer says why. */
const SLOW_START_MS = 700

export const serve: Command = {
  arguments: '',
  meaning: 'Runs the server; what happens without a command',
  async run(args) {
    parseArgs({ args, options: {} })
    const config = readConfig(process.env)
    const log = createLogger(config.logLevel)
    const reason = slowStartReason(config)
    const slow = setTimeout(() => process.stderr.write(`${reason} …\n`), SLOW_START_MS)
    const starting = startServer(config, log).finally(() => clearTimeout(slow))
    // From the first moment, so that a start which is cut short leaves no database behind either.
    const stopping = onStop(
      async reason => {
        clearTimeout(slow)
        log.info({ reason }, 'stopping')
        const server = await starting.catch(() => undefined)
        await server?.close()
      },
      { withinMs: longestRequestMs(config) + DATABASE_STOP_MS, log },
    )
    const server = await starting.catch((error: unknown) => {
      if (!stopping.begun) throw error
    })
    if (server && !stopping.begun) announce(config, server, log)
  },
}

function announce(config: Config, { origins, sandbox, sandboxPath }: RunningServer, log: Logger): void {
  const { mode, services } = config
  log.info({ version: VERSION, mode, services, origins }, 'ready')
  if (sandbox) process.stdout.write(sandboxMessage(sandbox, { factsPath: sandboxPath, version: VERSION, services }))
  // Standard output belongs to the log there.
  else process.stderr.write(startLine(origins, { version: VERSION, mode, services }))
}

/** Asked before the start, which makes what is looked for. */
function slowStartReason({ databaseUrl, dataDir, credentialKeyFile }: Config): string {
  if (databaseUrl !== undefined) return 'Preparing the database'
  return existsSync(credentialKeyFile) ? 'Starting the database' : `Making a database in ${dataDir}`
}
