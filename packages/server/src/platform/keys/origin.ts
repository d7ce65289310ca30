/** Origins of pages that may show the hosted fields of a key (contract 3.6, TOK-39; elements SEC-24). */

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
const WILDCARD_LABEL = 'https://*.'
const ANY_LOCAL_PORT = 'http://localhost:*'

/** True for `https://shop.example`, `http://localhost:3000`, `https://*.shop.example` and `http://localhost:*`. */
export function isOriginRule(rule: string): boolean {
  if (rule === ANY_LOCAL_PORT) return true
  if (!rule.startsWith(WILDCARD_LABEL)) return isExactOrigin(rule)
  const parent = rule.slice(WILDCARD_LABEL.length)
  // `https://*.example` would be a whole top-level domain.
  return parent.includes('.') && isExactOrigin(`https://${parent}`) && !/^[0-9.]+(:|$)/.test(parent)
}

function isExactOrigin(text: string): boolean {
  if (text.includes('*') || !URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.has(hostname)))
}

/** True when a page of this origin is covered by one of the rules. A wildcard covers subdomains of any depth only. */
export function matchesOrigin(origin: string, rules: readonly string[]): boolean {
  return rules.some(rule => {
    if (rule === ANY_LOCAL_PORT) return /^http:\/\/localhost(:\d{1,5})?$/.test(origin)
    if (!rule.startsWith(WILDCARD_LABEL)) return rule === origin
    return /^https:\/\/[^/]+$/.test(origin) && origin.endsWith(`.${rule.slice(WILDCARD_LABEL.length)}`)
  })
}
