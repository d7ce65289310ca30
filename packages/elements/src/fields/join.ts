/** Finds the controller, and speaks with it past the page (contract SEC-11). */
import type { FieldKey } from '../shared/element-types.ts'
import type { ControllerToField, FieldToController, Join } from '../shared/messages.ts'
import { readControllerToField } from '../shared/wire.ts'

const FIRST_MS = 50
const LONGEST_MS = 400
const GIVEN_UP_MS = 8_000

export interface Place {
  readonly fields: string
  readonly eid: string
  readonly version: string
}

function isController(sibling: Window, { eid, version }: Place, id: string): boolean {
  try {
    const { origin, pathname, hash } = sibling.location
    return origin === location.origin && pathname === `/e/${eid}/${version}/controller.html` && hash === `#${id}`
  } catch {
    // A window of another origin.
    return false
  }
}

function findController(place: Place, id: string): Window | undefined {
  for (let at = 0; at < parent.frames.length; at++) {
    const sibling = parent.frames[at]!
    if (isController(sibling, place, id)) return sibling
  }
  return undefined
}

export interface Controller {
  tell(message: FieldToController): void
  /** Looks for the controller of this fragment, until it welcomes us or eight seconds are over. */
  join(controllerId: string): void
}

export function controllerOf(
  place: Place,
  frame: { readonly id: string; keys(): readonly FieldKey[]; joined(): void; heard(message: ControllerToField): void },
): Controller {
  let port: MessagePort | undefined
  let round = 0
  /** Whom we have been welcomed by. A frame that is loaded again has another document. */
  let host: Document | undefined

  function knock(controller: Window): void {
    port?.close()
    const { port1, port2 } = new MessageChannel()
    port = port1
    port1.onmessage = ({ data }: MessageEvent) => {
      const message = readControllerToField(data)
      if (message?.t === 'welcome') {
        round++
        host = controller.document
        frame.joined()
      } else if (message) frame.heard(message)
    }
    const join: Join = { trefoil: 1, t: 'join', id: frame.id, keys: frame.keys() }
    controller.postMessage(join, place.fields, [port2])
  }

  function look(controllerId: string, mine: number, waitMs: number, leftMs: number): void {
    if (round !== mine || leftMs < 0) return
    const controller = findController(place, controllerId)
    if (controller) knock(controller)
    // Its script may not run yet: who is not welcomed knocks again.
    const nextMs = Math.min(waitMs * 2, LONGEST_MS)
    setTimeout(() => look(controllerId, mine, nextMs, leftMs - waitMs), waitMs)
  }

  return {
    tell: message => port?.postMessage(message),
    join(controllerId) {
      // Joining twice would cost the answer to a call that is under way.
      if (host && findController(place, controllerId)?.document === host) return
      look(controllerId, ++round, FIRST_MS, GIVEN_UP_MS)
    },
  }
}
