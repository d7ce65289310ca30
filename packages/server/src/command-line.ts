/** Finds the command, and turns what a user can mend into one line and exit code 1. */
import { COMMANDS, usage } from './commands/index.ts'
import { UserError, userMessage } from './commands/user-error.ts'
import { VERSION } from './version.ts'

/** @param words what stands behind the program's name */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  try {
    await run([...words])
  } catch (error) {
    const message = userMessage(error)
    process.stderr.write(message === undefined ? `${(error as Error).stack ?? String(error)}\n` : `${message}\n`)
    process.exitCode = 1
  }
}

async function run(words: string[]): Promise<void> {
  const name = words[0] !== undefined && !words[0].startsWith('-') ? words.shift()! : 'serve'
  if (words.includes('--help') || words.includes('-h') || name === 'help') return write(usage())
  if (words.includes('--version')) return write(`${VERSION}\n`)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) throw new UserError(`There is no command "${name}". Run with --help to see all commands.`)
  await command.run(words)
}

function write(text: string): void {
  process.stdout.write(text)
}
