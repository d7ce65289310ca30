/** A Fastify server that behaves as the contract's sections 1 and 2 say, before it has a single route. */
import Fastify from 'fastify'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway } from '../database/index.ts'
import { answerClientError, watchConnections } from './connections.ts'
import { ApiError, errorBody } from './errors.ts'
import { newRequestId } from './identifiers.ts'
import { matchesAddress } from './caller.ts'

/** Contract GEN-6. */
const BODY_LIMIT_BYTES = 65_536

export interface HttpServerOptions {
  readonly mode: 'sandbox' | 'live'
  readonly trustedProxies: readonly string[]
  /** Where `doc_url` points; a function, because a port may be known only after listening. */
  readonly checkoutOrigin: () => string
  readonly logger: FastifyBaseLogger
}

export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: options.logger,
    disableRequestLogging: true,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: newRequestId,
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    // Requests in flight are answered while closing; new ones on open connections get 503.
    return503OnClosing: true,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, options.checkoutOrigin()),
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply, options),
  })
  watchConnections(app.server)
  // Operations validate by their own tables (fields.ts); Fastify's schemas are for the reference and the answers.
  app.setValidatorCompiler(() => () => true)
  app.removeAllContentTypeParsers()
  const keepBytes = (_request: FastifyRequest, body: Buffer, done: (error: null, body: Buffer) => void) =>
    done(null, body)
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, keepBytes)
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, keepBytes)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('request-id', request.id)
    reply.header('x-request-id', request.id)
    reply.header('cache-control', 'no-store')
    reply.header('x-content-type-options', 'nosniff')
    // A GET that announces a body of no bytes is about to send bytes all the same (contract NPM-1): the connection
    // has to end with this answer even if the stray bytes arrive only after it.
    if (request.method === 'GET' && request.headers['content-length'] === '0') reply.header('connection', 'close')
    done(refusePlainHttp(request, options))
  })
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const type = request.headers['content-type']
    if (type?.startsWith('application/x-www-form-urlencoded') && !request.routeOptions.config.takesForms) {
      return done(new ApiError('unsupported_media_type'))
    }
    // An absent type counts as JSON (contract GEN-5).
    if (type === undefined) request.headers['content-type'] = 'application/json'
    done(null, payload)
  })
  app.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply, options))
  app.setNotFoundHandler((request, reply) => sendError(new ApiError('resource_missing'), request, reply, options))
  return app
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The few OAuth endpoints that also read `application/x-www-form-urlencoded` (contract GEN-5). */
    takesForms?: boolean
  }
}

/** @returns the error of contract GEN-3, before any credential is read */
function refusePlainHttp(request: FastifyRequest, options: HttpServerOptions): ApiError | undefined {
  if (options.mode === 'sandbox') return undefined
  const viaProxy = matchesAddress(request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '', options.trustedProxies)
  if (viaProxy && request.headers['x-forwarded-proto'] === 'https') return undefined
  if ('encrypted' in request.socket && request.socket.encrypted) return undefined
  return new ApiError('invalid_request', { message: 'This server answers HTTPS only.' })
}

/** Every error of every service ends here, except those whose form the contract sets apart (OAuth, pages). */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: Pick<HttpServerOptions, 'checkoutOrigin'>,
): FastifyReply {
  const apiError = toApiError(error)
  if (apiError.status >= 500) request.log.error({ err: apiError.details.cause ?? apiError }, apiError.code)
  return reply
    .code(apiError.status)
    .headers(apiError.headers)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(errorBody(apiError, request.id, options.checkoutOrigin()))
}

/** What is not in the catalogue is a fault of ours: 500, details to the log only (contract ERR-10). */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (isDatabaseAway(error)) return new ApiError('service_unavailable', { cause: error })
  switch ((error as FastifyError | undefined)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('request_too_large', { headers: { connection: 'close' } })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('unsupported_media_type', { headers: { connection: 'close' } })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('invalid_json', { headers: { connection: 'close' } })
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError('resource_missing')
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new ApiError('invalid_request')
    default:
      return new ApiError('processing_error', { cause: error })
  }
}
