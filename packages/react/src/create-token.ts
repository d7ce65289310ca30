import { useCallback, useEffect, useRef, useState } from 'react'
import type { CloverInstance, ErrorCode, TokenFailure, TokenOptions, TokenSuccess } from '@trefoil/elements'
import { useSession } from './context.ts'
import type { Session, TrefoilSnapshot } from './session.ts'

/**
 * What `useCreateToken` gives.
 *
 * @example
 * ```tsx
 * import type { TokenCalls } from '@trefoil/react'
 *
 * export async function token({ createToken }: TokenCalls): Promise<string | undefined> {
 *   return (await createToken({ multipay: true })).token
 * }
 * ```
 */
export interface TokenCalls {
  /** Stable. Always resolves; waits for the script, within the call's deadline. */
  readonly createToken: CloverInstance['createToken']
  /** Whether a call of this component is under way. */
  readonly pending: boolean
}

/** Deadline of a token call (contract 3, `timeoutMs`), which holds for the wait for the script too. */
const CALL_MS = 14_000

/** There is no script, and so no table of texts, when these are needed. */
const UNAVAILABLE = 'Card payment is not available right now.'
const TIMEOUT = 'The payment service took too long to answer. Please try again.'

/**
 * Makes tokens of what the provider's fields hold, and says whether that is under way (contract RCT-8).
 *
 * @throws Error outside a provider
 *
 * @example
 * ```tsx
 * import { useCreateToken } from '@trefoil/react'
 *
 * export function PayButton({ onToken }: { onToken: (token: string) => void }) {
 *   const { createToken, pending } = useCreateToken()
 *   const pay = async () => {
 *     const result = await createToken()
 *     if (result.token !== undefined) onToken(result.token)
 *   }
 *   return <button disabled={pending} onClick={() => void pay()}>Pay</button>
 * }
 * ```
 */
export function useCreateToken(): TokenCalls {
  const session = useSession('useCreateToken')
  const [pending, setPending] = useState(false)
  const mounted = useRef(false)
  const underWay = useRef(0)

  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])

  const createToken = useCallback<CloverInstance['createToken']>(
    async argument => {
      const count = (step: 1 | -1): void => {
        underWay.current += step
        if (mounted.current) setPending(underWay.current > 0)
      }
      count(1)
      try {
        const { clover, error } = await settled(session, deadline(argument))
        if (clover !== null) return await clover.createToken(argument)
        return error === undefined ? failure(TIMEOUT, 'timeout') : failure(UNAVAILABLE, error.code)
      } finally {
        count(-1)
      }
    },
    [session],
  )
  return { createToken, pending }
}

/** The session once it is past loading, or as it is when the time is up. */
function settled(session: Session, timeoutMs: number): Promise<TrefoilSnapshot> {
  return new Promise(resolve => {
    const check = (): void => {
      if (session.snapshot().status !== 'loading') finish()
    }
    const finish = (): void => {
      clearTimeout(timer)
      unsubscribe()
      resolve(session.snapshot())
    }
    const timer = setTimeout(finish, timeoutMs)
    const unsubscribe = session.subscribe(check)
    check()
  })
}

function deadline(argument: boolean | TokenOptions | undefined): number {
  return (typeof argument === 'object' ? argument.timeoutMs : undefined) ?? CALL_MS
}

function failure(sentence: string, code: ErrorCode): TokenSuccess | TokenFailure {
  return { errors: { FORM: sentence }, codes: { FORM: code } }
}
