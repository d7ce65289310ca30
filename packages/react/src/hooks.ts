import { useCallback, useSyncExternalStore } from 'react'
import type { FieldKey, FieldState } from '@trefoil/elements'
import { useSession } from './context.ts'
import { LOADING } from './session.ts'
import type { TrefoilSnapshot } from './session.ts'

/**
 * The instance of the provider above, or why there is none.
 *
 * @throws Error outside a provider
 *
 * @example
 * ```tsx
 * import { useTrefoil } from '@trefoil/react'
 *
 * export function Problem() {
 *   const { status, error } = useTrefoil()
 *   return status === 'error' ? <p role="alert">{error?.code}</p> : null
 * }
 * ```
 */
export function useTrefoil(): TrefoilSnapshot {
  const session = useSession('useTrefoil')
  return useSyncExternalStore(session.subscribe, session.snapshot, () => LOADING)
}

/**
 * The state of one field; absent until it has told one. Renders only when that field's state changes.
 *
 * @throws Error outside a provider
 *
 * @example
 * ```tsx
 * import { useFieldState } from '@trefoil/react'
 *
 * export function NumberError() {
 *   const state = useFieldState('CARD_NUMBER')
 *   return <p role="alert">{state?.error}</p>
 * }
 * ```
 */
export function useFieldState(key: FieldKey): FieldState | undefined {
  const session = useSession('useFieldState')
  const read = useCallback(() => session.fieldState(key), [session, key])
  return useSyncExternalStore(session.subscribe, read, () => undefined)
}
