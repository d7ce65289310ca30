#!/usr/bin/env node
/** The command line: finds the command, and turns what a user can mend into one line and exit code 1. */
import { COMMANDS, usage } from './commands/index.ts'
import { UserError, userMessage } from './commands/user-error.ts'
import { VERSION } from './version.ts'

const args = process.argv.slice(2)
const name = args[0] !== undefined && !args[0].startsWith('-') ? args.shift()! : 'serve'

try {
  if (args.includes('--help') || args.includes('-h') || name === 'help') process.stdout.write(usage())
  else if (args.includes('--version')) process.stdout.write(`${VERSION}\n`)
  else {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!command) throw new UserError(`There is no command "${name}". Run with --help to see all commands.`)
    await command.run(args)
  }
} catch (error) {
  const message = userMessage(error)
  process.stderr.write(message === undefined ? `${(error as Error).stack ?? String(error)}\n` : `${message}\n`)
  process.exitCode = 1
}
