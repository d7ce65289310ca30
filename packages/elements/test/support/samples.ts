/** The code samples of a document, and the React one as a script for a page. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import type { Rollup } from 'vite'

const REPOSITORY = join(import.meta.dirname, '../../../..')
const PACKAGES = join(REPOSITORY, 'packages')

export interface Sample {
  /** As the fence names it; empty when it does not. */
  readonly language: string
  /** Of the section that it stands in. */
  readonly heading: string
  readonly code: string
}

/** @param path of a Markdown file, from the root of the repository */
export async function samplesOf(path: string): Promise<Sample[]> {
  const samples: Sample[] = []
  let heading = ''
  for (const [, title, language, code] of (await readFile(join(REPOSITORY, path), 'utf8')).matchAll(
    /^#+ (.+)$|^```(\w*)\n([^]*?)^```$/gm,
  )) {
    if (title !== undefined) heading = title
    else samples.push({ language: language!, heading, code: code! })
  }
  return samples
}

/** Bundles a sample with the packages of this repository, as an ES module. */
export async function bundleSample(code: string): Promise<string> {
  // Where it would stand in a shop: React and its types are found from there.
  const entry = join(PACKAGES, 'react/src/sample.tsx')
  const sample = {
    name: 'sample',
    resolveId: (id: string) => (id === entry ? id : undefined),
    load: (id: string) => (id === entry ? code : undefined),
  }
  const output = (await build({
    configFile: false,
    root: join(PACKAGES, 'react'),
    mode: 'development',
    logLevel: 'error',
    publicDir: false,
    plugins: [sample],
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: {
      alias: {
        '@trefoil/react': join(PACKAGES, 'react/src/index.ts'),
        '@trefoil/elements': join(PACKAGES, 'elements/src/loader/index.ts'),
      },
    },
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'sample' } },
  })) as Rollup.RollupOutput | Rollup.RollupOutput[]
  return [output].flat()[0]!.output[0].code
}
