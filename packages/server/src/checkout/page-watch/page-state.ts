/** A page as it was found: its scripts with their hashes, and the headers that protect it. */
import { integrityOf } from '../elements/served-file.ts'
import { fetchPage } from './fetch-page.ts'
import { scriptTags } from './script-tags.ts'

export interface FoundScript {
  /** Absolute address, or `inline`. */
  readonly src: string
  /** SHA-384 of the bytes that a browser would run. */
  readonly hash: string
  /** What the tag demands, if it demands anything. */
  readonly integrity?: string
}

export interface PageState {
  readonly scripts: readonly FoundScript[]
  readonly headers: Readonly<Record<string, string>>
}

const SECURITY_HEADERS = [
  ...['content-security-policy', 'content-security-policy-report-only', 'strict-transport-security'],
  ...['x-frame-options', 'x-content-type-options', 'referrer-policy', 'permissions-policy', 'reporting-endpoints'],
  ...['cross-origin-opener-policy', 'cross-origin-embedder-policy', 'cross-origin-resource-policy'],
  ...['origin-agent-cluster', 'access-control-allow-origin', 'x-dns-prefetch-control'],
]

/** @throws FetchFailedError when the page or one of its scripts does not come */
export async function readPage(url: string): Promise<PageState> {
  const page = await fetchPage(url, 'document')
  const scripts: FoundScript[] = []
  for (const { src, integrity, text } of scriptTags(page.bytes.toString('utf8'), page.url)) {
    const bytes = src === undefined ? text : (await fetchPage(src, 'script')).bytes
    const demand = integrity === undefined ? {} : { integrity }
    scripts.push({ src: src ?? 'inline', hash: integrityOf(bytes), ...demand })
  }
  const headers = Object.fromEntries(
    SECURITY_HEADERS.flatMap(name => {
      const value = page.headers.get(name)
      return value === null ? [] : [[name, withoutNonces(value)]]
    }),
  )
  return { scripts, headers }
}

/** A nonce is another one each time. */
function withoutNonces(value: string): string {
  return value.replace(/'nonce-[^']*'/g, "'nonce-…'")
}
