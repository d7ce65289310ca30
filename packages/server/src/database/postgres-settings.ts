/**
 * Settings of the embedded PostgreSQL, for a laptop or a small server. They are given on its command line, so that they
 * follow the code, not the moment at which the cluster was made.
 */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // Fewer, larger checkpoints: after each one the first change of a page writes the whole page to the log.
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  max_wal_size: '2GB',
  min_wal_size: '128MB',
  // This build knows only pglz, which costs more CPU than the writing it saves.
  wal_compression: 'off',
  wal_buffers: '16MB',
  // Statements here are short and known; compiling them costs more than it gives.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '%p ',
  // A log line never carries a value: no statement text, no "failing row contains", no parameters.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_statement: 'none',
  log_checkpoints: 'off',
  // A client that is gone is noticed in the middle of a long statement.
  client_connection_check_interval: '5s',
} as const

/** What makes an acknowledged commit survive a crash. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' } as const
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const

/** Arguments of `postgres`; what `overrides` names wins over our settings, but never over durability. */
export function postgresArguments(
  place: { clusterDir: string; socketDir: string },
  overrides: Readonly<Record<string, string>>,
  durable: boolean,
): string[] {
  const settings = {
    ...SETTINGS,
    ...overrides,
    unix_socket_directories: place.socketDir,
    ...(durable ? DURABLE : NOT_DURABLE),
  }
  return ['-D', place.clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}
