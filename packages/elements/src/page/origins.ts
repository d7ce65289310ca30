/** Where the frames come from (contract 2.2). The server writes both constants into the file (SDK-10). */

export const FIELDS_ORIGIN = '__TREFOIL_FIELDS__'
export const CHECKOUT_ORIGIN = '__TREFOIL_CHECKOUT__'
export const VERSION = '__TREFOIL_VERSION__'

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** The origin that a text is, or `undefined` when card data must not go there (SDK-11). */
export function asOrigin(text: unknown): string | undefined {
  try {
    const { protocol, hostname, origin, href } = new URL(text as string)
    const allowed = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
    return allowed && href === `${origin}/` ? origin : undefined
  } catch {
    return undefined
  }
}

/**
 * The script being evaluated. An element named `currentScript` shadows the property in some browsers, so only a real
 * script counts (SDK-12).
 */
export function executingScript(): HTMLScriptElement | undefined {
  const script = document.currentScript
  return script instanceof HTMLScriptElement ? script : undefined
}
