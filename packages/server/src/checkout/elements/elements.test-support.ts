/** A release in a temporary folder, and the two origins that serve it without sockets. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'
import { createHttpServer } from '../../http/server.ts'
import type { Embedding } from '../../platform/index.ts'
import { hostedFields } from './index.ts'
import { readRelease } from './release.ts'
import type { ManifestEntry } from './release.ts'
import { integrityOf } from './served-file.ts'

export const SOURCES: Readonly<Record<string, string>> = {
  'sdk.js': `(()=>{var f="__TREFOIL_FIELDS__",c="__TREFOIL_CHECKOUT__";window.Clover=[f,c]})();`,
  'guard.js': 'void "guard";',
  'field.js': 'void "field";',
  'field.css': 'input{border:0}',
  'controller.js': 'void "controller";',
  'why.js': 'void "why";',
  'brand/visa.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
}

export const ORIGINS = {
  checkout: 'http://localhost:8080',
  fields: 'http://localhost:8081',
  vault: 'http://localhost:8080',
}

/** @returns the folder of the package */
export async function builtPackage(sources: Readonly<Record<string, string>> = SOURCES): Promise<string> {
  const folder = await temporaryDirectory()
  await mkdir(join(folder, 'dist/brand'), { recursive: true })
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, 'dist', name), text)
  const manifest: ManifestEntry[] = Object.entries(SOURCES)
    .filter(([name]) => name.endsWith('.js'))
    .map(([file, text]) => ({
      file,
      integrity: integrityOf(text),
      bytes: text.length,
      purpose: `What ${file} is for.`,
      authorisedBy: 'A person',
      packages: [],
    }))
  await writeFile(join(folder, 'scripts.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ version: '1.4.2' }))
  return folder
}

export interface World {
  readonly checkout: FastifyInstance
  readonly fields: FastifyInstance
  readonly logged: () => string
}

interface WorldOptions {
  readonly keys?: Readonly<Record<string, Embedding>>
  readonly mode?: 'sandbox' | 'live'
  readonly origins?: typeof ORIGINS
  readonly fontOrigins?: readonly string[]
  readonly folder?: string
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { keys = {}, mode = 'sandbox', origins = ORIGINS, fontOrigins = [] } = options
  let lines = ''
  const log = pino({ level: 'info' }, { write: line => void (lines += line) })
  // Live servers answer HTTPS only, which a proxy tells them.
  const server = { mode, trustedProxies: ['127.0.0.1'], checkoutOrigin: () => origins.checkout, logger: log }
  const apps = { checkout: createHttpServer(server), fields: createHttpServer(server) }
  await hostedFields(apps, {
    ...{ mode, fontOrigins, log },
    release: await readRelease(options.folder ?? (await builtPackage())),
    origins: () => origins,
    embedding: id => Promise.resolve(keys[id]),
  })
  return { ...apps, logged: () => lines }
}
