/** `/docs`: an interactive reference of the API, with the document beside it at `/docs/openapi.json`. */
import { createHash } from 'node:crypto'
import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../http/errors.ts'
import { allowCaching } from './public-document.ts'

const CONFIGURATION = {
  pageTitle: 'Trefoil API reference',
  favicon: '/favicon.ico',
  // Calls go to where the page came from.
  servers: [{ url: '/' }],
  // Nothing is fetched from, sent to or offered at anyone else's place.
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
  customCss: 'a[href*="scalar.com"] { display: none; }',
}

/** The document has to be described before (http/reference.ts). */
export async function referencePages(app: FastifyInstance): Promise<void> {
  await app.register(async scope => {
    scope.addHook('onSend', (_request, reply, payload, done) => {
      // What the script asks for at run time is the document and, when somebody tries a call, our own services.
      reply.header(
        'content-security-policy',
        `default-src 'none'; script-src 'self' ${inlineScripts(payload)}; style-src 'unsafe-inline'; img-src 'self' data:; ` +
          "font-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      )
      reply.headers({ 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' })
      if (reply.statusCode === 200) allowCaching(reply)
      done(null, payload)
    })
    await scope.register(scalar, {
      routePrefix: '/docs',
      configuration: CONFIGURATION as object,
      hooks: { onRequest: refuseUnreadableHost },
    })
  })
}

/** The library makes an address of it, and would stumble. */
function refuseUnreadableHost(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const isReadable = URL.canParse(`http://${request.hostname}`)
  done(isReadable ? undefined : new ApiError('invalid_request', { param: 'host' }))
}

/** The page starts its script with a few lines of its own, which are allowed by what they are. */
function inlineScripts(payload: unknown): string {
  if (typeof payload !== 'string' || !payload.startsWith('<!doctype html>')) return ''
  const hashes = [...payload.matchAll(/<script type="text\/javascript">([^]*?)<\/script>/g)].map(([, script = '']) =>
    createHash('sha256').update(script).digest('base64'),
  )
  return hashes.map(hash => `'sha256-${hash}'`).join(' ')
}
