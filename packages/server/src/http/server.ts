/** A Fastify server that behaves as the contract's sections 1 and 2 say, before it has a single route. */
import Fastify from 'fastify'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { sendError, setCommonHeaders } from './answer-error.ts'
import { cameEncrypted } from './caller.ts'
import { Connections } from './connections.ts'
import { ApiError } from './errors.ts'
import { newRequestId } from './identifiers.ts'
import { listenOnEveryAddress } from './listen.ts'
import { noSuchRoute } from './methods.ts'

/** Contract GEN-6. */
const BODY_LIMIT_BYTES = 65_536
/** More than a request's head can hold: an id of any length is an unknown id (contract GEN-22). */
const PARAM_LIMIT = 65_536

export interface HttpServerOptions {
  readonly mode: 'sandbox' | 'live'
  readonly trustedProxies: readonly string[]
  /** Where `doc_url` points; a function, because a port may be known only after listening. */
  readonly checkoutOrigin: () => string
  readonly logger: FastifyBaseLogger
}

/**
 * @returns a server whose `request.log` is the given logger itself, without the request's id: name it in the line, as
 * `{ requestId: request.id, … }`
 */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const connections = new Connections(options.checkoutOrigin)
  let isClosing = false
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: newRequestId,
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: PARAM_LIMIT },
    serverFactory: handler => connections.createServer(handler),
    // Connections hears of them first, on all its servers.
    clientErrorHandler: () => undefined,
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply, options),
    // The framework's own answer would be no error of the contract; the hook below has one.
    return503OnClosing: false,
  })
  app.log = options.logger
  listenOnEveryAddress(app, () => connections.createServer(app.routing))
  // Operations validate by their own tables (fields.ts); Fastify's schemas are for the reference and the answers.
  app.setValidatorCompiler(() => () => true)
  addBodyParsers(app)

  app.addHook('preClose', done => {
    isClosing = true
    connections.drain()
    done()
  })
  app.addHook('onRequest', (request, reply, done) => {
    // Given to the framework, the logger would have a child made of it for each request, which costs more than the id.
    request.log = options.logger
    reply.log = options.logger
    setCommonHeaders(request, reply)
    // Requests in flight are answered while closing; new ones on open connections are not begun.
    if (isClosing) return done(new ApiError('service_unavailable', { headers: { connection: 'close' } }))
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
      return done(new ApiError('invalid_request', { param: 'host', headers: { connection: 'close' } }))
    }
    if (options.mode === 'live' && !cameEncrypted(request, options.trustedProxies)) {
      return done(new ApiError('invalid_request', { message: 'This server answers HTTPS only.' }))
    }
    // Before the body is looked at: the path comes first in the order of checks (contract ERR-6).
    done(request.is404 ? noSuchRoute(app, request.raw.url ?? '') : undefined)
  })
  app.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply, options))
  app.setNotFoundHandler((request, reply) =>
    sendError(noSuchRoute(app, request.raw.url ?? ''), request, reply, options),
  )
  return app
}

/** Bodies are kept as bytes, since their JSON is read only once the caller is known (contract ERR-6). */
function addBodyParsers(app: FastifyInstance): void {
  type Done = (error: Error | null, body?: Buffer) => void
  const read = (type: string, isTaken: (request: FastifyRequest) => boolean) =>
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body: Buffer, done: Done) =>
      isTaken(request) ? done(null, body) : done(new ApiError('unsupported_media_type')),
    )
  app.removeAllContentTypeParsers()
  read('application/json', () => true)
  read('application/x-www-form-urlencoded', request => request.routeOptions.config.takesForms === true)
  // An absent type counts as JSON (contract GEN-5).
  read('*', request => request.headers['content-type'] === undefined)
  // The body of a DELETE is ignored, whatever it is (contract GEN-6).
  app.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The few OAuth endpoints that also read `application/x-www-form-urlencoded` (contract GEN-5). */
    takesForms?: boolean
  }
}
