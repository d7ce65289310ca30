/**
 * `npm run check:scripts`: the scripts as built are those that a person has authorised in `scripts.json` (contract
 * SEC-40, SDK-7, PCI DSS 6.4.3). `--write` takes the built ones over, and is for that person.
 */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLES } from './bundles.ts'
import { PACKAGE } from './build.ts'

export interface ScriptEntry {
  readonly file: string
  /** Of the file as built, before a server fills in its origins. */
  readonly integrity: string
  readonly bytes: number
  readonly purpose: string
  readonly authorisedBy: string
  readonly packages: readonly { readonly name: string; readonly version: string }[]
}

/** Third-party code is allowed in the field frames only (contract SEC-37). */
const FIELD_PACKAGES = ['card-validator', 'credit-card-type']
const AUTHORISED_BY = 'Trefoil maintainers'
const MANIFEST = join(PACKAGE, 'scripts.json')

async function versionOf(name: string): Promise<string> {
  const path = join(PACKAGE, '../../node_modules', name, 'package.json')
  return (JSON.parse(await readFile(path, 'utf8')) as { version: string }).version
}

export async function scriptsAsBuilt(): Promise<ScriptEntry[]> {
  const fieldPackages = await Promise.all(FIELD_PACKAGES.map(async name => ({ name, version: await versionOf(name) })))
  return Promise.all(
    BUNDLES.map(async ({ file, purpose }) => {
      const bytes = await readFile(join(PACKAGE, 'dist', file))
      return {
        file,
        integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
        bytes: bytes.length,
        purpose,
        authorisedBy: AUTHORISED_BY,
        packages: file === 'field.js' ? fieldPackages : [],
      }
    }),
  )
}

/** One line for each difference between what was built and what was authorised. */
export function differences(built: readonly ScriptEntry[], authorised: readonly ScriptEntry[]): string[] {
  const lines: string[] = []
  for (const { file } of authorised) {
    if (!built.some(entry => entry.file === file)) lines.push(`${file} is in the manifest, but was not built.`)
  }
  for (const entry of built) {
    const known = authorised.find(({ file }) => file === entry.file)
    if (known === undefined) lines.push(`${entry.file} is not in the manifest.`)
    else if (JSON.stringify(known) !== JSON.stringify(entry)) lines.push(`${entry.file} differs from the manifest.`)
  }
  return lines
}

async function main(): Promise<void> {
  const built = await scriptsAsBuilt()
  if (process.argv.includes('--write')) {
    await writeFile(MANIFEST, `${JSON.stringify(built, null, 2)}\n`)
    return
  }
  const lines = differences(built, JSON.parse(await readFile(MANIFEST, 'utf8')) as ScriptEntry[])
  if (lines.length === 0) return
  process.stderr.write(
    `${lines.join('\n')}\nReview the change, then authorise it: node packages/elements/build/manifest.ts --write\n`,
  )
  process.exitCode = 1
}

if (import.meta.main) await main()
