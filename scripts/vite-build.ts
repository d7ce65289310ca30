/** Vite as all packages here use it: no configuration file, and nothing else in the output folder is touched. */
import type { BuildOptions, Plugin } from 'vite'

export async function viteBuild(root: string, options: BuildOptions, plugins: Plugin[] = []): Promise<void> {
  // Loaded only when something is built: a start that finds everything built does not wait for it.
  const { build } = await import('vite')
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins,
    build: { emptyOutDir: false, minify: true, ...options },
  })
}
