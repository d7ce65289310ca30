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

export interface ReferenceOptions {
  readonly mode: 'sandbox' | 'live'
  readonly origins: () => { readonly fields: string }
}

/** The document has to be described before (http/reference.ts). */
export async function referencePages(app: FastifyInstance, { mode, origins }: ReferenceOptions): Promise<void> {
  const isSandbox = mode === 'sandbox'
  await app.register(async scope => {
    scope.addHook('onSend', (_request, reply, payload, done) => {
      // What the script asks for at run time is the document and, when somebody tries a call, our own services.
      reply.header(
        'content-security-policy',
        `default-src 'none'; script-src 'self' ${inlineScripts(payload)}; style-src ${isSandbox ? "'self' " : ''}'unsafe-inline'; ` +
          "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'" +
          (isSandbox ? `; frame-src ${origins().fields}` : ''),
      )
      reply.headers({ 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' })
      if (reply.statusCode === 200) allowCaching(reply)
      done(null, payload)
    })
    await scope.register(scalar, {
      routePrefix: '/docs',
      configuration: (isSandbox ? { ...CONFIGURATION, ...withTestToken(app) } : CONFIGURATION) as object,
      hooks: { onRequest: refuseUnreadableHost },
    })
  })
}

/** A sandbox's explorer gets a token for the charge that it shows: the plugin draws where the document is marked (SDK-71). */
function withTestToken(app: FastifyInstance): object {
  return {
    pluginUrls: ['/demo/assets/explorer.js'],
    content() {
      const document = app.swagger()
      const { post, ...others } = document.paths?.['/v1/charges'] ?? {}
      if (!post) return document
      const marked = { ...post, 'x-test-token': true }
      return { ...document, paths: { ...document.paths, '/v1/charges': { ...others, post: marked } } }
    },
  }
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
