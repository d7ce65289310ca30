/** Listeners of an element or an instance (contract 5.1). */
import type { EventMap, EventMeta, Listener } from '../loader/types.ts'
import { explain } from './errors.ts'
import { copyOf } from './plain.ts'

export type EventName = keyof EventMap

const NAMES: readonly unknown[] = (
  'change blur focus ready error brandchange submit escape ' + 'paymentMethodStart paymentMethod paymentMethodEnd'
).split(' ')

interface Entry {
  readonly name: EventName
  readonly listener: Listener<EventName>
  readonly once: boolean
}

export interface Listeners {
  /** Adds a listener once, as the DOM does; anything that is none is explained and ignored (EVT-2). */
  add(name: unknown, listener: unknown, once?: boolean): void
  /** Without a listener, all of that name; an absent one is no error (EVT-3). */
  remove(name: unknown, listener?: unknown): void
  /**
   * Calls the listeners in order; one that throws is reported and stops no other (EVT-1). Each gets a payload of its
   * own, so that none sees what another did to it (EVT-12).
   */
  emit<E extends EventName>(name: E, payload: EventMap[E], meta: Omit<EventMeta, 'event'> | undefined): void
}

export function makeListeners(): Listeners {
  let entries: readonly Entry[] = []

  const remove: Listeners['remove'] = (name, listener) => {
    entries = entries.filter(entry => entry.name !== name || (listener !== undefined && entry.listener !== listener))
  }
  return {
    add(name, listener, once = false) {
      if (!NAMES.includes(name) || typeof listener !== 'function') {
        return explain(`Ignored a listener; events are ${NAMES.join(', ')}.`)
      }
      const there = entries.some(other => other.name === name && other.listener === listener)
      if (!there) entries = [...entries, { name, listener, once } as Entry]
    },
    remove,
    emit(event, payload, meta) {
      for (const { name, listener, once } of entries) {
        if (name !== event) continue
        if (once) remove(name, listener)
        try {
          listener(copyOf(payload), { event, ...meta } as EventMeta)
        } catch (thrown) {
          reportError(thrown)
        }
      }
    },
  }
}

/** What elements and instances have in common (EVT-5); it can be called without its owner, too. */
export function listenable<Owner>({ add, remove }: Listeners, owner: () => Owner) {
  const chained =
    (work: (name: unknown, listener?: unknown) => void) =>
    (name: unknown, listener?: unknown): Owner => {
      work(name, listener)
      return owner()
    }
  return { on: chained(add), once: chained((name, listener) => add(name, listener, true)), off: chained(remove) }
}
