/** Bundles the browser SDK and its frames into `dist/`. */
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { viteBuild } from '../../../scripts/vite-build.ts'
import type { Build } from '../../../scripts/when-stale.ts'
import { BUNDLES, IMAGES, STYLE_SHEET } from './bundles.ts'
import { buildLoader } from './loader.ts'

export const PACKAGE = join(import.meta.dirname, '..')
const SOURCE = join(PACKAGE, 'src')
const OUTPUT = join(PACKAGE, 'dist')

async function packageVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  return version
}

/** Each bundle is one classic script: no import, no chunk, nothing that is fetched later by itself (SDK-5). */
async function bundle(entry: string, file: string, version: string): Promise<void> {
  const fillIn = {
    name: 'version',
    transform: (code: string, id: string) =>
      id.startsWith(SOURCE) ? code.replaceAll('__TREFOIL_VERSION__', version) : undefined,
  }
  const lib = { entry: join(SOURCE, entry), formats: ['iife' as const], name: '_', fileName: () => file }
  // A constant is smaller where it is used than under a name.
  const rolldownOptions = { optimization: { inlineConst: true } }
  const options = { outDir: OUTPUT, target: 'es2020', modulePreload: false as const, lib, rolldownOptions }
  await viteBuild(PACKAGE, options, [fillIn])
}

async function buildAll(): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true })
  await mkdir(OUTPUT, { recursive: true })
  const version = await packageVersion()
  for (const { entry, file } of BUNDLES) await bundle(entry, file, version)
  await cp(join(SOURCE, 'fields', STYLE_SHEET), join(OUTPUT, STYLE_SHEET))
  await cp(join(SOURCE, 'fields', IMAGES), join(OUTPUT, IMAGES), { recursive: true })
  await buildLoader()
}

export const elementsBuild: Build = {
  folder: PACKAGE,
  sources: ['src/**/*', 'build/*.ts', 'package.json'],
  run: buildAll,
}

if (import.meta.main) await buildAll()
