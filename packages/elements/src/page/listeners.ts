/** Listeners of an element or an instance (contract 5.1). */
import type { EventMap, EventMeta, Listener } from '../loader/types.ts'
import { explain } from './errors.ts'

export type EventName = keyof EventMap

const NAMES: readonly unknown[] = (
  'change blur focus ready error brandchange submit escape ' + 'paymentMethodStart paymentMethod paymentMethodEnd'
).split(' ')

interface Entry {
  readonly name: EventName
  readonly listener: Listener<EventName>
  readonly once: boolean
}

export class Listeners {
  declare private entries: readonly Entry[]

  constructor() {
    this.entries = []
  }

  /** Adds a listener once, as the DOM does; anything that is none is explained and ignored (EVT-2). */
  add(name: unknown, listener: unknown, once = false): void {
    if (!NAMES.includes(name) || typeof listener !== 'function') {
      explain(`Ignored a listener. Events are ${NAMES.join(', ')}; a listener is a function.`)
      return
    }
    const entry = { name, listener, once } as Entry
    const there = this.entries.some(other => other.name === name && other.listener === listener)
    if (!there) this.entries = [...this.entries, entry]
  }

  /** Without a listener, all of that name; an absent one is no error (EVT-3). */
  remove(name: unknown, listener?: unknown): void {
    this.entries = this.entries.filter(
      entry => entry.name !== name || (listener !== undefined && entry.listener !== listener),
    )
  }

  /**
   * Calls the listeners in order; one that throws is reported and stops no other (EVT-1).
   * @param payload makes a fresh one for each listener, so that none sees what another did to it (EVT-12)
   */
  emit<E extends EventName>(name: E, payload: () => EventMap[E], meta: () => EventMeta): void {
    for (const { name: of, listener, once } of this.entries) {
      if (of !== name) continue
      if (once) this.remove(name, listener)
      try {
        listener(payload(), meta())
      } catch (thrown) {
        reportError(thrown)
      }
    }
  }
}

/** What elements and instances have in common (EVT-5); it can be called without its owner, too. */
export function listenable<Owner>(listeners: Listeners, owner: () => Owner) {
  const add =
    (once: boolean) =>
    (name: unknown, listener: unknown): Owner => {
      listeners.add(name, listener, once)
      return owner()
    }
  const off = (name: unknown, listener?: unknown): Owner => {
    listeners.remove(name, listener)
    return owner()
  }
  return { on: add(false), once: add(true), off }
}
