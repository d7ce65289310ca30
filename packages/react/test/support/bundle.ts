import { join } from 'node:path'
import { build } from 'vite'
import type { Rollup } from 'vite'

const PACKAGE = join(import.meta.dirname, '../..')
const LOADER = join(PACKAGE, '../elements/src/loader/index.ts')

/** One ES module of a file here, as development code: only that warns of hydration and mounts twice in StrictMode. */
export async function bundle(file: string, target: 'browser' | 'server'): Promise<string> {
  const output = (await build({
    configFile: false,
    root: PACKAGE,
    mode: 'development',
    logLevel: 'error',
    publicDir: false,
    resolve: { alias: { '@trefoil/elements': LOADER } },
    define: target === 'browser' ? { 'process.env.NODE_ENV': '"development"' } : {},
    ssr: { noExternal: ['@trefoil/elements'] },
    build: {
      write: false,
      minify: false,
      ssr: target === 'server',
      lib: { entry: join(import.meta.dirname, file), formats: ['es'], fileName: 'bundle' },
      rollupOptions: target === 'server' ? { external: [/^react/] } : {},
    },
  })) as Rollup.RollupOutput | Rollup.RollupOutput[]
  const [chunk] = [output].flat()[0]!.output
  return chunk.code
}
