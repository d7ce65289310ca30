/** The server's log: JSON lines, in which no card number and no secret can stand (contract GEN-19, OAUTH-4). */
import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'
import { maskCardNumbers } from './http/card-data.ts'

const SECRET_MEMBERS = ['authorization', 'apikey', 'cookie', 'number', 'cvv', 'password', 'secret', 'token', 'code']

/**
 * Requests are logged by operation and id, never with body, headers, path or query. What could still slip in is taken
 * out three times: named members are redacted, errors are cut down to what has no values in it, and every line is
 * searched for card numbers before it is written.
 */
export function createLogger(level: string, destination: DestinationStream = pino.destination(1)): Logger {
  return pino(
    {
      level,
      base: undefined,
      redact: { paths: SECRET_MEMBERS.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
      serializers: { err: describeError, req: () => undefined, res: () => undefined },
      hooks: { streamWrite: maskCardNumbers },
    },
    destination,
  )
}

interface LoggedError {
  readonly type?: string
  readonly message: string
  readonly code?: unknown
  readonly stack?: string
  readonly cause?: LoggedError
}

/** PostgreSQL's errors quote values in `detail`, `where` and `parameters`: only what names no value is kept. */
function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { message: typeof error }
  const { name, message, stack, code } = error as Error & { code?: unknown }
  const cause = error.cause !== undefined && depth < 3 ? describeError(error.cause, depth + 1) : undefined
  return { type: name, message, code, stack, cause }
}
