/** Who may join (contract SEC-12). */
import type { Join } from '../shared/messages.ts'
import { readJoin } from '../shared/wire.ts'

/** Whether a window is a frame of ours, of the same key, in the same page as `own`. */
function isSibling(source: MessageEventSource | null, own: Window, eid: string): source is Window {
  try {
    const other = source as Window | null
    return other?.parent === own.parent && other.location.pathname.startsWith(`/e/${eid}/`)
  } catch {
    // The location of a window of another origin cannot be read.
    return false
  }
}

/** Hands over each request to join that comes from a sibling; others get no answer. */
export function acceptJoins(
  eid: string,
  accepted: (join: Join, port: MessagePort, source: Window) => void,
  frame: Window = window,
): void {
  frame.addEventListener('message', ({ data, origin, ports, source }: MessageEvent) => {
    const port = ports[0]
    if (origin !== frame.location.origin || ports.length !== 1 || !port || !isSibling(source, frame, eid)) return
    const join = readJoin(data)
    if (join) accepted(join, port, source)
  })
}
