/** The cookie that holds a browser's session. */
import type { FastifyReply, FastifyRequest } from 'fastify'

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

/** It ends with the browser's session at the latest; how long it is good for is decided here, not in the browser. */
export function setSessionCookie(reply: FastifyReply, site: Site, secret: string): void {
  reply.header('set-cookie', cookie(site, secret))
}

export function clearSessionCookie(reply: FastifyReply, site: Site): void {
  reply.header('set-cookie', `${cookie(site, '')}; Max-Age=0`)
}

function cookie(site: Site, value: string): string {
  const secure = isHttps(site)
  return `${nameOf(secure)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}

function isHttps({ platformOrigin }: Site): boolean {
  return platformOrigin().startsWith('https:')
}
