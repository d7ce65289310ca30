/**
 * The simulated acquirer: it takes messages, decides them as contract section 19 says, keeps books of its own, and answers
 * or fails to. It shares nothing with the rest of the server but the process.
 */
import { codeOfAmount, faultOfAmount, VOID_FAULT } from './amounts.ts'
import { decideAuthorization, decideVerification, partOf } from './decision.ts'
import { answersRepeat } from './scenarios.ts'
import { answerOf, PARTIAL_APPROVAL, wholeOf } from './transaction.ts'
import { frameOf } from './wire.ts'
import type { AuthorizationBook } from './authorization-book.ts'
import type { Books, FollowUp } from './books.ts'
import type { Delivery } from './delivery.ts'
import type { Fault } from './amounts.ts'
import type { CardDecision, FollowUps } from './decision.ts'
import type { Scenarios } from './scenarios.ts'
import type { Schedule } from './schedule.ts'
import type { Transaction } from './transaction.ts'
import type { AcquirerHost, Line, RequestMessage } from './wire.ts'
import type { AuthorizeRequest, InquiryRequest, ReversalRequest, VerifyRequest } from '../connector.ts'

export interface AcquirerParts {
  readonly books: Books
  readonly authorizationBook: AuthorizationBook
  readonly scenarios: Scenarios
  readonly delivery: Delivery
  readonly schedule: Schedule
  /** Hears of failures of the acquirer's own database; the sender only sees its connection close. */
  readonly onFailure: (error: unknown) => void
}

/** Where an answer goes, and when its request came. */
interface Caller {
  readonly line: Line
  readonly receivedAtMs: number
}

export class SandboxAcquirer implements AcquirerHost {
  readonly #parts: AcquirerParts
  #underWay = 0
  #idleWaiters: (() => void)[] = []

  constructor(parts: AcquirerParts) {
    this.#parts = parts
  }

  receive(frame: string, line: Line): boolean {
    const message = JSON.parse(frame) as RequestMessage
    if (isUnreachableFor(message)) return false
    this.#underWay++
    void this.#serve(message, { line, receivedAtMs: this.#parts.schedule.nowMs() })
    return true
  }

  /** Resolves when every message taken so far has been processed; delayed answers may still be to come. */
  whenIdle(): Promise<void> {
    return new Promise(resolve => (this.#underWay === 0 ? resolve() : this.#idleWaiters.push(resolve)))
  }

  async close(): Promise<void> {
    await this.whenIdle()
    this.#parts.delivery.close()
  }

  async #serve(message: RequestMessage, caller: Caller): Promise<void> {
    try {
      await this.#answer(message, caller)
    } catch (error) {
      this.#parts.onFailure(error)
      // It is not known what was booked, so nothing is answered.
      caller.line.onEnd()
    } finally {
      this.#underWay--
      if (this.#underWay === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve()
    }
  }

  #answer(message: RequestMessage, caller: Caller): Promise<void> {
    switch (message.type) {
      case 'authorization':
        return this.#authorize(message.body, caller)
      case 'verification':
        return this.#verify(message.body, caller)
      case 'capture':
      case 'refund':
        return this.#followUp({ kind: message.type, request: message.body }, caller)
      case 'void':
        return this.#followUp({ kind: 'void', request: message.body }, caller)
      case 'reversal':
        return this.#reverse(message.body, caller)
      case 'inquiry':
        return this.#inquire(message.body, caller)
    }
  }

  async #authorize(request: AuthorizeRequest, caller: Caller): Promise<void> {
    const { merchantId, reference, amountMinor, tipMinor } = request
    const fault = faultOfAmount(amountMinor - tipMinor)
    const decision = decideAuthorization(request)
    let code = fault?.code ?? decision.code
    if (fault === undefined && decision.firstChargeCode !== undefined) {
      const isFirst = await this.#parts.scenarios.isFirstCharge(merchantId, request.instrumentReference, reference)
      if (isFirst) code = decision.firstChargeCode
    }
    await this.#play(
      { merchantId, reference, fault, followUps: decision.followUps },
      () => this.#bookCard(request, request.capture ? 'sale' : 'authorization', amountMinor, tipMinor, decision, code),
      caller,
    )
  }

  async #verify(request: VerifyRequest, { line, receivedAtMs }: Caller): Promise<void> {
    const decision = decideVerification(request)
    if (decision === undefined) return
    const booked = await this.#bookCard(request, 'verification', 0, 0, decision, decision.code)
    this.#parts.delivery.deliver(line, answerOf(booked), undefined, receivedAtMs)
  }

  #bookCard(
    request: AuthorizeRequest | VerifyRequest,
    kind: 'authorization' | 'sale' | 'verification',
    amountMinor: number,
    tipMinor: number,
    decision: CardDecision,
    code: string,
  ): Promise<Transaction> {
    const { card } = request
    return this.#parts.authorizationBook.book({
      merchantId: request.merchantId,
      reference: request.reference,
      kind,
      amountMinor: code === PARTIAL_APPROVAL ? partOf(amountMinor) : amountMinor,
      tipMinor: code === PARTIAL_APPROVAL ? 0 : tipMinor,
      currency: request.currency,
      code,
      letters: decision.letters,
      brand: card.brand,
      last4: 'number' in card ? card.number.slice(-4) : card.last4,
      instrumentReference: request.instrumentReference,
    })
  }

  async #followUp(followUp: FollowUp, caller: Caller): Promise<void> {
    const { merchantId, reference, originalReference } = followUp.request
    const amountMinor = await this.#triggerAmount(followUp)
    const byCard =
      followUp.kind === 'capture' ? null : await this.#parts.scenarios.followUps(merchantId, originalReference)
    const fault =
      faultOfAmount(amountMinor) ?? (followUp.kind === 'void' && byCard === 'voids unanswered' ? VOID_FAULT : undefined)
    const refusal = byCard === 'refunds refused' ? '57' : undefined
    // A fault decides before card and amount do (contract SBX-3).
    const forcedCode = fault === undefined ? (refusal ?? codeOfAmount(amountMinor)) : fault.code
    await this.#play({ merchantId, reference, fault }, () => this.#parts.books.followUp(followUp, forcedCode), caller)
  }

  /** The amount that test amounts are looked up by; a void stands for the whole of what it undoes (contract SBX-4). */
  async #triggerAmount({ kind, request }: FollowUp): Promise<number> {
    if (kind !== 'void') return request.amountMinor - request.tipMinor
    const { merchantId, originalReference } = request
    const original = await this.#parts.books.find(merchantId, originalReference)
    if (original === undefined) return 0
    const following = await this.#parts.books.following(merchantId, originalReference)
    const undone = wholeOf(original, following)
    return undone.amountMinor - undone.tipMinor
  }

  /** Books a message and answers it, unless its fault wants something else, this time or for good. */
  async #play(
    message: {
      readonly merchantId: string
      readonly reference: string
      readonly fault: Fault | undefined
      readonly followUps?: FollowUps
    },
    book: () => Promise<Transaction>,
    { line, receivedAtMs }: Caller,
  ): Promise<void> {
    const { merchantId, reference, followUps } = message
    let { fault } = message
    if (fault?.onlyOnce === true || followUps !== undefined) {
      const repeats = await this.#parts.scenarios.noteMessage(merchantId, reference, fault, followUps)
      if (repeats > 0 && fault?.onlyOnce === true) {
        if (!answersRepeat(fault, repeats)) return
        fault = undefined
      }
    }
    if (fault?.answer === 'request_lost') return
    this.#parts.delivery.deliver(line, answerOf(await book()), fault, receivedAtMs)
  }

  async #reverse(request: ReversalRequest, { line, receivedAtMs }: Caller): Promise<void> {
    const { merchantId, originalReference } = request
    if (!(await this.#parts.scenarios.answersReversal(merchantId, originalReference))) return
    const booked = await this.#parts.books.reverse(request)
    this.#parts.delivery.deliver(line, answerOf(booked), undefined, receivedAtMs)
  }

  async #inquire({ merchantId, reference }: InquiryRequest, { line }: Caller): Promise<void> {
    if (!(await this.#parts.scenarios.answersInquiry(merchantId, reference))) return
    const found = await this.#parts.books.find(merchantId, reference)
    if (found === undefined) line.onBytes(frameOf({ reference, status: 'not_found' }))
    else line.onBytes(frameOf(found.reversed ? { reference, status: 'reversed' } : answerOf(found)))
    line.onEnd()
  }
}

function isUnreachableFor(message: RequestMessage): boolean {
  switch (message.type) {
    case 'authorization':
    case 'capture':
    case 'refund':
      return faultOfAmount(message.body.amountMinor - message.body.tipMinor)?.answer === 'unreachable'
    default:
      return false
  }
}
