import { parseArgs } from 'node:util'
import { startWorker } from '../app.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import { longestRequestMs } from '../longest-request.ts'
import { onStop } from './on-stop.ts'
import type { Command } from './index.ts'

/** For jobs under way and the connections to the database. */
const STOP_MS = 10_000

export const worker: Command = {
  arguments: '',
  meaning: 'Runs background jobs only, beside servers with TREFOIL_JOBS=off; needs the same settings and key files',
  async run(args) {
    parseArgs({ args, options: {} })
    const config = readConfig(process.env)
    const log = createLogger(config.logLevel)
    const starting = startWorker(config, log)
    onStop(
      async reason => {
        log.info({ reason }, 'stopping')
        await (await starting.catch(() => undefined))?.close()
      },
      { withinMs: longestRequestMs(config) + STOP_MS, log },
    )
    await starting
    process.stderr.write('Trefoil works on background jobs. Ctrl+C stops it.\n')
  },
}
