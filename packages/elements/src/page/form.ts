/** What the elements, the controller and the calls of one instance share. */
import type { Aggregate, ErrorCode, EventMap, TrefoilError } from '../loader/types.ts'
import { LINGER_MS } from '../shared/constants.ts'
import type { ElementType, FieldKey } from '../shared/element-types.ts'
import type { ControllerToPage, PageToField, ResultMessage } from '../shared/messages.ts'
import type { WhyResult } from '../shared/wire.ts'
import { aggregateOf } from './aggregate.ts'
import type { Told } from './aggregate.ts'
import { openController } from './controller-frame.ts'
import type { Controller } from './controller-frame.ts'
import { onBlocked } from './csp.ts'
import { embedId } from './eid.ts'
import { obstacleOf } from './environment.ts'
import { explain, trefoilError } from './errors.ts'
import { removeFooter } from './footer.ts'
import { loadGuard } from './guard-script.ts'
import { Listeners } from './listeners.ts'
import { VERSION } from './origins.ts'
import type { Settings } from './settings.ts'
import { askWhy } from './why.ts'

/** An element as its form knows it. */
export interface Field extends Told {
  readonly type: ElementType
  readonly mounted: boolean
  readonly ready: boolean
  readonly frameId: string
  readonly iframe: HTMLIFrameElement | undefined
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

/** One place of the form: the element that counts, and one created after it that is not mounted yet (SDK-25). */
interface Place {
  current: Field
  next?: Field
}

/** Forms with mounted elements, and those whose frames linger. */
export const living = new Set<Form>()

/** Refusals that hold until the key, the page or its policy is changed. */
const LASTING: readonly ErrorCode[] = ['key_unknown', 'origin_not_registered', 'merchant_mismatch']

const SEPARATE: readonly ElementType[] = ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV', 'CARD_POSTAL_CODE']

export class Form {
  // Declared here and set in the constructor: field definitions would cost every page a helper for old browsers.
  declare readonly publicKey: string
  declare readonly listeners: Listeners
  declare settings: Settings
  /** Where the frames are; `undefined` when the page named a bad origin. */
  declare origin: string | undefined
  /** Why no call of this instance can succeed. */
  declare failure: TrefoilError | undefined
  declare destroyed: boolean
  declare controller: Controller | undefined
  declare session: Extract<ControllerToPage, { t: 'session' }> | undefined
  /** A fault of the controller that may pass. */
  declare fault: TrefoilError | undefined
  declare onResult: ((result: ResultMessage) => void) | undefined
  declare onControllerReady: (() => void) | undefined
  declare readonly aggregate: () => Aggregate

  declare private readonly places: Map<ElementType, Place>
  declare private readonly said: Set<string>
  declare private readonly waiters: Set<() => void>
  declare private eidPromise: Promise<string> | undefined
  declare private whyPromise: Promise<WhyResult | undefined> | undefined
  declare private lingering: number
  declare private unblock: () => void
  declare private renewed: boolean
  declare private startedAt: number | undefined
  declare private measured: boolean

  constructor(publicKey: string) {
    this.publicKey = publicKey
    this.listeners = new Listeners()
    this.places = new Map()
    this.said = new Set()
    this.waiters = new Set()
    this.aggregate = () => aggregateOf(this.fields)
  }

  get eid(): Promise<string> {
    return (this.eidPromise ??= embedId(this.publicKey))
  }

  // ---- elements

  get fields(): readonly Field[] {
    return [...this.places.values()].map(({ current }) => current)
  }

  get mountedFields(): readonly Field[] {
    return this.fields.filter(({ mounted }) => mounted)
  }

  fieldOf(type: ElementType): Field | undefined {
    return this.mountedFields.find(field => field.type === type)
  }

  created(field: Field): void {
    const place = this.places.get(field.type)
    if (place?.current.mounted) place.next = field
    else this.places.set(field.type, { current: field })
  }

  /** Whether this field's states and values count beside a `CARD` (FLD-2). */
  counts({ type, mounted }: Pick<Field, 'type' | 'mounted'>): boolean {
    return mounted && !(SEPARATE.includes(type) && this.fieldOf('CARD'))
  }

  /** Before an element is mounted: it takes its place, and what keeps the form alive is made. */
  enter(field: Field): void {
    const place = this.places.get(field.type)
    if (place && place.current !== field) place.current.unmount()
    const next = place?.next === field ? undefined : place?.next
    this.places.set(field.type, { current: field, ...(next && { next }) })
    clearTimeout(this.lingering)
    this.startedAt ??= performance.now()
    living.add(this)
    const origin = this.origin
    if (this.controller || origin === undefined) return
    this.unblock = onBlocked(origin, hint => this.fail(trefoilError('csp_blocked', { hint })))
    this.controller = openController({
      origin,
      eid: this.eid,
      init: () => {
        const { merchantId, locale, strings } = this.settings
        return { publicKey: this.publicKey, sdk: VERSION, locale, strings, ...(merchantId && { merchantId }) }
      },
      receive: message => this.receive(message),
      unanswered: () => void this.renewController(),
    })
  }

  entered(): void {
    if (this.fieldOf('CARD') && this.mountedFields.some(({ type }) => SEPARATE.includes(type))) {
      this.warnOnce('CARD is mounted: separate fields for number, date, code and postal code are ignored.')
    }
  }

  /** After an element was unmounted. */
  left(): void {
    this.changed()
    if (this.mountedFields.length > 0 || !this.controller) return
    clearTimeout(this.lingering)
    this.lingering = window.setTimeout(() => this.close(), LINGER_MS)
  }

  forget(field: Field): void {
    const place = this.places.get(field.type)
    if (!place) return
    if (place.next === field) delete place.next
    if (place.current !== field) return
    if (place.next) this.places.set(field.type, { current: place.next })
    else this.places.delete(field.type)
  }

  /** Takes controller and, with the last form, footer out of the page (FLD-28, SDK-59). */
  close(): void {
    clearTimeout(this.lingering)
    this.controller?.close()
    this.controller = undefined
    this.session = undefined
    this.unblock()
    living.delete(this)
    if (living.size === 0) removeFooter()
  }

  // ---- events

  /** A console line, once (SDK-52). */
  warnOnce(text: string): void {
    if (!this.said.has(text)) explain(text)
    this.said.add(text)
  }

  explainError({ code, message, hint, docUrl }: TrefoilError): void {
    if (this.said.has(code)) return
    this.said.add(code)
    explain([`${code}: ${message}`, hint, docUrl].filter(Boolean).join(' '))
  }

  /** No call can succeed now: all elements and the instance tell it. */
  fail(error: TrefoilError): void {
    if (this.failure?.code === error.code) return
    this.failure = error
    this.tellAll(error)
  }

  private tellAll(error: TrefoilError): void {
    this.explainError(error)
    const { code, message, hint, docUrl } = error
    const payload = (): EventMap['error'] => ({ code, message, hint, docUrl })
    for (const field of this.fields) field.tellError(error)
    this.listeners.emit('error', payload, () => ({ event: 'error' }) as never)
    this.changed()
  }

  // ---- controller

  private receive(message: ControllerToPage): void {
    switch (message.t) {
      case 'ready':
        this.heal()
        for (const field of this.mountedFields) field.tell({ t: 'controller', id: this.controller?.id ?? '' })
        this.onControllerReady?.()
        break
      case 'session':
        this.session = message
        this.fault = undefined
        this.failure = undefined
        // Test keys explain themselves, and only the server tells which those are.
        if (message.mode === 'test') for (const field of this.mountedFields) field.refresh()
        if (message.pageGuard === 'report') {
          loadGuard((scripts, violations) => this.controller?.post({ t: 'inventory', scripts, violations }))
        }
        break
      case 'fault':
        if (LASTING.includes(message.code)) this.fail(trefoilError(message.code))
        else this.tellAll((this.fault = trefoilError(message.code)))
        break
      case 'result':
        this.onResult?.(message)
    }
    this.changed()
  }

  /** A frame has answered after all (SEC-10). */
  heal(): void {
    if (this.failure?.code === 'frame_unreachable') this.failure = undefined
  }

  /**
   * A frame does not answer. Asks why, once per instance.
   * @returns whether that frame alone is to blame; otherwise the whole instance has failed, and has told it
   */
  async unanswered(): Promise<boolean> {
    if (this.origin === undefined || this.failure) return false
    const result = await (this.whyPromise ??= askWhy(this.origin, this.eid))
    if (result !== 'ok') this.fail(trefoilError(result ?? 'frame_unreachable'))
    return result === 'ok'
  }

  /** A controller that does not answer is made again once (SDK-67). */
  private async renewController(): Promise<void> {
    if (!(await this.unanswered()) || this.controller?.ready) return
    if (this.renewed) return this.fail(trefoilError('frame_unreachable'))
    this.renewed = true
    this.controller?.renew()
  }

  // ---- waiting

  /** Something that a call may wait for has happened. */
  changed(): void {
    for (const waiter of [...this.waiters]) waiter()
    const fields = this.mountedFields
    const allReady = this.controller?.ready && fields.length > 0 && fields.every(field => field.ready)
    if (this.measured || !allReady) return
    // Once, from the first mount: what is mounted later is another matter (SEC-35).
    this.measured = true
    performance.measure('trefoil:ready', { start: this.startedAt })
  }

  /** Calls back at each change, until the returned function is called. */
  onChange(waiter: () => void): () => void {
    this.waiters.add(waiter)
    return () => this.waiters.delete(waiter)
  }

  obstacle(): TrefoilError | undefined {
    if (this.destroyed) return trefoilError('destroyed')
    const code = obstacleOf(this.origin)
    return code ? trefoilError(code) : this.failure
  }

  /** Tries again what has failed (SDK-60). */
  retry(): void {
    this.whyPromise = undefined
    this.renewed = false
    const failed = Boolean(this.failure ?? this.fault)
    this.failure = undefined
    this.fault = undefined
    if (failed) this.controller?.renew()
    for (const field of this.mountedFields) field.retry(failed)
  }
}
