/** What the guard tells of a script and of a violation (contract SEC-42): no query, no text, no value. */

export interface ScriptEntry {
  /** Address without query and fragment; absent for a script that stands in the page. */
  readonly url?: string
  readonly integrity?: string
  /** Of a script that stands in the page, base64. */
  readonly sha256?: string
  /** Milliseconds since 1970. */
  readonly firstSeen: number
}

export interface ViolationEntry {
  readonly directive: string
  readonly blocked: string
  readonly source: string
  readonly seen: number
}

const SHORT = 300
const LONG = 1_000

/** An address without the parts in which a page could carry a value; words such as `inline` stay as they are. */
export function bareAddress(address: string): string {
  try {
    const { protocol, origin, host, pathname } = new URL(address)
    if (protocol === 'http:' || protocol === 'https:') return (origin + pathname).slice(0, LONG)
    return host ? `${protocol}//${host}` : protocol
  } catch {
    return (address.split(/[?#]/)[0] ?? '').slice(0, SHORT)
  }
}

async function sha256(words: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(words))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
}

export interface ScriptSource {
  readonly src: string
  readonly integrity: string
  readonly textContent: string
}

/** What a script says is hashed, never told. */
export async function describeScript(
  { src, integrity, textContent }: ScriptSource,
  firstSeen: number,
): Promise<ScriptEntry> {
  if (!src) return { sha256: await sha256(textContent), firstSeen }
  return { url: bareAddress(src), ...(integrity && { integrity: integrity.slice(0, SHORT) }), firstSeen }
}

export function describeViolation(
  event: Pick<SecurityPolicyViolationEvent, 'effectiveDirective' | 'blockedURI' | 'sourceFile'>,
  seen: number,
): ViolationEntry {
  return {
    directive: event.effectiveDirective.slice(0, SHORT),
    blocked: bareAddress(event.blockedURI),
    source: bareAddress(event.sourceFile ?? ''),
    seen,
  }
}
