/** The frame's side of the handshake with the page (contract 10.2). */
import type { Check } from './check.ts'

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/

/** Whether card fields may stand in a page of this origin: https, or a developer's own computer. */
export function isPageOrigin(origin: string): boolean {
  try {
    const { protocol, hostname } = new URL(origin)
    return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
  } catch {
    // The opaque origin says `null`, which is no address.
    return false
  }
}

/**
 * Waits for the page's `init` and takes the first that meets every condition of SEC-6; all others get no answer.
 * @param accepted gets the port to speak over from then on, not yet started, and the page's origin
 */
export function acceptInit<I extends { readonly id: string }>(
  read: Check<I>,
  accepted: (init: I, port: MessagePort, pageOrigin: string) => void,
  frame: Window = window,
): void {
  const listen = (event: MessageEvent): void => {
    const port = event.ports[0]
    if (frame.parent === frame || event.source !== frame.parent) return
    if (!isPageOrigin(event.origin) || event.ports.length !== 1 || !port) return
    const init = read(event.data)
    if (!init || init.id !== frame.location.hash.slice(1)) return
    frame.removeEventListener('message', listen)
    accepted(init, port, event.origin)
  }
  frame.addEventListener('message', listen)
}
