/** One iframe of ours, and the handshake with what is in it (contract 10.2). */
import { UNANSWERED_MS } from '../shared/constants.ts'
import { randomId } from './eid.ts'
import { style } from './footer.ts'
import { VERSION } from './origins.ts'

export interface FrameSpec {
  readonly page: 'field' | 'controller' | 'why'
  /** The only target of our messages (SEC-9). */
  readonly origin: string
  readonly eid: Promise<string>
  readonly title: string
  /** Puts the iframe into the page, at once. */
  insert(iframe: HTMLIFrameElement): void
  /** What is said at each load; the frame's id is added. */
  init(): object
  receive(message: unknown): void
  /** Nothing was said so long after a load that something must be in the way (SEC-10). */
  unanswered(): void
}

export interface Frame {
  readonly id: string
  readonly iframe: HTMLIFrameElement
  /** The frame has said that it is there. */
  answered(): void
  post(message: object): void
  /** Takes the iframe out of the page, and its values with it (SEC-34). */
  close(): void
}

interface FeaturePolicy {
  readonly featurePolicy?: { features(): readonly string[] }
}

// Taken at evaluation: a page that replaces them later changes nothing.
const { MessageChannel, setTimeout, clearTimeout } = window
const { setAttribute } = Element.prototype

/** Set blindly, `allow` would print an error in browsers that do not know the feature (FLD-20). */
const knowsAutofill = (): boolean => (document as FeaturePolicy).featurePolicy?.features().includes('autofill') === true

/** Only ours is ever set, and only with these attributes (FLD-25, SEC-21). */
function makeIframe(title: string): HTMLIFrameElement {
  const iframe = document.createElement('iframe')
  const set = (name: string, value: string): void => setAttribute.call(iframe, name, value)
  set('title', title)
  set('sandbox', 'allow-scripts allow-same-origin allow-forms')
  set('referrerpolicy', 'no-referrer')
  if (knowsAutofill()) set('allow', 'autofill')
  return iframe
}

/** Inserts a frame. It is addressed when the id of the key is known, and spoken to at each load. */
export function openFrame({ page, origin, eid, title, insert, init, receive, unanswered }: FrameSpec): Frame {
  const id = randomId()
  const iframe = makeIframe(title)
  let port: MessagePort | undefined
  let timer = 0
  let closed = false

  const hush = (): void => {
    clearTimeout(timer)
    port?.close()
    port = undefined
  }
  const greet = (): void => {
    // Browsers fire `load` for the empty document of an iframe without an address, too.
    if (closed || !iframe.contentWindow || !iframe.hasAttribute('src')) return
    hush()
    const channel = new MessageChannel()
    port = channel.port1
    port.onmessage = ({ data }) => receive(data)
    iframe.contentWindow.postMessage({ ...init(), trefoil: 1, t: 'init', id }, origin, [channel.port2])
    timer = setTimeout(unanswered, UNANSWERED_MS)
  }

  iframe.addEventListener('load', greet)
  insert(iframe)
  void eid.then(name => {
    if (!closed) iframe.src = `${origin}/e/${name}/${VERSION}/${page}.html#${id}`
  })
  return {
    id,
    iframe,
    answered: () => clearTimeout(timer),
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
  iframe.ariaHidden = 'true'
  iframe.tabIndex = -1
  iframe.inert = true
  style(iframe, {
    position: 'fixed',
    top: '0',
    left: '0',
    width: '1px',
    height: '1px',
    border: '0',
    opacity: '0',
    'pointer-events': 'none',
  })
  document.body.append(iframe)
}
