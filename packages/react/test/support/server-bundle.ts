import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.ts'
import type * as Server from './server.tsx'

/** Bundles and imports the server's side; the file lies in the package, so that Node finds React from there. */
export async function importServer(): Promise<typeof Server> {
  const folder = join(import.meta.dirname, '../../.trefoil')
  const file = join(folder, `server-${process.pid}.mjs`)
  await mkdir(folder, { recursive: true })
  await writeFile(file, await bundle('server.tsx', 'server'))
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof Server
  } finally {
    await rm(file)
  }
}
