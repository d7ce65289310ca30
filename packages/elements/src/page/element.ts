/** An element: its frame in a container of the page, its states, its listeners (contract 4.2, 9.1). */
import type {
  Listenable,
  ElementOptions,
  ErrorCode,
  EventMap,
  FieldState,
  Styles,
  TrefoilElement,
  TrefoilError,
} from '../loader/types.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { FieldInit, FieldLook, FieldStateMessage, FieldToPage, PageToField } from '../shared/messages.ts'
import { readFieldToPage, readWhy } from '../shared/wire.ts'
import { blankState, copyState, keysOf, stateOf, wrongState } from './aggregate.ts'
import { trefoilError } from './errors.ts'
import { containerClasses, containerStates, frameTitle, lookOf } from './field-look.ts'
import { style } from './footer.ts'
import type { Field, Form } from './form.ts'
import { openFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { listenable, Listeners } from './listeners.ts'
import type { EventName } from './listeners.ts'
import { NO_SETTINGS, readSettings } from './options.ts'
import { onLabelClick } from './page-label.ts'
import { isSpent, newBudget } from './plain.ts'
import type { Settings } from './settings.ts'
import { watch, whenConnected } from './watch.ts'

const FIRST_HEIGHT = 24

/** Whose iframe stands in a container (FLD-24). */
const occupants = new WeakMap<Element, Field>()

function containerOf(target: unknown): Element {
  let found: Element | null = null
  try {
    found = target instanceof Element ? target : document.querySelector(target as string)
  } catch {
    // Not a selector: nothing matches it.
  }
  if (!found) throw trefoilError('container_missing', { detail: String(target) })
  return found
}

/** Nothing is told while the page is still calling us (EVT-7). */
const later = (work: () => void): void => queueMicrotask(work)

/**
 * Makes an element: what the page gets of it, and what its form knows of it.
 * @param argument second argument of `create`
 * @param groupSettings options of the instance as `elements()` has read them (SDK-23)
 */
export function createElement(
  form: Form,
  type: ElementType,
  argument: unknown,
  groupSettings: Settings,
): { readonly field: Field; readonly face: TrefoilElement } {
  const listeners = new Listeners()
  const states = new Map<FieldKey, FieldState>()
  const read = (given: unknown, before = NO_SETTINGS): typeof NO_SETTINGS => {
    const budget = newBudget()
    const result = readSettings(given, before, budget)
    if (isSpent(budget)) form.warnOnce(`Styles of ${type} are too many; the rest is left out.`)
    return result
  }
  let settings = read(argument)
  let keys = keysOf(type, settings.options)
  let frame: Frame | undefined
  let container: Element | undefined
  let ready = false
  let reloaded = false
  let destroyed = false
  let autofilled = false
  let failure: TrefoilError | undefined
  let classes: ReturnType<typeof containerClasses> | undefined
  let release: (() => void)[] = []

  const stateFor = (key: FieldKey): FieldState => states.get(key) ?? blankState(key)
  const own = (): FieldState | undefined => (keys.length > 0 ? copyState(stateFor(keys[0]!)) : undefined)

  // ---- events

  function emit<E extends EventName>(event: E, payload: () => EventMap[E]): void {
    const meta = () => ({ event, type, element: face })
    listeners.emit(event, payload, meta)
    form.listeners.emit(event, payload, meta)
  }
  const errorPayload =
    ({ code, message, hint, docUrl }: TrefoilError) =>
    (): EventMap['error'] => ({ type, code, message, hint, docUrl })
  function tell(error: TrefoilError): void {
    form.explainError(error)
    later(() => emit('error', errorPayload(error)))
  }
  function fail(code: ErrorCode): void {
    failure = trefoilError(code)
    tell(failure)
    form.changed()
  }
  function showStates(): void {
    const disabled = settings.options.disabled === true
    classes?.show(containerStates(keys.map(stateFor), { autofilled, disabled, ready }), settings.classes)
  }

  // ---- messages

  function tookState(message: FieldStateMessage): void {
    const { key, cause, brands = [] } = message
    const before = stateFor(key).brands ?? []
    states.set(key, stateOf(message))
    autofilled = message.autofilled
    showStates()
    if (cause !== 'sync') emit(cause === 'input' ? 'change' : cause, form.aggregate)
    if (key === 'CARD_NUMBER' && brands.join() !== before.join()) {
      emit('brandchange', () => ({ type, brand: message.brand ?? 'UNKNOWN', brands: [...brands] }))
    }
  }
  function faulted(code: ErrorCode): void {
    // A font that may not load leaves the field working with the next family (STY-11).
    if (code === 'font_refused') tell(trefoilError(code))
    else if (code === 'internal') reloadOnce()
    else fail(code)
  }
  function receive(data: unknown): void {
    const message: FieldToPage | undefined = readFieldToPage(data)
    if (!message) {
      // The document of an unknown key says so itself (SEC-10).
      const why = readWhy(data)
      if (why && why.result !== 'ok') {
        frame?.answered()
        form.fail(trefoilError(why.result))
      }
      return
    }
    switch (message.t) {
      case 'ready':
        frame?.answered()
        ready = true
        if (frame) style(frame.iframe, { 'color-scheme': '' })
        failure = undefined
        keys = message.keys
        states.clear()
        showStates()
        form.heal()
        form.changed()
        return emit('ready', () => ({ type }))
      case 'state':
        return tookState(message)
      case 'size':
        return frame && style(frame.iframe, { height: `${message.height}px` })
      case 'fault':
        return faulted(message.code)
      default:
        return emit(message.t, () => ({ type }))
    }
  }

  // ---- the frame

  /**
   * Browsers paint the canvas where the schemes of iframe and document differ. The document has none until it is told of
   * the page's, so the iframe has none either until the field is ready (STY-15); what is told is always the page's.
   */
  function look(inside: Element, iframe: HTMLIFrameElement): FieldLook & { readonly debug: boolean } {
    style(iframe, { 'color-scheme': '' })
    const told = lookOf(settings, groupSettings, inside, iframe)
    if (!ready) style(iframe, { 'color-scheme': 'normal' })
    return { ...told, debug: groupSettings.debug ?? form.session?.mode === 'test' }
  }
  function refresh(): void {
    if (container && frame) post({ t: 'update', ...look(container, frame.iframe) })
  }

  function open(inside: Element, origin: string): void {
    const opened = openFrame({
      page: 'field',
      origin,
      eid: form.eid,
      title: frameTitle(type, keys[0]!, groupSettings),
      insert(iframe) {
        style(iframe, {
          border: '0',
          display: 'block',
          width: '100%',
          height: `${FIRST_HEIGHT}px`,
          'min-height': '100%',
          'max-height': '100%',
          'color-scheme': 'normal',
        })
        inside.prepend(iframe)
      },
      init(): Omit<FieldInit, 'trefoil' | 't' | 'id'> {
        ready = false
        const { locale, strings, fonts, brands, idleClearMinutes } = groupSettings
        return {
          ...look(inside, opened.iframe),
          type,
          locale,
          strings,
          fonts,
          ...(brands && { brands }),
          idleClearMinutes,
          controller: form.controller?.id ?? '',
        }
      },
      receive,
      unanswered: () =>
        void form.unanswered().then(alone => {
          if (alone && frame === opened && !ready) reloadOnce()
        }),
    })
    frame = opened
    const attached = (): void => {
      release.push(watch(opened.iframe, unmount), onLabelClick(inside, focus))
    }
    const never = (): void => {
      fail('container_missing')
      unmount()
    }
    release.push(whenConnected(opened.iframe, attached, never))
  }
  function shut(): void {
    for (const end of release) end()
    release = []
    frame?.close()
    frame = undefined
    ready = false
    autofilled = false
    states.clear()
  }
  function reload(): void {
    if (!container || form.origin === undefined) return
    shut()
    failure = undefined
    open(container, form.origin)
    showStates()
  }
  /** SDK-67: a frame that fails gets a second chance, and no third. */
  function reloadOnce(): void {
    if (reloaded) return fail('frame_unreachable')
    reloaded = true
    reload()
  }

  // ---- methods

  function mount(target: unknown): void {
    if (destroyed || form.destroyed) return tell(trefoilError('destroyed'))
    if (keys.length === 0) return tell(trefoilError('element_unavailable', { detail: type }))
    const wanted = containerOf(target)
    if (container === wanted && frame?.iframe.parentNode === wanted) return
    if (container) {
      if (frame?.iframe.isConnected) form.warnOnce(`${type} moves to another container; its value is lost.`)
      unmount()
    }
    if (form.failure) form.retry()
    const obstacle = form.obstacle()
    if (obstacle) {
      failure = obstacle
      return tell(obstacle)
    }
    occupants.get(wanted)?.unmount()
    occupants.set(wanted, field)
    form.enter(field)
    container = wanted
    reloaded = false
    failure = undefined
    classes = containerClasses(wanted)
    open(wanted, form.origin!)
    showStates()
    form.entered()
  }
  function unmount(): void {
    if (!container) return
    shut()
    classes?.clear()
    if (occupants.get(container) === field) occupants.delete(container)
    container = undefined
    failure = undefined
    form.left()
  }
  function destroy(): void {
    unmount()
    destroyed = true
    form.forget(field)
  }
  const post = (message: PageToField): void => frame?.post(message)
  function focus(key?: FieldKey): void {
    frame?.iframe.focus()
    post({ t: 'focus', ...(key && { key }) })
  }

  const field: Field = {
    type,
    get keys() {
      return keys
    },
    get counts() {
      return form.counts(field)
    },
    get mounted() {
      return container !== undefined
    },
    get ready() {
      return ready
    },
    get frameId() {
      return frame?.id ?? ''
    },
    get iframe() {
      return frame?.iframe
    },
    get failure() {
      return failure
    },
    stateOf: stateFor,
    tell: post,
    tellError: error =>
      later(() => listeners.emit('error', errorPayload(error), () => ({ event: 'error', type, element: face }))),
    markWrong(key, error, code) {
      states.set(key, wrongState(stateFor(key), error, code as FieldState['code']))
      showStates()
      emit('change', form.aggregate)
    },
    focus,
    unmount,
    refresh,
    retry(all) {
      if (failure || (all && !ready)) reload()
    },
  }

  const face: TrefoilElement = {
    type,
    get state() {
      return own()
    },
    get isMounted() {
      return container !== undefined
    },
    mount,
    update(given: ElementOptions | Styles) {
      settings = read(given, settings)
      if (keys.length > 1) keys = keysOf(type, settings.options)
      refresh()
      showStates()
    },
    unmount,
    destroy,
    clear() {
      if (ready) return post({ t: 'clear' })
      states.clear()
      later(() => emit('change', form.aggregate))
    },
    focus: () => focus(),
    blur() {
      post({ t: 'blur' })
      frame?.iframe.blur()
    },
    addEventListener: (name, listener) => listeners.add(name, listener),
    removeEventListener: (name, listener) => listeners.remove(name, listener),
    ...(listenable(listeners, () => face) as Listenable),
  } as TrefoilElement
  return { field, face }
}
