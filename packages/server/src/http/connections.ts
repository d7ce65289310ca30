/**
 * What happens to bytes that are no HTTP (contract NPM-1).
 *
 * A widespread client announces a GET without a body and then sends two bytes of one. They reach the parser as the
 * beginning of a next request and fail. The answer under way on that socket must still be delivered whole; nothing
 * after the stray bytes may be executed.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { RawServerDefault } from 'fastify'
import { ApiError, errorBody, REASON_PHRASES } from './errors.ts'
import { newRequestId } from './identifiers.ts'

const inFlight = new WeakMap<Socket, Set<ServerResponse>>()

export function watchConnections(server: RawServerDefault): void {
  ;(server as Server).on('request', (request: IncomingMessage, response: ServerResponse) => {
    const responses = inFlight.get(request.socket) ?? new Set()
    responses.add(response)
    inFlight.set(request.socket, responses)
    response.once('close', () => responses.delete(response))
  })
}

export function answerClientError(error: Error & { code?: string }, socket: Socket, checkoutOrigin: string): void {
  const responses = [...(inFlight.get(socket) ?? [])].filter(response => !response.writableFinished)
  if (responses.length > 0) {
    for (const response of responses) {
      response.shouldKeepAlive = false
      response.once('finish', () => socket.destroySoon())
    }
    return
  }
  const begunByStrayBytes = inFlight.has(socket)
  if (begunByStrayBytes || error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  // The first bytes of a connection were no request: its sender gets the contract's error shape.
  const apiError = new ApiError(error.code === 'HPE_HEADER_OVERFLOW' ? 'request_too_large' : 'invalid_request')
  const requestId = newRequestId()
  const body = JSON.stringify(errorBody(apiError, requestId, checkoutOrigin))
  socket.end(
    `HTTP/1.1 ${apiError.status} ${REASON_PHRASES[apiError.status]}\r\n` +
      `request-id: ${requestId}\r\nx-request-id: ${requestId}\r\n` +
      'content-type: application/json; charset=utf-8\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
