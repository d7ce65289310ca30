/** The frames of a key and the SDK, as they must be: by the manifest of this release and the headers of contract 10.5. */
import { FRAME_DOCUMENTS } from '../elements/frame-documents.ts'
import type { FrameDocument } from '../elements/frame-documents.ts'
import { frameHeaders } from '../elements/frame-headers.ts'
import { CHECKOUT_CONSTANT, FIELDS_CONSTANT, PAGE_FILES } from '../elements/release.ts'
import type { ManifestEntry } from '../elements/release.ts'
import { integrityOf } from '../elements/served-file.ts'
import { fetchPage } from './fetch-page.ts'
import { scriptTags } from './script-tags.ts'

export interface WatchedFrames {
  readonly embedId: string
  readonly checkout: string
  readonly fields: string
  readonly vault: string
  /** Registered for the key; what is served is taken when absent. */
  readonly allowedOrigins: readonly string[] | undefined
  readonly version: string
  readonly manifest: readonly ManifestEntry[]
}

/** Headers that would take something away from those that must be there (SEC-22). */
const NEVER = ['x-frame-options', 'set-cookie', 'server', 'content-security-policy-report-only']

export function frameAddresses({ fields, embedId, version }: WatchedFrames): string[] {
  return FRAME_DOCUMENTS.map(document => `${fields}/e/${embedId}/${version}/${document}.html`)
}

/** One line for each difference, of one document. @throws FetchFailedError */
export async function frameDifferences(watched: WatchedFrames, address: string): Promise<string[]> {
  const document = FRAME_DOCUMENTS.find(name => address.endsWith(`/${name}.html`))!
  const { headers, bytes } = await fetchPage(address, 'document')
  const lines = [
    ...headerDifferences(watched, document, headers),
    ...(await scriptDifferences(watched, document, bytes.toString('utf8'), address)),
  ]
  return lines.map(line => `${address}: ${line}`)
}

function headerDifferences(watched: WatchedFrames, document: FrameDocument, headers: Headers): string[] {
  const policy = headers.get('content-security-policy') ?? ''
  const sources = (directive: string) => sourcesOf(policy, directive)
  const fonts = sources('font-src').filter(source => source !== "'none'")
  const ancestors = sources('frame-ancestors').filter(source => source !== "'none'")
  const rules = {
    document,
    version: watched.version,
    fontOrigins: fonts,
    ancestors: document === 'why' ? ['*'] : (watched.allowedOrigins ?? ancestors),
  }
  const expected = frameHeaders(watched, rules)
  const lines = Object.entries(expected).flatMap(([name, value]) => {
    const found = headers.get(name)
    if (found === null) return [`the header ${name} is missing.`]
    return found === value ? [] : [`the header ${name} is not what it must be: ${found}`]
  })
  const strange = fonts.filter(source => !/^https:\/\/[^*\s]+$/.test(source))
  return [
    ...lines,
    ...strange.map(source => `fonts may come from ${source}, which is no https origin.`),
    ...NEVER.filter(name => headers.has(name)).map(name => `the header ${name} must not be there.`),
  ]
}

function sourcesOf(policy: string, directive: string): string[] {
  const found = policy
    .split(';')
    .map(part => part.trim().split(/\s+/))
    .find(([name]) => name === directive)
  return found?.slice(1) ?? []
}

async function scriptDifferences(
  { fields, version, manifest }: WatchedFrames,
  document: FrameDocument,
  markup: string,
  address: string,
): Promise<string[]> {
  const own = `${fields}/f/${version}/${document}.js`
  const authorised = manifest.find(({ file }) => file === `${document}.js`)?.integrity
  const tags = scriptTags(markup, address)
  const lines: string[] = []
  for (const { src, integrity } of tags) {
    if (src !== own) {
      lines.push(`the script ${src ?? 'in the document'} is not in the manifest.`)
      continue
    }
    if (integrity !== authorised) lines.push(`the integrity attribute of ${own} is not that of the manifest.`)
    const { bytes } = await fetchPage(own, 'script')
    if (integrityOf(bytes) !== authorised) lines.push(`the script ${own} differs from the manifest.`)
  }
  if (!tags.some(({ src }) => src === own)) lines.push(`the script ${own} is missing.`)
  return lines
}

/** The scripts that pages load. Their origins are taken out again, since the manifest is of what was built. */
export async function sdkDifferences({ checkout, fields, version, manifest }: WatchedFrames): Promise<string[]> {
  // The longer one first: the other may be its beginning, as localhost:80 is of localhost:8080.
  const constants = [[fields, FIELDS_CONSTANT] as const, [checkout, CHECKOUT_CONSTANT] as const].sort(
    ([one], [other]) => other.length - one.length,
  )
  const lines: string[] = []
  for (const path of ['sdk.js', 'v1/sdk.js', ...PAGE_FILES.map(name => `${version}/${name}`)]) {
    const address = `${checkout}/${path}`
    const text = (await fetchPage(address, 'script')).bytes.toString('utf8')
    const asBuilt = constants.reduce((left, [origin, constant]) => left.replaceAll(origin, constant), text)
    const authorised = manifest.find(({ file }) => path.endsWith(file))?.integrity
    if (integrityOf(asBuilt) !== authorised) lines.push(`${address}: the script differs from the manifest.`)
  }
  return lines
}
