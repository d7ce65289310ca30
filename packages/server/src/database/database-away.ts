import pg from 'pg'

/**
 * The connection was lost while COMMIT was under way (the transaction may have happened or not), or a standby has not
 * confirmed it (it may still be lost). Read by key on a fresh connection before answering.
 */
export class CommitUnknownError extends Error {
  constructor(cause: unknown) {
    super('It is not known whether the database has committed.', { cause })
    this.name = 'CommitUnknownError'
  }
}

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

const SERVER_CODES = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up or recovering
  '57P05', // idle_session_timeout
  '57014', // query_canceled: by statement_timeout, as nothing here cancels
  '25P03', // idle_in_transaction_session_timeout
  '25006', // read_only_sql_transaction: a primary that became a standby
  '55P03', // lock_not_available: by lock_timeout
  '58030', // io_error
])

// What `pg` and its pool say without a code.
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Client ended)|because the connection was ended/

/**
 * Whether an error says that the database is away or out of resources, and not that the statement was wrong: the
 * answer is 503 with Retry-After then, and the same request may succeed later.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof CommitUnknownError) return true
  const { code } = error as { code?: unknown }
  if (typeof code === 'string') {
    // Classes 08 (connection) and 53 (out of connections, memory, disk).
    if (SERVER_CODES.has(code) || /^(08|53)...$/.test(code)) return true
    if (NETWORK_CODES.has(code)) return isSocketError(error)
  }
  if (error instanceof pg.DatabaseError) return false
  if (MESSAGES.test(error.message)) return true
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isDatabaseAway)
  return error.cause !== undefined && isDatabaseAway(error.cause)
}

// ENOENT also means a missing file, which is a bug, not a database that is away.
function isSocketError(error: Error): boolean {
  const { syscall } = error as { syscall?: string }
  return syscall === undefined ? true : /^(connect|read|write|getaddrinfo|querySrv)/.test(syscall)
}
