/** An element: its frame in a container of the page, its states, its listeners (contract 4.2, 9.1). */
import type { ErrorCode, EventMap, FieldState, Listenable, TrefoilElement, TrefoilError } from '../loader/types.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { FieldLook, FieldStateMessage, FieldToPage, PageToField } from '../shared/messages.ts'
import { blankState, keysOf, stateOf, wrongState } from './aggregate.ts'
import { classesFor, classSetter } from './container-classes.ts'
import { style } from './dom.ts'
import { told, trefoilError } from './errors.ts'
import { lookOf } from './field-look.ts'
import type { Field, Form } from './form.ts'
import { openFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { listenable, makeListeners } from './listeners.ts'
import type { EventName } from './listeners.ts'
import { NO_SETTINGS, readSettings } from './options.ts'
import { onLabelClick } from './page-label.ts'
import { copyOf } from './plain.ts'
import type { Settings } from './settings.ts'
import { watch, whenConnected } from './watch.ts'

/** Whose iframe stands in a container (FLD-24). */
const occupants = new WeakMap<Element, Field>()

function containerOf(target: unknown): Element {
  let found: Element | null = null
  try {
    found = target instanceof Element ? target : document.querySelector(target as string)
  } catch {
    // Not a selector: nothing matches it.
  }
  if (!found) throw trefoilError('container_missing', String(target))
  return found
}

/** It fills a container of fixed height, and gives another one the height of its content, once that is told (FLD-26). */
function insertField(iframe: HTMLIFrameElement, container: Element): void {
  style(iframe, {
    display: 'block',
    width: '100%',
    height: '24px',
    minHeight: '100%',
    maxHeight: '100%',
    colorScheme: 'normal',
  })
  container.prepend(iframe)
}

/**
 * Makes an element for the form, and what the page gets of it.
 * @param argument second argument of `create`
 * @param groupSettings options of the instance as `elements()` has read them (SDK-23)
 */
export function createElement(
  form: Form,
  type: ElementType,
  argument: unknown,
  groupSettings: Settings,
): TrefoilElement {
  const listeners = makeListeners()
  const states = new Map<FieldKey, FieldState>()
  let settings = NO_SETTINGS
  let keys: readonly FieldKey[] = []
  let frame: Frame | undefined
  let container: Element | undefined
  let reloaded = false
  let destroyed = false
  let autofilled = false
  let failure: TrefoilError | undefined
  let setClasses: ReturnType<typeof classSetter> | undefined
  let release: (() => void)[] = []

  const isReady = (): boolean => Boolean(frame?.ready)
  const stateFor = (key: FieldKey): FieldState => states.get(key) ?? blankState(key)

  // ---- events

  function emit<E extends EventName>(event: E, payload: EventMap[E], alone = false): void {
    const meta = { type, element: face }
    listeners.emit(event, payload, meta)
    if (!alone) form.listeners.emit(event, payload, meta)
  }
  function tell(error: TrefoilError, alone?: boolean): void {
    form.explainError(error)
    // Nothing is told while the page is still calling us (EVT-7).
    queueMicrotask(() => emit('error', { type, ...told(error) }, alone))
  }
  function fail(code: ErrorCode): void {
    failure = trefoilError(code)
    tell(failure)
    form.changed()
  }
  function showStates(): void {
    const disabled = settings.options.disabled === true
    setClasses?.(classesFor(keys.map(stateFor), { autofilled, disabled, ready: isReady() }, settings.classes))
  }

  // ---- messages

  function tookState(message: FieldStateMessage): void {
    const { key, cause, brand = 'UNKNOWN', brands = [] } = message
    const before = stateFor(key).brands
    states.set(key, stateOf(message))
    autofilled = message.autofilled
    showStates()
    if (cause !== 'sync') emit(cause === 'input' ? 'change' : cause, form.aggregate())
    if (before && before.join() !== brands.join()) emit('brandchange', { type, brand, brands })
  }
  function faulted(code: ErrorCode): void {
    // A font that may not load leaves the field working with the next family (STY-11).
    if (code === 'font_refused') tell(trefoilError(code))
    else if (code === 'internal') reloadOnce()
    // What stands in the place of a field that the server refuses (SEC-10).
    else form.fail(trefoilError(code))
  }
  function receive(message: FieldToPage): void {
    switch (message.t) {
      case 'ready':
        failure = undefined
        keys = message.keys
        frame!.iframe.title = message.title
        style(frame!.iframe, { colorScheme: '' })
        states.clear()
        showStates()
        form.heal()
        form.changed()
        return emit('ready', { type })
      case 'state':
        return tookState(message)
      case 'size':
        return style(frame!.iframe, { height: `${message.height}px` })
      case 'fault':
        return faulted(message.code)
      case 'submit':
      case 'escape':
        emit(message.t, { type })
    }
  }

  // ---- the frame

  const post = (message: PageToField): void => frame?.post(message)
  /**
   * Browsers paint the canvas where the schemes of iframe and document differ. The document has none until it is told of
   * the page's, so the iframe has none either until the field is ready (STY-15); what is told is always the page's.
   */
  function look({ iframe }: Frame): FieldLook & { readonly debug: boolean } {
    style(iframe, { colorScheme: '' })
    const debug = Boolean(groupSettings.debug ?? form.session?.mode === 'test')
    const told = { ...lookOf(settings, groupSettings, container!, iframe), debug }
    if (!isReady()) style(iframe, { colorScheme: 'normal' })
    return told
  }
  function refresh(): void {
    if (frame) post({ t: 'update', ...look(frame) })
  }

  function open(inside: Element): void {
    const opened: Frame = openFrame<FieldToPage>(form, {
      page: 'field',
      insert: iframe => insertField(iframe, inside),
      init: (): object => ({ ...groupSettings, ...look(opened), type, controller: form.controller?.id ?? '' }),
      receive,
      unanswered: () =>
        void form.unanswered(() => {
          if (frame === opened && !opened.ready) reloadOnce()
        }),
    })
    const { iframe } = (frame = opened)
    const attached = (): void => {
      release.push(watch(iframe, unmount), onLabelClick(inside, focus))
    }
    const never = (): void => {
      fail('container_missing')
      unmount()
    }
    release.push(whenConnected(iframe, attached, never))
  }
  function shut(): void {
    for (const end of release) end()
    release = []
    frame?.close()
    frame = failure = undefined
    autofilled = false
    states.clear()
  }
  function reload(): void {
    if (!container) return
    shut()
    open(container)
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
    if (keys.length === 0) return tell(trefoilError('element_unavailable', type))
    const wanted = containerOf(target)
    if (frame?.iframe.parentNode === wanted) return
    if (frame?.iframe.isConnected) form.warnOnce(`${type} moves; its value is lost.`)
    unmount()
    if (form.failure) form.retry()
    failure = form.obstacle()
    if (failure) return tell(failure)
    occupants.get(wanted)?.unmount()
    occupants.set(wanted, field)
    container = wanted
    reloaded = false
    setClasses = classSetter(wanted)
    form.entered(field)
    open(wanted)
    showStates()
  }
  function unmount(): void {
    if (!container) return
    shut()
    setClasses?.([])
    if (occupants.get(container) === field) occupants.delete(container)
    container = undefined
    form.left()
  }
  function focus(key?: FieldKey): void {
    frame?.iframe.focus()
    post({ t: 'focus', ...(key && { key }) })
  }

  function update(given: unknown): void {
    settings = readSettings(given, settings)
    keys = keysOf(type, settings.options)
    if (settings.cut) form.warnOnce(`Styles of ${type} are too many; the rest is dropped.`)
    refresh()
    showStates()
  }

  const field: Field = {
    type,
    get keys() {
      return keys
    },
    get mounted() {
      return container !== undefined
    },
    get ready() {
      return isReady()
    },
    get frame() {
      return frame
    },
    get failure() {
      return failure
    },
    stateOf: stateFor,
    tell: post,
    tellError: error => tell(error, true),
    markWrong(key, error, code) {
      states.set(key, wrongState(stateFor(key), error, code as FieldState['code']))
      showStates()
      emit('change', form.aggregate())
    },
    focus,
    unmount,
    refresh,
    retry(all) {
      if (failure || (all && !isReady())) reload()
    },
  }

  const face: TrefoilElement = {
    type,
    get state() {
      return keys[0] && copyOf(stateFor(keys[0]))
    },
    get isMounted() {
      return container !== undefined
    },
    mount,
    update,
    unmount,
    destroy() {
      unmount()
      destroyed = true
      form.forget(field)
    },
    clear() {
      if (isReady()) return post({ t: 'clear' })
      states.clear()
      queueMicrotask(() => emit('change', form.aggregate()))
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
  update(argument)
  form.created(field)
  return face
}
