/** The cookie that holds a browser's session. */
import type { FastifyRequest } from 'fastify'

interface Site {
  readonly platformOrigin: () => string
}

// With the prefix, browsers take the cookie from this very host over https only: no neighbouring host can plant one.
const nameOf = (isHttps: boolean) => (isHttps ? '__Host-trefoil_session' : 'trefoil_session')

export function readSessionCookie(request: FastifyRequest, site: Site): string | undefined {
  const name = nameOf(isHttps(site))
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=')
    if (key === name && value) return value
  }
  return undefined
}

/**
 * A `set-cookie` header. The cookie ends with the browser's session at the latest; how long it is good for is decided
 * here, not in the browser.
 */
export function sessionCookie(site: Site, secret: string): string {
  const secure = isHttps(site)
  return `${nameOf(secure)}=${secret}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}

export function endedSessionCookie(site: Site): string {
  return `${sessionCookie(site, '')}; Max-Age=0`
}

function isHttps({ platformOrigin }: Site): boolean {
  return platformOrigin().startsWith('https:')
}
