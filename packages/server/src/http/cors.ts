/** The few endpoints that pages of other origins may call (contract GEN-12). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export interface CorsRule {
  readonly urls: readonly string[]
  /** Whether a page of this origin may call; decided anew for each request. */
  readonly allows: (origin: string) => boolean
}

/**
 * Lets pages of the allowed origins POST to some paths: the origin is named, never `*`, and credentials are never allowed.
 * A page that is not allowed gets the same answer without the headers, which its browser then keeps from it.
 */
export function allowCrossOrigin(app: FastifyInstance, { urls, allows }: CorsRule): void {
  const answer = (origin: string | undefined, reply: FastifyReply): void => {
    reply.header('vary', 'Origin')
    if (origin === undefined || !allows(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', 'request-id, retry-after')
  }
  app.addHook('onRequest', (request, reply, done) => {
    if (urls.includes(request.routeOptions.url ?? '')) answer(request.headers.origin, reply)
    done()
  })
  for (const url of urls) app.options(url, { schema: { hide: true } as object }, answerPreflight)
}

function answerPreflight(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (reply.hasHeader('access-control-allow-origin')) {
    reply.header('access-control-allow-methods', 'POST')
    reply.header('access-control-allow-headers', 'apikey, content-type, idempotency-key')
    reply.header('access-control-max-age', '600')
  }
  return reply.code(200).send()
}
