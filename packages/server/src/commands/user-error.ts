import { SdkMissingError } from '../checkout/index.ts'
import { ConfigError } from '../config.ts'
import { DataDirectoryInUseError, isDatabaseAway, MigrationRefusedError } from '../database/index.ts'
import { ListenError } from '../listening.ts'
import { SecretFileError } from '../platform/index.ts'
import { KeyFileError } from '../vault/index.ts'

/** A wrong call of a command. */
export class UserError extends Error {
  override name = 'UserError'
}

const MENDABLE = [
  UserError,
  ConfigError,
  ListenError,
  DataDirectoryInUseError,
  MigrationRefusedError,
  KeyFileError,
  SecretFileError,
  SdkMissingError,
]

/** @returns one line for what a user can mend; undefined for a fault of ours, which deserves its stack */
export function userMessage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (MENDABLE.some(kind => error instanceof kind)) return error.message
  const code = codeOf(error)
  if (code.startsWith('ERR_PARSE_ARGS')) {
    return `${error.message.replace(/\.?$/, '.')} Run with --help to see all commands.`
  }
  // Classes 28 (who we are) and 42501 (what we may do).
  if (/^28...$|^42501$/.test(code)) return `The database refuses the server (${error.message}). Check DATABASE_URL.`
  if (isDatabaseAway(error)) return `The database cannot be reached (${reasonOf(error)}). Check DATABASE_URL.`
  return undefined
}

/** A name with several addresses fails once for each, and says nothing as a whole. */
function reasonOf(error: Error): string {
  if (error.message !== '') return error.message
  const { errors = [] } = error as Partial<AggregateError>
  return errors.map(each => (each as Error).message).join(', ') || codeOf(error)
}

function codeOf(error: Error): string {
  return String((error as { code?: unknown }).code ?? '')
}
