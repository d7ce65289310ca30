/** The commands of the command line. */
import { describeSettings } from '../config.ts'
import { addEmployee } from './employee.ts'
import { createManagementToken } from './management-token.ts'
import { pageWatch } from './page-watch.ts'
import { reconcile } from './reconcile.ts'
import { serve } from './serve.ts'
import { worker } from './worker.ts'

export interface Command {
  readonly arguments: string
  readonly meaning: string
  run(args: string[]): Promise<void>
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  serve,
  worker,
  'management-token': createManagementToken,
  employee: addEmployee,
  'page-watch': pageWatch,
  reconcile,
}

export function usage(): string {
  const commands = Object.entries(COMMANDS).map(
    ([name, { arguments: args, meaning }]) => `  ${`${name} ${args}`.trim()}\n      ${meaning}.`,
  )
  return `Trefoil: self-hosted card tokenization and payments.

Usage: npm start [-- command]

Commands
${commands.join('\n')}

Settings (environment variables)
${describeSettings()}
`
}
