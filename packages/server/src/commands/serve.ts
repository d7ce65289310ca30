import { parseArgs } from 'node:util'
import closeWithGrace from 'close-with-grace'
import { startServer } from '../app.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import { sandboxMessage } from '../sandbox-message.ts'
import { VERSION } from '../version.ts'
import type { Command } from './index.ts'

/** Longer than any request may take: an acquirer's time to answer and the inquiry after it. */
const CLOSE_MARGIN_MS = 10_000

export const serve: Command = {
  arguments: '',
  meaning: 'Runs the server; what happens without a command',
  async run(args) {
    parseArgs({ args, options: {} })
    const config = readConfig(process.env)
    const log = createLogger(config.logLevel)
    const server = await startServer(config, log)
    const delay = config.acquirerTimeoutMs + config.inquiryBudgetMs + CLOSE_MARGIN_MS
    closeWithGrace({ delay, logger: false }, async ({ signal, err }) => {
      if (err) log.fatal({ err }, 'stopping after a fault')
      else log.info({ signal }, 'stopping')
      await server.close()
    })
    const { origins, sandbox, sandboxPath } = server
    log.info({ version: VERSION, mode: config.mode, services: config.services, origins }, 'ready')
    if (sandbox) process.stdout.write(sandboxMessage(sandbox, sandboxPath, VERSION))
  },
}
