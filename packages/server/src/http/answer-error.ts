/** Errors of every kind become the one answer of contract section 2. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { CommitUnknownError, isDatabaseAway } from '../database/index.ts'
import { ApiError, errorBody } from './errors.ts'

/** Headers of every answer (contract GEN-13, GEN-14). */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('request-id', request.id)
  reply.header('x-request-id', request.id)
  reply.header('cache-control', 'no-store')
  reply.header('x-content-type-options', 'nosniff')
}

/** Every error of every service ends here, except those whose form the contract sets apart (OAuth, pages). */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: { readonly checkoutOrigin: () => string },
): FastifyReply {
  const apiError = toApiError(error)
  if (apiError.status >= 500) {
    request.server.log.error({ requestId: request.id, err: apiError.details.cause ?? apiError }, apiError.code)
  }
  setCommonHeaders(request, reply)
  // The framework would close under a body that is still on its way, and its sender would never see the answer; what
  // is left of the body is read and dropped instead.
  if (apiError.status === 413 || apiError.status === 415) reply.removeHeader('connection')
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
  const { code = '', statusCode } = (error ?? {}) as Partial<FastifyError>
  // A body that broke off, since the sender is gone: said by the framework's reader, which sets this status.
  if (code === 'ECONNRESET' && statusCode === 400)
    return new ApiError('invalid_json', { headers: { connection: 'close' } })
  // A 503 promises that nothing was changed (contract ERR-11), which is just what is not known here.
  if (error instanceof CommitUnknownError) return new ApiError('processing_error', { cause: error })
  if (isDatabaseAway(error)) return new ApiError('service_unavailable', { cause: error })
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('request_too_large')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('unsupported_media_type')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('invalid_json', { headers: { connection: 'close' } })
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError('resource_missing')
    default:
      return new ApiError('processing_error', { cause: error })
  }
}
