/** The hidden frame that asks for tokens; one per instance (contract 9.2). */
import type { ControllerInit, ControllerToPage, PageToController } from '../shared/messages.ts'
import { readControllerToPage } from '../shared/wire.ts'
import { insertHidden, openFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { watch, whenBody } from './watch.ts'

export interface ControllerSpec {
  readonly origin: string
  readonly eid: Promise<string>
  init(): Omit<ControllerInit, 'trefoil' | 't' | 'id'>
  receive(message: ControllerToPage): void
  unanswered(): void
}

export interface Controller {
  /** Fragment of the frame, for the fields; empty while there is no body to put it in. */
  readonly id: string
  /** It may be joined and asked. */
  readonly ready: boolean
  post(message: PageToController): void
  /** Makes the frame again. */
  renew(): void
  close(): void
}

export function openController({ origin, eid, init, receive, unanswered }: ControllerSpec): Controller {
  let frame: Frame | undefined
  let ready = false
  let closed = false
  let unwatch = (): void => {}

  function close(): void {
    unwatch()
    frame?.close()
    ready = false
  }
  function open(): void {
    if (closed) return
    frame = openFrame({
      page: 'controller',
      origin,
      eid,
      title: 'Trefoil',
      insert: insertHidden,
      init,
      receive(data) {
        const message = readControllerToPage(data)
        if (!message) return
        frame?.answered()
        if (message.t === 'ready') ready = true
        receive(message)
      },
      unanswered,
    })
    // Whoever removes it gets a new one, which the fields join; no value is lost (FLD-29).
    unwatch = watch(frame.iframe, renew)
  }
  function renew(): void {
    close()
    whenBody(open)
  }

  whenBody(open)
  return {
    get id() {
      return frame?.id ?? ''
    },
    get ready() {
      return ready
    },
    post: message => frame?.post(message),
    renew,
    close() {
      closed = true
      close()
    },
  }
}
