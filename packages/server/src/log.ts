/** The server's log: JSON lines, in which no card number and no secret can stand (contract GEN-19, OAUTH-4). */
import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'
import { maskCardNumbers } from './http/card-data.ts'

/** Members that hold a secret or a card, wherever they stand in what is logged. */
const SECRET_NAMES = [
  ...['authorization', 'apikey', 'cookie', 'password', 'passphrase', 'secret', 'token', 'key'],
  ...['access_token', 'refresh_token', 'client_secret', 'code_verifier', 'accessToken', 'refreshToken', 'privateKey'],
  ...['number', 'cvv', 'pan', 'card', 'track1', 'track2', 'account_number', 'security_card_value'],
  ...['body', 'query', 'headers', 'parameters'],
]

// An OAuth code is called like the code of an error, which stands deeper.
const SECRET_PATHS = ['code', 'state', ...SECRET_NAMES.flatMap(name => [name, `*.${name}`, `*.*.${name}`])]

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
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      serializers: { err: describeError, error: describeError, req: () => undefined, res: () => undefined },
      hooks: { streamWrite: maskLine },
    },
    destination,
  )
}

/** What was a JSON number becomes a string, so that the line stays JSON. */
function maskLine(line: string): string {
  const masked = maskCardNumbers(line)
  return masked === line ? line : masked.replace(/(?<=[:[,])-?\*[*.0-9eE+-]*(?=[,}\]])/g, '"$&"')
}

interface LoggedError {
  readonly type: string
  readonly message: string
  /** Of the system, PostgreSQL or the contract. */
  readonly code?: string
  /** Of PostgreSQL's errors: names, never values. */
  readonly table?: string
  readonly constraint?: string
  /** Without the message that it begins with. */
  readonly stack?: string
  readonly cause?: LoggedError
}

const DEEPEST_CAUSE = 3
const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g

/**
 * Parsers and PostgreSQL quote in their messages what they were given (`invalid input syntax for type …: "4242…"`,
 * `… "{"card":{…" is not valid JSON`), and PostgreSQL's `detail`, `where` and `parameters` do. Nothing quoted is kept.
 */
function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' }
  const { name, code, table, constraint } = error as Error & Partial<Record<'code' | 'table' | 'constraint', unknown>>
  return {
    type: name,
    message: messageOf(error),
    code: textOrNothing(code),
    table: textOrNothing(table),
    constraint: textOrNothing(constraint),
    stack: framesOf(error),
    cause: error.cause !== undefined && depth < DEEPEST_CAUSE ? describeError(error.cause, depth + 1) : undefined,
  }
}

function messageOf(error: Error): string {
  if (error instanceof SyntaxError) return 'text that cannot be parsed'
  // The system quotes paths, which an operator needs.
  return 'syscall' in error ? error.message : error.message.replace(QUOTED, '"…"')
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function framesOf({ stack = '' }: Error): string | undefined {
  const frames = stack.split('\n').filter(line => /^ {4}at /.test(line))
  return frames.length > 0 ? frames.join('\n') : undefined
}
