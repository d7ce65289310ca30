/** Bundles the demo pages into `dist/`: a script and a style sheet for each, and the drawings. */
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { viteBuild } from '../../scripts/vite-build.ts'
import type { Build } from '../../scripts/when-stale.ts'

const PACKAGE = import.meta.dirname
const SOURCE = join(PACKAGE, 'src')
const OUTPUT = join(PACKAGE, 'dist')
const PAGES = ['shop', 'playground', 'guide']

async function bundle(page: string): Promise<void> {
  const script = join(SOURCE, page, `${page}.ts`)
  await viteBuild(PACKAGE, {
    outDir: OUTPUT,
    target: 'es2022',
    lib: { entry: script, formats: ['iife'], name: '_', fileName: () => `${page}.js` },
  })
  await viteBuild(PACKAGE, {
    outDir: OUTPUT,
    // Browsers that know light-dark(), as all that the demo is for.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rollupOptions: { input: join(SOURCE, page, `${page}.css`), output: { assetFileNames: '[name][extname]' } },
  })
}

async function buildDemo(): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true })
  await mkdir(OUTPUT, { recursive: true })
  for (const page of PAGES) await bundle(page)
  await cp(join(SOURCE, 'images'), OUTPUT, { recursive: true })
}

export const demoBuild: Build = {
  folder: PACKAGE,
  sources: ['src/**/*', 'build.ts', '../elements/src/loader/types.ts'],
  run: buildDemo,
}

if (import.meta.main) await buildDemo()
