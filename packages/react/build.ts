/** Bundles `@trefoil/react`; React and the loader stay imports of whoever uses it (contract 14.3). */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { viteBuild } from '../../scripts/vite-build.ts'
import type { Build } from '../../scripts/when-stale.ts'
import { declare } from '../elements/build/loader.ts'

const PACKAGE = import.meta.dirname
const OUTPUT = join(PACKAGE, 'dist')
const ENTRY = join(PACKAGE, 'src/index.ts')

/** Needs the loader's declarations: build `@trefoil/elements` first. */
async function buildReact(): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true })
  await mkdir(OUTPUT, { recursive: true })
  await viteBuild(PACKAGE, {
    outDir: OUTPUT,
    target: 'es2022',
    lib: { entry: ENTRY, formats: ['es'], fileName: () => 'index.js' },
    rollupOptions: {
      external: ['react', 'react/jsx-runtime', '@trefoil/elements'],
      // Frameworks that render on a server must know that these components belong to the browser.
      output: { banner: "'use client'" },
    },
  })
  await declare({ entry: ENTRY, output: OUTPUT })
}

export const reactBuild: Build = {
  folder: PACKAGE,
  sources: ['src/**/*', 'build.ts', 'package.json', '../elements/src/loader/**/*'],
  run: buildReact,
}

if (import.meta.main) await buildReact()
