import { createContext, useContext } from 'react'
import type { Session } from './session.ts'

export const SessionContext = createContext<Session | null>(null)

/** @throws Error when `caller` is used outside a provider (contract RCT-7) */
export function useSession(caller: string): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error(`[Trefoil] ${caller} must be inside a <TrefoilProvider>.`)
  return session
}
