/** All OAuth routes on a server. */
import type { FastifyInstance } from 'fastify'
import { registerBrowserEndpoints } from './browser/browser-endpoints.ts'
import type { OauthContext } from './context.ts'
import { sweepOauth } from './sweep.ts'
import { registerTokenEndpoints } from './token-endpoints.ts'

const SWEEP_INTERVAL_MS = 20_000

/** Two rooms, because each has a form of its own for errors: JSON of contract OAUTH-3, and pages. */
export async function oauthRoutes(app: FastifyInstance, context: OauthContext): Promise<void> {
  await app.register(async room => registerTokenEndpoints(room, context))
  await app.register(async room => registerBrowserEndpoints(room, context))
  const timer = setInterval(() => {
    sweepOauth(context.database).catch((error: unknown) => app.log.debug({ err: error }, 'OAuth sweep failed'))
  }, SWEEP_INTERVAL_MS).unref()
  app.addHook('onClose', () => clearInterval(timer))
}
