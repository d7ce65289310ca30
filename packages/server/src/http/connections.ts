/**
 * What Node answers by itself, or leaves open, before a request reaches a route.
 *
 * A widespread client announces a GET without a body and then sends two bytes of one. They reach the parser as the
 * beginning of a next request and fail. The answer under way on that connection must still be delivered whole; nothing
 * after the stray bytes may be executed (contract NPM-1).
 */
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError, errorBody, REASON_PHRASES } from './errors.ts'
import { newRequestId } from './identifiers.ts'

/** A request has to be there whole within this time. */
const REQUEST_TIMEOUT_MS = 30_000
/** Longer than that of common load balancers, so that it is never the server that closes under a request. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000
/** How long a connection that got a refusal may still send: closed under its bytes, it would lose the refusal. */
const LINGER_MS = 2_000

interface Connection {
  readonly socket: Socket
  /** Answers leave in order: once this one is out, all are. */
  lastResponse?: ServerResponse
  /** Nothing that still arrives is executed. */
  isOver: boolean
}

const CONNECTION = Symbol('connection')
type WatchedSocket = Socket & { [CONNECTION]: Connection }

export class Connections {
  readonly #open = new Set<Connection>()
  readonly #checkoutOrigin: () => string

  constructor(checkoutOrigin: () => string) {
    this.#checkoutOrigin = checkoutOrigin
  }

  createServer(handler: RequestListener): Server {
    const server = createServer(
      // A missing Host would be answered by Node, in no shape of ours: server.ts does it.
      { requireHostHeader: false, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS },
      (request, response) => {
        if (accept(request, response)) handler(request, response)
      },
    )
    server.on('connection', (socket: WatchedSocket) => {
      const connection = { socket, isOver: false }
      socket[CONNECTION] = connection
      this.#open.add(connection)
      socket.once('close', () => this.#open.delete(connection))
    })
    server.on('clientError', (error, socket) => this.#onUnreadable(error, socket as WatchedSocket))
    // An expectation that is not known is a header like any other (contract GEN-7); Node would answer 417.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response))
    // CONNECT names no path. Without this Node would hang up.
    server.on('connect', (_request, socket) => this.#refuse(socket as WatchedSocket, new ApiError('resource_missing')))
    return server
  }

  /** Every answer under way is the last one on its connection; one on which nothing was ever sent is closed. */
  drain(): void {
    for (const { socket, lastResponse } of this.#open) {
      if (lastResponse && !isOut(lastResponse)) closeAfter(lastResponse)
      else if (socket.bytesRead === 0) socket.destroy()
    }
  }

  #onUnreadable(error: NodeJS.ErrnoException, socket: WatchedSocket): void {
    const connection = socket[CONNECTION]
    const { lastResponse, isOver } = connection
    connection.isOver = true
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
    } else if (lastResponse === undefined) {
      // The first bytes of a connection were no request: its sender gets the contract's error shape.
      if (!isOver) this.#refuse(socket, unreadable(error.code))
    } else if (isOut(lastResponse)) {
      socket.destroy()
    } else {
      closeAfter(lastResponse)
      const { req: request } = lastResponse
      // Its own body broke off, so that whoever reads it would wait for ever.
      if (!request.complete && request.listenerCount('error') > 0) request.emit('error', brokenBody())
    }
  }

  /** An answer by hand, where there is no request to answer. */
  #refuse(socket: WatchedSocket, error: ApiError): void {
    socket[CONNECTION].isOver = true
    const requestId = newRequestId()
    const body = JSON.stringify(errorBody(error, requestId, this.#checkoutOrigin()))
    socket.end(
      `HTTP/1.1 ${error.status} ${REASON_PHRASES[error.status]}\r\n` +
        `request-id: ${requestId}\r\nx-request-id: ${requestId}\r\n` +
        'content-type: application/json; charset=utf-8\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n' +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    )
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }
}

/** @returns false for a request that comes after the end of what this connection may ask for */
function accept(request: IncomingMessage, response: ServerResponse): boolean {
  const connection = (request.socket as WatchedSocket)[CONNECTION]
  if (connection.isOver) return false
  connection.lastResponse = response
  // A GET that announces a body of no bytes is about to send bytes all the same: the connection has to end with this
  // answer even if they arrive only after it (contract NPM-1).
  if (request.method === 'GET' && request.headers['content-length'] === '0') {
    connection.isOver = true
    response.shouldKeepAlive = false
  }
  return true
}

function isOut(response: ServerResponse): boolean {
  return response.writableFinished || response.destroyed
}

function closeAfter(response: ServerResponse): void {
  response.shouldKeepAlive = false
  // The head may have left already, promising to keep the connection.
  response.once('finish', () => response.req.socket.destroySoon())
}

function brokenBody(): ApiError {
  return new ApiError('invalid_json', { headers: { connection: 'close' } })
}

function unreadable(code: string | undefined): ApiError {
  return code === 'HPE_HEADER_OVERFLOW'
    ? new ApiError('request_too_large', { message: 'The head of the request is too large.' })
    : new ApiError('invalid_request', { message: 'This is no readable HTTP/1.1 request.' })
}
