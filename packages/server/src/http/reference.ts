/** OpenAPI from the operations' own tables. */
import swagger from '@fastify/swagger'
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
