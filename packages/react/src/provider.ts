import { createElement, useEffect, useRef, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { loadTrefoil } from '@trefoil/elements'
import type {
  CloverConstructor,
  CloverInstance,
  CloverOptions,
  LoadTrefoilOptions,
  TrefoilError,
} from '@trefoil/elements'
import { SessionContext } from './context.ts'
import { isDeepEqual } from './deep-equal.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'

/**
 * A provider that loads the script and makes the instance.
 *
 * @example
 * ```tsx
 * import type { LoadingProviderProps } from '@trefoil/react'
 *
 * const props: LoadingProviderProps = { src: 'https://checkout.example/1.4.2/sdk.js', publicKey: 'your-public-key' }
 * ```
 */
export interface LoadingProviderProps extends LoadTrefoilOptions {
  /** Another key makes a new instance and destroys the old one. */
  publicKey: string
  /** Changed options count for fields that are mounted afterwards (contract SDK-23). */
  options?: CloverOptions
  clover?: undefined
  children?: ReactNode
}

/**
 * A provider that is given an instance, which remains its owner's to destroy (contract RCT-9).
 *
 * @example
 * ```tsx
 * import type { InstanceProviderProps } from '@trefoil/react'
 *
 * const notYet: InstanceProviderProps = { clover: null }
 * ```
 */
export interface InstanceProviderProps {
  /** `null` while there is none yet. */
  clover: CloverInstance | null
  children?: ReactNode
}

/**
 * Either of the two.
 *
 * @example
 * ```tsx
 * import type { TrefoilProviderProps } from '@trefoil/react'
 *
 * const props: TrefoilProviderProps = { src: 'https://checkout.example/sdk.js', publicKey: 'your-public-key' }
 * ```
 */
export type TrefoilProviderProps = LoadingProviderProps | InstanceProviderProps

/**
 * Everything of Trefoil below it belongs to one instance, that is, to one form.
 *
 * @example
 * ```tsx
 * import { CardCvvField, CardDateField, CardNumberField, TrefoilProvider } from '@trefoil/react'
 *
 * export const Payment = () => (
 *   <TrefoilProvider src="https://checkout.example/1.4.2/sdk.js" publicKey="your-public-key" options={{ locale: 'fr-CA' }}>
 *     <CardNumberField className="field" />
 *     <CardDateField className="field" />
 *     <CardCvvField className="field" />
 *   </TrefoilProvider>
 * )
 * ```
 */
export function TrefoilProvider(props: TrefoilProviderProps): ReactElement {
  const [session] = useState(createSession)
  const given = isLoading(props) ? undefined : props.clover
  useGivenInstance(session, given)
  useLoadedInstance(session, isLoading(props) ? props : undefined)
  return createElement(SessionContext.Provider, { value: session }, props.children)
}

function isLoading(props: TrefoilProviderProps): props is LoadingProviderProps {
  return props.clover === undefined
}

function useGivenInstance(session: Session, clover: CloverInstance | null | undefined): void {
  useEffect(() => {
    if (!clover) return
    const unfollow = session.follow(clover)
    return () => {
      unfollow()
      session.reset()
    }
  }, [session, clover])
}

function useLoadedInstance(session: Session, props: LoadingProviderProps | undefined): void {
  const latest = useRef(props)
  const applied = useRef<CloverOptions | undefined>(undefined)

  useEffect(() => {
    latest.current = props
    const { clover } = session.snapshot()
    if (props === undefined || clover === null || isDeepEqual(applied.current, props.options)) return
    applied.current = props.options
    clover.options = { ...props.options }
  })

  useEffect(() => {
    if (latest.current === undefined) return
    let ended = false
    let stop = (): void => undefined

    const begin = (Clover: CloverConstructor | null): void => {
      if (ended || Clover === null || latest.current === undefined) return
      const { publicKey, options } = latest.current
      const clover = new Clover(publicKey, options)
      applied.current = options
      const unfollow = session.follow(clover)
      stop = () => {
        unfollow()
        clover.destroy()
      }
    }
    loadTrefoil(latest.current)
      .then(begin)
      .catch((error: TrefoilError) => {
        if (!ended) session.fail(error)
      })
    return () => {
      ended = true
      stop()
      session.reset()
    }
  }, [session, props?.src, props?.publicKey])
}
