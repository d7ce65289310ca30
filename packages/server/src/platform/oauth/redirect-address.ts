/** Where a browser may be sent with a code or a token (contract OAUTH-2). */
import type { Mode } from '../context.ts'

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * @param redirectUri as the caller sent it; the Site URL when absent
 * @returns the address, or nothing when it does not match the app's Site URL
 */
export function matchRedirect(siteUrl: string, redirectUri: string | undefined, mode: Mode): URL | undefined {
  const site = parseAllowed(siteUrl, mode)
  const address = parseAllowed(redirectUri ?? siteUrl, mode)
  if (!site || !address) return undefined
  if (address.protocol !== site.protocol || address.host !== site.host) return undefined
  return continuesPath(address.pathname, site.pathname) ? address : undefined
}

/** Dot segments are gone: the URL parser removes them, in their percent-encoded forms too. */
function continuesPath(path: string, base: string): boolean {
  return path === base || path.startsWith(base.endsWith('/') ? base : `${base}/`)
}

function parseAllowed(text: string, mode: Mode): URL | undefined {
  // An empty fragment or user name is not visible any more once it is parsed.
  if (text.includes('#') || /^[^/\\?]*[/\\]+[^/\\?]*@/.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return undefined
  const isAllowed =
    url.protocol === 'https:' || (mode === 'sandbox' && url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname))
  return isAllowed ? url : undefined
}

/** The address with further query parameters; the query it has stays as it is, byte for byte. */
export function withQuery(address: URL, parameters: Readonly<Record<string, string | undefined>>): string {
  const separator = address.search === '' ? (address.href.endsWith('?') ? '' : '?') : '&'
  return address.href + separator + encode(parameters)
}

export function withFragment(address: URL, parameters: Readonly<Record<string, string | undefined>>): string {
  return `${address.href}#${encode(parameters)}`
}

function encode(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new URLSearchParams(given).toString()
}
