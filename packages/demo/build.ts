/** Bundles the demo pages and the explorer's plugin into `dist/`: a script and a style sheet for each, and the drawings. */
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { viteBuild } from '../../scripts/vite-build.ts'
import type { Build } from '../../scripts/when-stale.ts'

const PACKAGE = import.meta.dirname
const SOURCE = join(PACKAGE, 'src')
const OUTPUT = join(PACKAGE, 'dist')
/** By what their script is: the explorer imports its plugin, pages load theirs. */
const PAGES = { shop: 'iife', playground: 'iife', guide: 'iife', explorer: 'es' } as const

async function bundle(page: string, format: 'iife' | 'es'): Promise<void> {
  const script = join(SOURCE, page, `${page}.ts`)
  await viteBuild(PACKAGE, {
    outDir: OUTPUT,
    target: 'es2022',
    lib: { entry: script, formats: [format], name: '_', fileName: () => `${page}.js` },
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
  for (const [page, format] of Object.entries(PAGES)) await bundle(page, format)
  await cp(join(SOURCE, 'images'), OUTPUT, { recursive: true })
}

export const demoBuild: Build = {
  folder: PACKAGE,
  sources: ['src/**/*', 'build.ts', '../elements/src/loader/*.ts'],
  run: buildDemo,
}

if (import.meta.main) await buildDemo()
