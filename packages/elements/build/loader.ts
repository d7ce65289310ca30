/** Bundles the loader, which is what the npm package `@trefoil/elements` publishes (contract RCT-2). */
import { execFile } from 'node:child_process'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { viteBuild } from '../../../scripts/vite-build.ts'

const PACKAGE = join(import.meta.dirname, '..')
const SOURCE = join(PACKAGE, 'src/loader')
const OUTPUT = join(PACKAGE, 'dist/loader')

/** Declarations of what an entry exports. */
export async function declare(options: { readonly entry: string; readonly output: string }): Promise<void> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const flags = [
    ...['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--outDir', options.output],
    ...['--rootDir', dirname(options.entry), '--target', 'es2020', '--lib', 'es2024,dom,dom.iterable'],
    ...['--module', 'nodenext', '--strict', '--skipLibCheck', '--verbatimModuleSyntax'],
    '--allowImportingTsExtensions',
  ]
  await promisify(execFile)(process.execPath, [compiler, ...flags, options.entry]).catch((failure: unknown) => {
    throw new Error(`${options.entry}: ${(failure as { stdout: string }).stdout}`)
  })
  await nameScripts(options.output)
}

/** Compilers before TypeScript 5.7 do not look for `x.d.ts` when a declaration says `./x.ts`; `./x.js` all know. */
async function nameScripts(folder: string): Promise<void> {
  for await (const file of glob(join(folder, '**/*.d.ts'))) {
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/((?:from |import\()['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'))
  }
}

/** Fills `dist/loader`. */
export async function buildLoader(): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true })
  await mkdir(OUTPUT, { recursive: true })
  const lib = { entry: join(SOURCE, 'index.ts'), formats: ['es' as const], fileName: () => 'index.js' }
  await viteBuild(PACKAGE, { outDir: OUTPUT, target: 'es2020', lib })
  await declare({ entry: join(SOURCE, 'index.ts'), output: OUTPUT })
}

if (import.meta.main) await buildLoader()
