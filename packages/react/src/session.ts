import type { Aggregate, CloverInstance, FieldState, Listener, TrefoilError } from '@trefoil/elements'
import { isDeepEqual } from './deep-equal.ts'

/**
 * Where a provider is with its script and instance.
 *
 * @example
 * ```tsx
 * import type { TrefoilStatus } from '@trefoil/react'
 *
 * const words: Record<TrefoilStatus, string> = { loading: 'One moment…', ready: 'Pay', error: 'Not available' }
 * ```
 */
export type TrefoilStatus = 'loading' | 'ready' | 'error'

/**
 * What `useTrefoil` gives.
 *
 * @example
 * ```tsx
 * import type { TrefoilSnapshot } from '@trefoil/react'
 *
 * const problem = ({ error }: TrefoilSnapshot): string => error?.hint ?? ''
 * ```
 */
export interface TrefoilSnapshot {
  /** `null` unless the status is `ready`. */
  readonly clover: CloverInstance | null
  readonly status: TrefoilStatus
  /** Why there is no instance: `script_failed`, `csp_blocked`, `key_missing` or `key_private`. */
  readonly error?: TrefoilError
}

export const LOADING: TrefoilSnapshot = { clover: null, status: 'loading' }

/** What one provider and the fields and hooks below it share; its identity never changes, what it holds does. */
export interface Session {
  readonly subscribe: (listener: () => void) => () => void
  readonly snapshot: () => TrefoilSnapshot
  readonly fieldState: (key: string) => FieldState | undefined
  /** Takes an instance over and follows its fields. @returns ends that */
  readonly follow: (clover: CloverInstance) => () => void
  readonly fail: (error: TrefoilError) => void
  readonly reset: () => void
  /** Forgets the fields of an element that is gone. */
  readonly forget: (keys: readonly string[]) => void
}

export function createSession(): Session {
  const listeners = new Set<() => void>()
  let snapshot = LOADING
  let states: Readonly<Record<string, FieldState>> = {}

  const tell = (): void => listeners.forEach(listener => listener())
  const set = (next: TrefoilSnapshot): void => {
    snapshot = next
    states = {}
    tell()
  }
  const learn = (aggregate: Aggregate): void => {
    // Entries that say the same stay the same object, so that only who watches a changed field renders.
    const next = Object.entries(aggregate).map(([key, state]) => [
      key,
      isDeepEqual(states[key], state) ? states[key] : state,
    ])
    states = Object.fromEntries(next)
    tell()
  }
  // A frame that has loaded again is empty, and no other event says so (contract SDK-55).
  const greet: Listener<'ready'> = ({ type }, { element }) => {
    if (element.state !== undefined) learn({ ...states, [type]: element.state })
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => snapshot,
    fieldState: key => states[key],
    follow(clover) {
      const names = ['change', 'focus', 'blur'] as const
      for (const name of names) clover.on(name, learn)
      clover.on('ready', greet)
      set({ clover, status: 'ready' })
      return () => {
        for (const name of names) clover.off(name, learn)
        clover.off('ready', greet)
      }
    },
    fail: error => set({ clover: null, status: 'error', error }),
    reset: () => set(LOADING),
    forget(keys) {
      states = Object.fromEntries(Object.entries(states).filter(([key]) => !keys.includes(key)))
      tell()
    },
  }
}
