import type {
  Aggregate,
  CloverConstructor,
  CloverInstance,
  CloverOptions,
  ElementOptions,
  ElementType,
  EventMap,
  EventMeta,
  FieldState,
  TokenFailure,
  TokenSuccess,
  TrefoilElement,
} from '@trefoil/elements'

type AnyListener = (payload: never, meta: never) => void

/** What the SDK's objects were asked, in order. */
export const calls: string[] = []
const living = new Set<FakeElement>()
/** Ends the token call that is under way; calls made meanwhile join it, as with the SDK. */
export let finishToken: (token: string) => void = () => undefined

class FakeListenable {
  listeners: [string, AnyListener][] = []
  on(name: string, listener: AnyListener): this {
    this.listeners.push([name, listener])
    return this
  }
  off(name: string, listener?: AnyListener): this {
    this.listeners = this.listeners.filter(entry => entry[0] !== name || (listener && entry[1] !== listener))
    return this
  }
  tell(name: string, payload: unknown, meta: unknown): void {
    for (const [known, listener] of this.listeners) if (known === name) listener(payload as never, meta as never)
  }
}

class FakeElement extends FakeListenable {
  readonly type: ElementType
  readonly clover: FakeClover
  frame: HTMLIFrameElement | undefined
  state: FieldState | undefined
  constructor(clover: FakeClover, type: ElementType) {
    super()
    this.clover = clover
    this.type = type
  }
  mount(target: Element): void {
    calls.push(`mount ${this.type}`)
    this.frame = document.createElement('iframe')
    target.append(this.frame)
    target.classList.add('trefoil')
    living.add(this)
    setTimeout(() => emit(this.type, 'ready', { type: this.type }))
  }
  update(options: ElementOptions): void {
    calls.push(`update ${this.type} ${JSON.stringify(options, (_, value: unknown) => value ?? null)}`)
  }
  destroy(): void {
    if (!living.delete(this)) return
    calls.push(`destroy ${this.type}`)
    this.frame?.remove()
  }
}

class FakeClover extends FakeListenable {
  readonly publicKey: string
  private seen: CloverOptions
  private underWay: Promise<TokenSuccess> | undefined
  constructor(publicKey: string, options: CloverOptions = {}) {
    super()
    calls.push(`new ${publicKey} ${options.locale}`)
    if (publicKey === '') throw Object.assign(new Error('no key'), { code: 'key_missing' })
    this.publicKey = publicKey
    this.seen = options
  }
  get options(): CloverOptions {
    return this.seen
  }
  set options(options: CloverOptions) {
    calls.push(`options ${JSON.stringify(options)}`)
    this.seen = options
  }
  elements(): { create: (type: ElementType) => FakeElement } {
    return { create: type => new FakeElement(this, type) }
  }
  /** A call may be given up by itself. */
  createToken(options?: { signal?: AbortSignal }): Promise<TokenSuccess | TokenFailure> {
    this.underWay ??= new Promise(resolve => {
      finishToken = token => {
        this.underWay = undefined
        resolve({ token, card: { brand: 'VISA', last4: '1111' } })
      }
    })
    const aborted = new Promise<TokenFailure>(resolve => {
      const failure = { errors: { FORM: 'The request was cancelled.' }, codes: { FORM: 'aborted' } } as const
      options?.signal?.addEventListener('abort', () => resolve(failure))
    })
    return Promise.race([this.underWay, aborted])
  }
  destroy(): void {
    calls.push(`destroy ${this.publicKey}`)
    for (const element of living) if (element.clover === this) element.destroy()
  }
}

/** An event of every living element of that type. */
export function emit<E extends keyof EventMap>(type: ElementType, name: E, payload: EventMap[E]): void {
  for (const element of living) {
    if (element.type !== type) continue
    const meta: EventMeta = { event: name, type, element: element as unknown as TrefoilElement }
    element.tell(name, payload, meta)
    element.clover.tell(name, payload, meta)
  }
}

/** The frames of that type load again, and are empty. */
export function reload(type: ElementType): void {
  for (const element of living) {
    if (element.type === type) element.state = { touched: false, empty: true, complete: false, focused: false }
  }
  emit(type, 'ready', { type })
}

export function aggregate(error?: string): Aggregate {
  const rest = { touched: true, empty: false, complete: false, focused: false }
  return { CARD_NUMBER: error === undefined ? rest : { ...rest, error } }
}

export const Fake = FakeClover as unknown as CloverConstructor
export const fakeInstance = (key: string): CloverInstance => new Fake(key)
