import type { Mode } from '../context.ts'

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a redirect address could ever match this Site URL (contract OAUTH-2). */
export function isSiteUrl(text: string, mode: Mode): boolean {
  if (text.length > 2048 || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '' || text.includes('#')) return false
  return protocol === 'https:' || (mode === 'sandbox' && protocol === 'http:' && LOOPBACK_HOSTS.has(hostname))
}
