/** Builds, and remembers of what, so that a build whose sources have not changed can be left out. */
import { createHash } from 'node:crypto'
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Build {
  /** Folder of the package. */
  readonly folder: string
  /** What the output is made of, as globs relative to the folder; the lock file, which pins the bundler, always counts. */
  readonly sources: readonly string[]
  /** Fills `dist/` of the package. */
  readonly run: () => Promise<void>
}

const LOCK_FILE = join(import.meta.dirname, '..', 'package-lock.json')

async function digestOf({ folder, sources }: Build): Promise<string> {
  const hash = createHash('sha256').update(await readFile(LOCK_FILE))
  const files: string[] = []
  for await (const entry of glob([...sources], { cwd: folder, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.includes('.test.')) files.push(join(entry.parentPath, entry.name))
  }
  for (const file of files.sort()) hash.update(`${file.slice(folder.length)}\n`).update(await readFile(file))
  return hash.digest('hex')
}

/** @param ifStale does nothing when no source has changed since the last build */
export async function runBuild(build: Build, { ifStale }: { readonly ifStale: boolean }): Promise<void> {
  const mark = join(build.folder, 'dist', '.sources')
  const digest = await digestOf(build)
  if (ifStale && (await readFile(mark, 'utf8').catch(() => undefined)) === digest) return
  await build.run()
  await mkdir(join(build.folder, 'dist'), { recursive: true })
  await writeFile(mark, digest)
}
