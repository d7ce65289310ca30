import type { ClientConfig } from 'pg'
import { urlPerHost } from './connection-url.ts'
import { columnTypes } from './types.ts'

export interface Connection {
  /** `postgresql://user:password@host:port/database?…` */
  readonly url: string
  /** Role to act under; the one that connects by default. */
  readonly role?: string
  /** What the database shows as the name of the session. */
  readonly applicationName?: string
  /** How long to wait for a connection, new or from the pool; 5 s by default. */
  readonly connectTimeoutMs?: number
  /** How long one statement may take; 15 s by default. */
  readonly statementTimeoutMs?: number
}

/**
 * Settings of a session, one per server that the URL names. The role and a search path without our schemas travel with
 * the start of the session, so that no statement of ours runs before them, and all SQL has to name its schema.
 */
export function connectionConfigs(connection: Connection): ClientConfig[] {
  return urlPerHost(connection.url).map(url => configOf(url, connection))
}

function configOf(url: URL, connection: Connection): ClientConfig {
  const { role, connectTimeoutMs = 5_000, statementTimeoutMs = 15_000, applicationName = 'trefoil' } = connection
  const options = [url.searchParams.get('options') ?? '', '-c search_path=pg_catalog']
  if (role !== undefined) options.push(`-c role=${role}`)
  // In the URL, since `pg` lets a URL win over what stands beside it.
  url.searchParams.set('options', options.join(' ').trim())
  return {
    connectionString: url.href,
    types: columnTypes,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.ceil(statementTimeoutMs / 2),
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
    // A server that is cut off never answers, not even to say that time is over.
    query_timeout: statementTimeoutMs + 2_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  }
}
