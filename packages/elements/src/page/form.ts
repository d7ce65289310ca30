/** What the elements, the controller and the calls of one instance share. */
import type { Aggregate, ErrorCode, TrefoilError } from '../loader/types.ts'
import { LINGER_MS } from '../shared/constants.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { ControllerToPage, PageToField, ResultMessage } from '../shared/messages.ts'
import type { WhyResult } from '../shared/wire.ts'
import { aggregateOf, CARD_KEYS } from './aggregate.ts'
import type { Told } from './aggregate.ts'
import { onBlocked } from './csp.ts'
import { embedId } from './eid.ts'
import { obstacleOf } from './environment.ts'
import { explain, told, trefoilError } from './errors.ts'
import { removeFooter } from './footer.ts'
import { insertHidden, openFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { loadGuard } from './guard-script.ts'
import { makeListeners } from './listeners.ts'
import type { Listeners } from './listeners.ts'
import { asOrigin, FIELDS_ORIGIN, VERSION } from './origins.ts'
import { bag } from './plain.ts'
import { readOptions } from './settings.ts'
import type { Settings } from './settings.ts'
import { tokenCalls } from './token-call.ts'
import type { TokenCalls } from './token-call.ts'
import { watch, whenBody } from './watch.ts'
import { askWhy } from './why.ts'

/** An element as its form knows it. */
export interface Field extends Told {
  readonly type: ElementType
  readonly mounted: boolean
  readonly ready: boolean
  readonly frame: Frame | undefined
  /** What stands in this field's way. */
  readonly failure: TrefoilError | undefined
  tell(message: PageToField): void
  /** Tells its own listeners, not the instance's. */
  tellError(error: TrefoilError): void
  markWrong(key: FieldKey, error: string, code: ErrorCode): void
  focus(key?: FieldKey): void
  unmount(): void
  /** Tells the frame again how it looks. */
  refresh(): void
  /** Loads a frame again that has failed, or with `all` one that is not ready. */
  retry(all: boolean): void
}

export interface Form {
  readonly publicKey: string
  readonly listeners: Listeners
  readonly calls: TokenCalls
  readonly settings: Settings
  /** Where the frames are; `undefined` when the page named a bad origin. */
  readonly origin: string | undefined
  /** Of the key, asked for when a frame needs it. */
  readonly eid: Promise<string>
  destroyed?: boolean
  readonly controller?: Frame | undefined
  readonly session?: Extract<ControllerToPage, { t: 'session' }> | undefined
  /** The controller's last answer to a call. */
  readonly result?: ResultMessage
  /** Why no call of this instance can succeed. */
  readonly failure?: TrefoilError | undefined
  /** A fault of the controller that may pass. */
  readonly fault?: TrefoilError | undefined

  /**
   * Takes the options of the page as they are now (SDK-23). Frames that are there keep their origin: the first of option,
   * attribute and constant that is given. A wrong one is not passed over: a page that names an origin means it (SDK-11).
   */
  take(options: unknown): void

  /** All elements that were created and not destroyed or replaced. */
  readonly fields: readonly Field[]
  readonly mountedFields: readonly Field[]
  created(field: Field): void
  forget(field: Field): void
  /** After an element was mounted, and before its frame is made: what keeps the form alive is made. */
  entered(field: Field): void
  /** After an element was unmounted. */
  left(): void
  /** Whether an element's states and values count: not beside a `CARD`, if it is a part of one (FLD-2). */
  counts(field: Field): boolean
  aggregate(): Aggregate

  /** A console line, once (SDK-52). */
  warnOnce(text: string, id?: string): void
  explainError(error: TrefoilError): void
  /** No call can succeed now: all elements and the instance tell it. */
  fail(error: TrefoilError): void
  /** A frame has answered after all (SEC-10). */
  heal(): void
  /**
   * A frame does not answer. Asks why, once per instance.
   * @param again is called when that frame alone is to blame; otherwise the whole instance has failed, and has told it
   */
  unanswered(again: () => void): Promise<void>
  /** What no mount and no call can get past; with fields, also what stands in the way of one of them. */
  obstacle(fields?: readonly Field[]): TrefoilError | undefined
  /** Tries again what has failed (SDK-60). */
  retry(): void

  /** Something that a call may wait for has happened. */
  changed(): void
  /** Calls back at each change, until the returned function is called. */
  onChange(waiter: () => void): () => void
  /** Takes controller and, with the last form, footer out of the page (FLD-28, SDK-59). */
  close(): void
}

type Open<T> = { -readonly [K in keyof T]: T[K] }

/** Forms with mounted elements, and those whose frames linger. */
export const living = new Set<Form>()

/** Refusals that hold until the key, the page or its policy is changed. */
const LASTING: readonly ErrorCode[] = ['key_unknown', 'origin_not_registered', 'merchant_mismatch']

const PARTS: readonly ElementType[] = [...(CARD_KEYS as ElementType[]), 'CARD_POSTAL_CODE']

/** @param attribute `data-fields-origin` of the script */
export function makeForm(publicKey: string, attribute: string | null): Form {
  const fields = new Set<Field>()
  const said = new Set<string>()
  const waiters = new Set<() => void>()
  let eid: Promise<string> | undefined
  let why: Promise<WhyResult | undefined> | undefined
  let lingering: ReturnType<typeof setTimeout> | undefined
  let renewed = false
  let startedAt: number | undefined
  let measured = false
  let unblock = (): void => {}
  let unwatch = (): void => {}

  /** Adds an element in the place of others of its type: those that are mounted, or those that are not. */
  function replace(field: Field, mounted: boolean): void {
    for (const other of fields) {
      if (other === field || other.type !== field.type || other.mounted !== mounted) continue
      other.unmount()
      fields.delete(other)
    }
    fields.add(field)
  }

  // ---- controller

  const openController = (): void =>
    whenBody(() => {
      if (form.controller || !living.has(form)) return
      form.controller = openFrame<ControllerToPage>(form, {
        page: 'controller',
        insert: insertHidden,
        init: () => ({ ...form.settings, publicKey, sdk: VERSION }),
        receive,
        unanswered: () => void form.unanswered(renewOnce),
      })
      // Whoever removes it gets a new one, which the fields join; no value is lost (FLD-29).
      unwatch = watch(form.controller.iframe, renew)
    })
  function closeController(): void {
    unwatch()
    form.controller?.close()
    form.controller = undefined
  }
  function renew(): void {
    closeController()
    openController()
  }
  /** A controller that does not answer is made again once (SDK-67). */
  function renewOnce(): void {
    if (form.controller?.ready) return
    if (renewed) return form.fail(trefoilError('frame_unreachable'))
    renewed = true
    renew()
  }

  function receive(message: ControllerToPage): void {
    switch (message.t) {
      case 'ready':
        form.heal()
        for (const field of form.mountedFields) field.tell({ t: 'controller', id: form.controller!.id })
        break
      case 'session':
        form.session = message
        form.fault = form.failure = undefined
        // Test keys explain themselves, and only the server tells which those are.
        if (message.mode === 'test') for (const field of form.mountedFields) field.refresh()
        if (message.pageGuard === 'report') {
          loadGuard((scripts, violations) => form.controller?.post({ t: 'inventory', scripts, violations }))
        }
        break
      case 'fault': {
        const error = trefoilError(message.code)
        if (LASTING.includes(message.code)) form.fail(error)
        else tellAll((form.fault = error))
        break
      }
      case 'result':
        form.result = message
    }
    form.changed()
  }

  function tellAll(error: TrefoilError): void {
    form.explainError(error)
    for (const field of fields) field.tellError(error)
    form.listeners.emit('error', told(error), undefined)
    form.changed()
  }

  const form: Open<Form> = {
    publicKey,
    // They work on the form, which is not there yet.
    calls: undefined as unknown as TokenCalls,
    listeners: makeListeners(),
    // Taken before anything else happens.
    settings: undefined as unknown as Settings,
    origin: undefined,
    get eid() {
      return (eid ??= embedId(publicKey))
    },

    take(options) {
      form.settings = readOptions(options, [document.documentElement.lang, ...navigator.languages])
      if (!living.has(form)) form.origin = asOrigin(bag(options)['fieldsOrigin'] ?? attribute ?? FIELDS_ORIGIN)
    },

    get fields() {
      return [...fields]
    },
    get mountedFields() {
      return form.fields.filter(({ mounted }) => mounted)
    },
    // What is mounted stays until the newer one is (SDK-25).
    created: field => replace(field, false),
    forget: field => fields.delete(field),
    entered(field) {
      replace(field, true)
      clearTimeout(lingering)
      startedAt ??= performance.now()
      if (!form.mountedFields.every(form.counts)) form.warnOnce('Parts of a card beside CARD are ignored.')
      if (living.has(form)) return
      living.add(form)
      unblock = onBlocked(form.origin!, hint => form.fail(trefoilError('csp_blocked', '', hint)))
      openController()
    },
    left() {
      form.changed()
      if (form.mountedFields.length > 0 || !living.has(form)) return
      clearTimeout(lingering)
      lingering = setTimeout(form.close, LINGER_MS)
    },
    counts: ({ type, mounted }) =>
      mounted && !(PARTS.includes(type) && form.mountedFields.some(other => other.type === 'CARD')),
    aggregate: () => aggregateOf(fields, form.counts),

    warnOnce(text, id = text) {
      if (!said.has(id)) explain(text)
      said.add(id)
    },
    explainError: error => form.warnOnce(Object.values(told(error)).join(' '), error.code),
    fail(error) {
      if (form.failure?.code === error.code) return
      form.failure = error
      tellAll(error)
    },
    heal() {
      if (form.failure?.code === 'frame_unreachable') form.failure = undefined
    },
    async unanswered(again) {
      if (form.failure) return
      const result = await (why ??= askWhy(form))
      if (result === 'ok') again()
      else form.fail(trefoilError(result ?? 'frame_unreachable'))
    },
    obstacle(fields = []) {
      const code = form.destroyed ? 'destroyed' : obstacleOf(form.origin)
      return code ? trefoilError(code) : (form.failure ?? fields.find(({ failure }) => failure)?.failure)
    },
    retry() {
      const failed = Boolean(form.failure ?? form.fault)
      why = form.failure = form.fault = undefined
      renewed = false
      if (failed) renew()
      for (const field of form.mountedFields) field.retry(failed)
    },

    changed() {
      for (const waiter of [...waiters]) waiter()
      const mounted = form.mountedFields
      const ready = form.controller?.ready && mounted.length > 0 && mounted.every(field => field.ready)
      if (measured || !ready) return
      // Once, from the first mount: what is mounted later is another matter (SEC-35).
      measured = true
      performance.measure('trefoil:ready', { start: startedAt! })
    },
    onChange(waiter) {
      waiters.add(waiter)
      return () => waiters.delete(waiter)
    },
    close() {
      clearTimeout(lingering)
      closeController()
      form.session = undefined
      unblock()
      living.delete(form)
      if (living.size === 0) removeFooter()
    },
  }
  form.calls = tokenCalls(form)
  return form
}
