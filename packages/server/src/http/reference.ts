/** OpenAPI from the operations' own tables, and an interactive reference served from here (no CDN). */
import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'

/** Registered before the first route, since it collects them as they come. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Trefoil',
        version,
        description:
          "Card tokens and payments, wire-compatible with Clover's Ecommerce API. Amounts are integers in minor units (cents); times are Unix milliseconds.",
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'OAuth access token or merchant private key' },
          apikey: { type: 'apiKey', in: 'header', name: 'apikey', description: 'apiAccessKey or merchant public key' },
          management: { type: 'http', scheme: 'bearer', description: 'Management token' },
        },
      },
    },
  })
}

/** `/docs`, with the document beside it at `/docs/openapi.json`. */
export async function serveReference(app: FastifyInstance): Promise<void> {
  await app.register(async scope => {
    scope.addHook('onSend', (_request, reply, payload, done) => {
      // The reference is one page with a script of its own and styles that it writes itself; nothing from elsewhere.
      reply.header(
        'content-security-policy',
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      )
      done(null, payload)
    })
    await scope.register(scalar, {
      routePrefix: '/docs',
      configuration: {
        pageTitle: 'Trefoil API reference',
        withDefaultFonts: false,
        hideClientButton: true,
        telemetry: false,
        agent: { disabled: true },
        mcp: { disabled: true },
      } as object,
    })
  })
}
