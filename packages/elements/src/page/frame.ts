/** One iframe of ours, and the handshake with what is in it (contract 10.2). */
import { UNANSWERED_MS } from '../shared/constants.ts'
import { make, style } from './dom.ts'
import { randomId } from './eid.ts'
import { readFrame } from './frame-messages.ts'
import type { FrameMessage } from './frame-messages.ts'
import { VERSION } from './origins.ts'

/** Where the frames of a key are. */
export interface Place {
  /** The only target of our messages (SEC-9). */
  readonly origin: string | undefined
  readonly eid: Promise<string>
}

export interface FrameSpec<Message> {
  readonly page: 'field' | 'controller' | 'why'
  /** Puts the iframe into the page, at once. */
  insert(iframe: HTMLIFrameElement): void
  /** What is said at each load; the frame's id is added. */
  init(): object
  receive(message: Message): void
  /** Nothing was said so long after a load that something must be in the way (SEC-10). */
  unanswered?(): void
}

export interface Frame {
  readonly id: string
  readonly iframe: HTMLIFrameElement
  /** Another number each time that the frame has said so: it knows nothing of what was before. 0 while it has not. */
  readonly ready: number
  post(message: object): void
  /** Takes the iframe out of the page, and its values with it (SEC-34). */
  close(): void
}

interface FeaturePolicy {
  readonly featurePolicy?: { features(): readonly string[] }
}

// Taken at evaluation: a page that replaces them later changes nothing.
const { MessageChannel, setTimeout, clearTimeout } = window

let times = 0

/** Inserts a frame. It is addressed when the id of the key is known, and spoken to at each load. */
export function openFrame<Message extends FrameMessage>(
  { origin, eid }: Place,
  { page, insert, init, receive, unanswered }: FrameSpec<Message>,
): Frame {
  const id = randomId()
  // Set blindly, `allow` would print an error in browsers that do not know the feature (FLD-20).
  const knowsAutofill = (document as FeaturePolicy).featurePolicy?.features().includes('autofill')
  // Only ours is ever set, and only with these attributes (FLD-25, SEC-21). A field has a title of its own to tell.
  const iframe = make(
    'iframe',
    {
      title: 'Trefoil',
      sandbox: 'allow-scripts allow-same-origin allow-forms',
      referrerPolicy: 'no-referrer',
      ...(knowsAutofill && { allow: 'autofill' }),
    },
    { border: '0' },
  )
  let port: MessagePort | undefined
  let timer = 0
  let ready = 0
  let closed = false

  const hush = (): void => {
    clearTimeout(timer)
    port?.close()
  }
  const greet = (): void => {
    // Browsers fire `load` for the empty document of an iframe without an address, too.
    if (closed || !iframe.contentWindow || !iframe.src) return
    hush()
    ready = 0
    const { port1, port2 } = new MessageChannel()
    port = port1
    port1.onmessage = ({ data }) => {
      const message = readFrame(data)
      clearTimeout(timer)
      if (message?.t === 'ready') ready = ++times
      if (message && !closed) receive(message as Message)
    }
    iframe.contentWindow.postMessage({ ...init(), trefoil: 1, t: 'init', id }, origin!, [port2])
    if (unanswered) timer = setTimeout(unanswered, UNANSWERED_MS)
  }

  iframe.addEventListener('load', greet)
  insert(iframe)
  void eid.then(name => {
    if (!closed) iframe.src = `${origin}/e/${name}/${VERSION}/${page}.html#${id}`
  })
  return {
    id,
    iframe,
    get ready() {
      return ready
    },
    post: message => port?.postMessage(message),
    close() {
      closed = true
      hush()
      iframe.remove()
    },
  }
}

/** Frames without a place in the page: 1 × 1 px, unseen by everyone (FLD-28). */
export function insertHidden(iframe: HTMLIFrameElement): void {
  iframe.setAttribute('aria-hidden', 'true')
  iframe.tabIndex = -1
  iframe.inert = true
  style(iframe, {
    position: 'fixed',
    top: '0',
    left: '0',
    width: '1px',
    height: '1px',
    opacity: '0',
  })
  document.body.append(iframe)
}
