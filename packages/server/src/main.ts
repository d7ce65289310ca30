#!/usr/bin/env node
/** The program. It loads the rest only when Node knows where it has kept what it compiled the last time. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// A third less to do at a start. It lies among the code: whoever may write there may change the code anyway, which does
// not hold for a folder of temporary files. Where it cannot be written, nothing is kept.
enableCompileCache(join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'trefoil'))
const { runCommandLine } = await import('./command-line.ts')
await runCommandLine(process.argv.slice(2))
