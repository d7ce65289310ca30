/** A release as this deployment serves it: with its own origins in `sdk.js` (SDK-10), and the lists made from that. */
import { CHECKOUT_CONSTANT, FIELDS_CONSTANT, FRAME_FILES, PAGE_FILES } from './release.ts'
import type { Release } from './release.ts'
import { servedFile } from './served-file.ts'
import type { ServedFile } from './served-file.ts'

/** The origins that stand in what browsers get. */
export interface ElementsOrigins {
  readonly checkout: string
  readonly fields: string
  readonly vault: string
}

export interface ServedRelease {
  readonly version: string
  /** Of checkout and of the fields origin alike, by name. */
  readonly files: ReadonlyMap<string, ServedFile>
  /** `sri.json` (SDK-7). */
  readonly integrityList: ServedFile
  /** `scripts.json` (SEC-40), with the hashes of what is served. */
  readonly scripts: ServedFile
}

export function serveRelease(release: Release, { checkout, fields }: ElementsOrigins): ServedRelease {
  const { version, manifest } = release
  const files = new Map<string, ServedFile>()
  for (const [name, bytes] of release.files) {
    const filled = name === 'sdk.js' ? fillIn(bytes, checkout, fields) : bytes
    files.set(name, servedFile(name, filled))
  }
  const measured = (name: string) => ({
    integrity: files.get(name)!.integrity,
    bytes: files.get(name)!.bytes.length,
  })
  const sums = Object.fromEntries([...PAGE_FILES, ...FRAME_FILES].map(name => [name, measured(name)]))
  const scripts = manifest.map(({ file, purpose, authorisedBy, packages }) => ({
    url: isPageFile(file) ? `${checkout}/${version}/${file}` : `${fields}/f/${version}/${file}`,
    ...measured(file),
    ...{ purpose, authorisedBy, packages },
  }))
  return { version, files, integrityList: json({ version, files: sums }), scripts: json(scripts) }
}

function isPageFile(file: string): boolean {
  return PAGE_FILES.some(name => name === file)
}

/** An origin has no character that could end a string literal. */
function fillIn(bytes: Buffer, checkout: string, fields: string): Buffer {
  const text = bytes.toString('utf8').replaceAll(FIELDS_CONSTANT, fields).replaceAll(CHECKOUT_CONSTANT, checkout)
  return Buffer.from(text)
}

function json(value: unknown): ServedFile {
  return servedFile('list.json', Buffer.from(JSON.stringify(value)))
}
