/** What this folder needs of a logger; pino's `Logger` fits. */
export interface DatabaseLog {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A log that keeps nothing, for tests and one-off commands. */
export const silentLog: DatabaseLog = { debug() {}, info() {}, warn() {}, error() {} }
