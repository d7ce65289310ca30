/** Fetches what a browser would get, for the page watch (contract SEC-41, PCI DSS 11.6.1). */

/** Nothing can be said about what did not come. */
export class FetchFailedError extends Error {
  override name = 'FetchFailedError'
}

export interface Fetched {
  /** Where redirects have led. */
  readonly url: string
  readonly headers: Headers
  readonly bytes: Buffer
}

const TIMEOUT_MS = 15_000

// A skimmer that is put in on the way may spare whoever does not look like a shopper.
const LIKE_A_BROWSER = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'accept-language': 'en-US,en;q=0.9',
  'cache-control': 'no-cache',
}

/** @throws FetchFailedError */
export async function fetchPage(url: string, kind: 'document' | 'script'): Promise<Fetched> {
  const accept = kind === 'document' ? 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' : '*/*'
  const headers = { ...LIKE_A_BROWSER, accept, 'sec-fetch-dest': kind }
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (!answer.ok) throw new FetchFailedError(`${url} could not be fetched: HTTP ${answer.status}.`)
    return { url: answer.url, headers: answer.headers, bytes }
  } catch (error) {
    if (error instanceof FetchFailedError) throw error
    throw new FetchFailedError(`${url} could not be fetched: ${reasonOf(error as Error)}.`)
  }
}

function reasonOf({ message, cause }: Error): string {
  const { code } = (cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : message
}
