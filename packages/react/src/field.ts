import { createElement, forwardRef, useEffect, useImperativeHandle, useInsertionEffect, useRef, useState } from 'react'
import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes, RefObject } from 'react'
import type { ElementOptions, ElementType, EventMap, FieldKey, Listener, TrefoilElement } from '@trefoil/elements'
import { useClassName } from './class-name.ts'
import { useSession } from './context.ts'
import { useTrefoil } from './hooks.ts'
import { changedOptions, isOptionName } from './options.ts'

/**
 * Handlers of a field's events; the latest one is called, and changing one costs nothing (contract RCT-6).
 *
 * @example
 * ```tsx
 * import { CardNumberField } from '@trefoil/react'
 * import type { FieldHandlers } from '@trefoil/react'
 *
 * const handlers: FieldHandlers = { onReady: ({ type }) => { document.title = type } }
 * export const Field = () => <CardNumberField {...handlers} />
 * ```
 */
export interface FieldHandlers {
  onChange?: Listener<'change'>
  onFocus?: Listener<'focus'>
  onBlur?: Listener<'blur'>
  onReady?: Listener<'ready'>
  onError?: Listener<'error'>
  onBrandChange?: Listener<'brandchange'>
  onSubmit?: Listener<'submit'>
  onEscape?: Listener<'escape'>
}

const EVENT_PROPS = {
  onChange: 'change',
  onFocus: 'focus',
  onBlur: 'blur',
  onReady: 'ready',
  onError: 'error',
  onBrandChange: 'brandchange',
  onSubmit: 'submit',
  onEscape: 'escape',
} as const satisfies Record<keyof FieldHandlers, keyof EventMap>

type DivProps = Omit<
  HTMLAttributes<HTMLDivElement>,
  keyof ElementOptions | keyof FieldHandlers | 'children' | 'dangerouslySetInnerHTML'
>

/**
 * Props of every field: options of the element, handlers of its events, and what goes to the `div`.
 *
 * @example
 * ```tsx
 * import { CardNumberField } from '@trefoil/react'
 * import type { FieldProps } from '@trefoil/react'
 *
 * const look: FieldProps = { className: 'field', styles: { input: { fontSize: 16 } }, placeholder: '1234 5678' }
 * export const Field = () => <CardNumberField {...look} aria-describedby="number-help" />
 * ```
 */
export interface FieldProps extends ElementOptions, FieldHandlers, DivProps {
  [data: `data-${string}`]: string | number | boolean | undefined
}

/**
 * A component of one `div` with a hosted field in it; `ref` gives the element once there is one.
 *
 * @example
 * ```tsx
 * import { CardNumberField } from '@trefoil/react'
 * import type { FieldComponent } from '@trefoil/react'
 *
 * const Field: FieldComponent = CardNumberField
 * export const Labelled = () => <Field label="Card" />
 * ```
 */
export type FieldComponent = ForwardRefExoticComponent<FieldProps & RefAttributes<TrefoilElement>>

/** @param keys of the aggregate which the element adds (contract 4.1) */
export function createField(name: string, type: ElementType, keys: readonly FieldKey[]): FieldComponent {
  const Field = forwardRef<TrefoilElement, FieldProps>(function (props, ref) {
    const { options, handlers, divProps } = sort(props)
    const container = useRef<HTMLDivElement>(null)
    const className = useClassName(container, divProps.className)
    const element = useElement({ name, type, keys, container, options, handlers })
    useImperativeHandle(ref, () => element!, [element])
    return createElement('div', { ...divProps, className, ref: container })
  })
  Field.displayName = name
  return Field
}

function sort(props: FieldProps): { options: ElementOptions; handlers: FieldHandlers; divProps: DivProps } {
  const options: Record<string, unknown> = {}
  const handlers: Record<string, unknown> = {}
  const divProps: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(props)) {
    if (Object.hasOwn(EVENT_PROPS, name)) handlers[name] = value
    else if (!isOptionName(name)) divProps[name] = value
    // A prop that is not set is not an option: `disabled={undefined}` says what leaving it out says.
    else if (value !== undefined) options[name] = value
  }
  return { options, handlers, divProps }
}

interface ElementPlan {
  readonly name: string
  readonly type: ElementType
  readonly keys: readonly FieldKey[]
  readonly container: RefObject<HTMLDivElement | null>
  readonly options: ElementOptions
  readonly handlers: FieldHandlers
}

/** Makes the element when there is an instance, keeps its options true, and destroys it (contract RCT-5 to RCT-7). */
function useElement({ name, type, keys, container, options, handlers }: ElementPlan): TrefoilElement | null {
  const session = useSession(`<${name}>`)
  const { clover } = useTrefoil()
  const [element, setElement] = useState<TrefoilElement | null>(null)
  const latest = useRef({ options, handlers })
  const told = useRef<ElementOptions>({})

  // Before any other effect, so that an event which a layout effect causes finds the handlers of this render.
  useInsertionEffect(() => {
    latest.current = { options, handlers }
  })

  useEffect(() => {
    if (clover === null || container.current === null) return
    told.current = latest.current.options
    const made = clover.elements().create(type, told.current)
    for (const [prop, event] of Object.entries(EVENT_PROPS) as [keyof FieldHandlers, keyof EventMap][]) {
      made.on(event, (payload, meta) => {
        const handler = latest.current.handlers[prop] as Listener<keyof EventMap> | undefined
        handler?.(payload, meta)
      })
    }
    made.mount(container.current)
    setElement(made)
    return () => {
      made.destroy()
      session.forget(keys)
      setElement(null)
    }
  }, [session, clover, container, type, keys])

  useEffect(() => {
    const changed = changedOptions(told.current, options)
    if (element === null || changed === undefined) return
    told.current = options
    element.update(changed)
  })
  return element
}
