import { PortInUseError } from '../app.ts'
import { ConfigError } from '../config.ts'
import { DataDirectoryInUseError, isDatabaseAway, MigrationRefusedError } from '../database/index.ts'
import { KeyFileError } from '../vault/index.ts'

/** A wrong call of a command. */
export class UserError extends Error {
  override name = 'UserError'
}

const MENDABLE = [UserError, ConfigError, PortInUseError, DataDirectoryInUseError, MigrationRefusedError, KeyFileError]

/** @returns one line for what a user can mend; undefined for a fault of ours, which deserves its stack */
export function userMessage(error: unknown): string | undefined {
  if (MENDABLE.some(kind => error instanceof kind)) return (error as Error).message
  if (isParseArgsError(error)) return `${error.message} Run with --help to see all commands.`
  if (isDatabaseAway(error)) return `The database cannot be reached (${(error as Error).message}). Check DATABASE_URL.`
  return undefined
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
}
