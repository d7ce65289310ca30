import { newId, newTokenId } from '../../http/identifiers.ts'
import type {
  AuthorizeRequest,
  CardToSend,
  Connector,
  FollowUpRequest,
  InquiryOutcome,
  InquiryRequest,
  LateAnswer,
  Outcome,
  ReversalRequest,
  VerifyRequest,
  VoidRequest,
} from '../connector.ts'
import type { Harness, Provocation, Provocations, Stand, Trigger } from './harness.ts'

/** What no connector may do: reject, or never settle. Values too, so that a case judges its own promise only. */
export type Misbehaviour = { readonly kind: 'threw'; readonly error: unknown } | { readonly kind: 'hung' }
export type Attempted<Answer extends Outcome | InquiryOutcome = Outcome> = Answer | Misbehaviour

export type Charge = AuthorizeRequest & { readonly card: CardToSend }
type ChargeMembers = Partial<Omit<AuthorizeRequest, 'card'>> & { readonly card?: Partial<CardToSend> }

/** Real time that a call may take to settle once its time is over: nothing is left but to tell. */
const GRACE_MS = 500

const MOVES_MONEY: ReadonlySet<string> = new Set(['authorization', 'sale', 'capture', 'refund'])

/** One connector on its stand, with requests that have defaults and calls that never throw. */
export class Bench {
  readonly harness: Harness
  readonly stand: Stand
  readonly late: LateAnswer[] = []
  readonly #connector: Connector

  constructor(harness: Harness, stand: Stand) {
    this.harness = harness
    this.stand = stand
    this.#connector = stand.connector
    this.#connector.onLateAnswer(answer => this.late.push(answer))
  }

  get capabilities() {
    return this.#connector.capabilities
  }

  authorize(request: AuthorizeRequest): Promise<Attempted> {
    return this.finish(() => this.#connector.authorize(request))
  }

  verify(request: VerifyRequest): Promise<Attempted> {
    return this.finish(() => this.#connector.verify(request))
  }

  capture(request: FollowUpRequest): Promise<Attempted> {
    return this.finish(() => this.#connector.capture(request))
  }

  refund(request: FollowUpRequest): Promise<Attempted> {
    return this.finish(() => this.#connector.refund(request))
  }

  void(request: VoidRequest): Promise<Attempted> {
    return this.finish(() => this.#connector.void(request))
  }

  reverse(request: ReversalRequest): Promise<Attempted> {
    return this.finish(() => this.#connector.reverse(request))
  }

  inquire({ merchantId, reference }: InquiryRequest): Promise<Attempted<InquiryOutcome>> {
    return this.finish(() => this.#connector.inquire({ merchantId, reference }))
  }

  /** Sends messages at once, and gives their outcomes in the same order. */
  async atOnce(...calls: readonly (() => Promise<Outcome>)[]): Promise<Attempted[]> {
    const running = calls.map(call => this.start(call))
    await this.#waitUntil(Promise.all(running))
    return Promise.all(running.map(call => this.outcome(call)))
  }

  /** Calls the connector without waiting. What it throws becomes a value. */
  async start<Answer extends Outcome | InquiryOutcome>(call: () => Promise<Answer>): Promise<Attempted<Answer>> {
    try {
      return await call()
    } catch (error) {
      return { kind: 'threw', error }
    }
  }

  /** Calls the connector and lets time go on until there is an outcome. */
  async finish<Answer extends Outcome | InquiryOutcome>(call: () => Promise<Answer>): Promise<Attempted<Answer>> {
    const running = this.start(call)
    await this.#waitUntil(running)
    return this.outcome(running)
  }

  /** Closes the connector. @returns false when it throws or does not come to an end */
  async close(): Promise<boolean> {
    try {
      return await settlesWithin(this.#connector.close(), this.harness.patienceMs)
    } catch {
      return false
    }
  }

  /** The outcome of a call whose time is over: one that has still not settled is taken to hang. */
  async outcome<Answer extends Outcome | InquiryOutcome>(
    running: Promise<Attempted<Answer>>,
  ): Promise<Attempted<Answer>> {
    return (await settlesWithin(running, GRACE_MS)) ? running : { kind: 'hung' }
  }

  async #waitUntil(settled: Promise<unknown>): Promise<void> {
    await settlesWithin(this.stand.time.until(settled), this.harness.patienceMs)
  }

  /** The trigger of a behaviour. The case names it, so the runner has made sure that it can be provoked. */
  trigger<Name extends Provocation>(name: Name): Provocations[Name] {
    return this.harness.provocations[name] as Provocations[Name]
  }

  /** A sale of the ordinary amount on the ordinary card, at a merchant of its own. */
  charge({ card, ...members }: ChargeMembers = {}): Charge {
    return {
      merchantId: newId(),
      reference: newId(),
      amountMinor: this.harness.amountMinor,
      tipMinor: 0,
      currency: this.harness.currency,
      capture: true,
      instrumentReference: newTokenId('sandbox'),
      ...members,
      card: { ...this.harness.card, ...card },
    }
  }

  /** A charge that provokes a behaviour. */
  chargeBy({ amountMinor = this.harness.amountMinor, card }: Trigger): Charge {
    return this.charge({ amountMinor, card })
  }

  verification(card: Partial<CardToSend> = {}): VerifyRequest {
    const { merchantId, reference, currency, instrumentReference, card: whole } = this.charge({ card })
    return { merchantId, reference, currency, instrumentReference, card: whole }
  }

  /** A capture or refund of a charge, under a reference of its own. */
  following(original: Charge, amountMinor = original.amountMinor): FollowUpRequest {
    const { merchantId, reference: originalReference, currency } = original
    return { merchantId, reference: newId(), originalReference, amountMinor, tipMinor: 0, currency }
  }

  /** A void or reversal of a charge, under a reference of its own. */
  undoing({ merchantId, reference: originalReference }: Pick<Charge, 'merchantId' | 'reference'>): VoidRequest {
    return { merchantId, reference: newId(), originalReference }
  }

  /** What stands in a merchant's books and moves or holds money; undefined when they cannot be looked at. */
  async standing(merchantId: string): Promise<readonly string[] | undefined> {
    const booked = await this.stand.acquirer?.transactions(merchantId)
    return booked
      ?.filter(one => one.stands && MOVES_MONEY.has(one.kind))
      .map(one => `${one.kind} ${one.amountMinor}`)
      .sort()
  }

  /** How often a message is in the books; undefined when they cannot be looked at. */
  async timesBooked(merchantId: string, reference: string): Promise<number | undefined> {
    const booked = await this.stand.acquirer?.transactions(merchantId)
    return booked?.filter(one => one.reference === reference).length
  }
}

async function settlesWithin(promise: Promise<unknown>, durationMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const isOver = new Promise<boolean>(resolve => {
    timer = setTimeout(resolve, durationMs, false)
  })
  try {
    return await Promise.race([promise.then(() => true), isOver])
  } finally {
    clearTimeout(timer)
  }
}
