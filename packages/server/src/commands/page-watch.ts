import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ELEMENTS_FOLDER, readManifest } from '../checkout/elements/index.ts'
import { FetchFailedError, takeOver, watchFrames, watchPages } from '../checkout/page-watch/index.ts'
import type { Inventory, WatchedFrames, WatchReport } from '../checkout/page-watch/index.ts'
import { embedId } from '../platform/index.ts'
import { UserError } from './user-error.ts'
import type { Command } from './index.ts'

const OPTIONS = {
  key: { type: 'string' },
  checkout: { type: 'string' },
  fields: { type: 'string' },
  vault: { type: 'string' },
  'allowed-origin': { type: 'string', multiple: true },
  inventory: { type: 'string' },
  write: { type: 'boolean' },
} as const

/** Exit status 0: as it must be; 1: something has changed; 2: something could not be fetched (contract SEC-41). */
export const pageWatch: Command = {
  arguments:
    '[--key <public key> --checkout <origin> --fields <origin> [--vault <origin>] [--allowed-origin <origin>]…] ' +
    '[--inventory <file> [--write] <page address>…]',
  meaning:
    'Fetches frames and pages as a browser gets them and names each script or header that is not as it must be; ' +
    '--write takes the pages over into the inventory',
  async run(args) {
    const { values, positionals: pages } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const { inventory: path, write = false } = values
    if (values.key === undefined && pages.length === 0) throw new UserError('page-watch needs --key or a page address.')
    if (pages.length > 0 && path === undefined) throw new UserError('page-watch needs --inventory for the pages.')
    const wrong = pages.find(page => !/^https?:/.test(page) || !URL.canParse(page))
    if (wrong !== undefined) throw new UserError(`"${wrong}" is not the address of a page.`)
    const frames = values.key === undefined ? undefined : await watchedFrames(values)
    const reports = frames === undefined ? [] : [await watchFrames(frames)]
    if (path !== undefined) {
      reports.push(write ? await writeInventory(path, pages) : await watchPages(pages, await readInventory(path)))
    }
    tell(reports)
  },
}

type Values = Partial<Record<'key' | 'checkout' | 'fields' | 'vault', string>> & { 'allowed-origin'?: string[] }

async function watchedFrames(values: Values): Promise<WatchedFrames> {
  const { key = '', checkout, fields, vault = checkout } = values
  if (checkout === undefined || fields === undefined || vault === undefined) {
    throw new UserError('page-watch --key needs --checkout and --fields.')
  }
  const { version } = JSON.parse(await readFile(join(ELEMENTS_FOLDER, 'package.json'), 'utf8')) as { version: string }
  const [manifest, allowedOrigins] = [await readManifest(), values['allowed-origin']]
  return { embedId: embedId(key), checkout, fields, vault, version, manifest, allowedOrigins }
}

async function readInventory(path: string): Promise<Inventory> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Inventory
  } catch {
    throw new UserError(`The inventory ${path} cannot be read. Make it with --write, then look through it.`)
  }
}

async function writeInventory(path: string, pages: readonly string[]): Promise<WatchReport> {
  const known = existsSync(path) ? await readInventory(path) : {}
  try {
    await writeFile(path, `${JSON.stringify(await takeOver(pages, known), null, 2)}\n`)
    return { differences: [], failures: [] }
  } catch (error) {
    if (!(error instanceof FetchFailedError)) throw error
    return { differences: [], failures: [error.message] }
  }
}

/** A change outweighs what did not come: it must not be missed. */
function tell(reports: readonly WatchReport[]): void {
  const differences = reports.flatMap(report => report.differences)
  const failures = reports.flatMap(report => report.failures)
  const lines = [...differences, ...failures]
  process.stdout.write(`${lines.length > 0 ? lines.join('\n') : 'Nothing has changed.'}\n`)
  process.exitCode = differences.length > 0 ? 1 : failures.length > 0 ? 2 : 0
}
