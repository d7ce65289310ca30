import { addressChecks, approves, declineOf, verificationCodeCheck } from '../response-codes.ts'
import { Exchange } from './exchange.ts'
import { authenticate } from './threeds.ts'
import { frameOf } from './wire.ts'
import type { ExchangeResult } from './exchange.ts'
import type { Schedule } from './schedule.ts'
import type { AcquirerHost, AnswerMessage, Decision, RequestMessage } from './wire.ts'
import type {
  AuthenticateRequest,
  AuthenticationAnswer,
  AuthorizeRequest,
  Capabilities,
  Checks,
  Connector,
  Decided,
  FollowUpRequest,
  InquiryOutcome,
  InquiryRequest,
  LateAnswer,
  Outcome,
  ReversalRequest,
  VerifyRequest,
  VoidRequest,
} from '../connector.ts'

const CAPABILITIES: Capabilities = {
  capture: true,
  partialCapture: true,
  void: true,
  refund: true,
  inquire: true,
  reversal: true,
  verification: true,
  level2: true,
  level3: true,
  softDescriptor: true,
  threeds: true,
  externalTokenTypes: ['TransArmor'],
  currencies: 'all',
  brands: 'all',
}

export interface SandboxConnectorOptions {
  readonly host: AcquirerHost
  /** How long the acquirer may take to answer (contract CHG-24). */
  readonly acquirerTimeoutMs: number
  readonly schedule: Schedule
}

/** Speaks to the simulated acquirer as to a real one: over bytes that may be late, doubled, swapped, broken or missing. */
export class SandboxConnector implements Connector {
  readonly name = 'sandbox'
  readonly capabilities = CAPABILITIES
  readonly #host: AcquirerHost
  readonly #acquirerTimeoutMs: number
  readonly #schedule: Schedule
  readonly #waiting = new Set<Exchange>()
  #onLateAnswer: ((answer: LateAnswer) => void) | undefined
  #isClosed = false

  constructor(options: SandboxConnectorOptions) {
    this.#host = options.host
    this.#acquirerTimeoutMs = options.acquirerTimeoutMs
    this.#schedule = options.schedule
  }

  verify(request: VerifyRequest): Promise<Outcome> {
    return this.#decide({ type: 'verification', body: request })
  }

  authorize(request: AuthorizeRequest): Promise<Outcome> {
    return this.#decide({ type: 'authorization', body: request })
  }

  async authenticate(request: AuthenticateRequest): Promise<AuthenticationAnswer> {
    return authenticate(request)
  }

  capture(request: FollowUpRequest): Promise<Outcome> {
    return this.#decide({ type: 'capture', body: request })
  }

  void(request: VoidRequest): Promise<Outcome> {
    return this.#decide({ type: 'void', body: request })
  }

  refund(request: FollowUpRequest): Promise<Outcome> {
    return this.#decide({ type: 'refund', body: request })
  }

  reverse(request: ReversalRequest): Promise<Outcome> {
    return this.#decide({ type: 'reversal', body: request })
  }

  async inquire(request: InquiryRequest): Promise<InquiryOutcome> {
    const result = await this.#exchange({ type: 'inquiry', body: request }, request.timeoutMs)
    if ('kind' in result) return result
    return 'status' in result ? { kind: result.status } : decidedOf(result)
  }

  onLateAnswer(listener: (answer: LateAnswer) => void): void {
    this.#onLateAnswer = listener
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const exchange of this.#waiting) exchange.giveUp()
    await this.#host.close()
  }

  async #decide(message: RequestMessage): Promise<Outcome> {
    const result = await this.#exchange(message)
    if ('kind' in result) return result
    // Only inquiries may be answered with a status; here it decides nothing.
    return 'status' in result ? { kind: 'unknown', reason: 'unreadable' } : decidedOf(result)
  }

  async #exchange(
    message: RequestMessage,
    timeoutMs = this.#acquirerTimeoutMs,
  ): Promise<ExchangeResult | { readonly kind: 'not_sent' }> {
    if (this.#isClosed) return { kind: 'not_sent' }
    const { reference, merchantId } = message.body
    const exchange = new Exchange(reference, timeoutMs, this.#schedule, answer => this.#tellLate(merchantId, answer))
    if (!this.#host.receive(frameOf(message), exchange)) {
      exchange.giveUp()
      return { kind: 'not_sent' }
    }
    this.#waiting.add(exchange)
    try {
      return await exchange.result
    } finally {
      this.#waiting.delete(exchange)
    }
  }

  #tellLate(merchantId: string, answer: AnswerMessage): void {
    if (this.#isClosed || 'status' in answer) return
    this.#onLateAnswer?.({ merchantId, reference: answer.reference, outcome: decidedOf(answer) })
  }
}

function checksOf(answer: Decision): Checks {
  return {
    cvc: answer.verification === undefined ? null : verificationCodeCheck(answer.verification),
    addressLine1: answer.line1 === undefined ? null : addressChecks(answer.line1).addressLine1,
    addressZip: answer.zip === undefined ? null : addressChecks(answer.zip).addressZip,
  }
}

function decidedOf(answer: Decision): Decided {
  const { code: networkCode, refNum, text } = answer
  const checks = checksOf(answer)
  if (approves(networkCode, answer.isVerification)) {
    return { kind: 'approved', networkCode, authCode: answer.authCode ?? '', refNum, text, checks }
  }
  const declined = { kind: 'declined', networkCode, ...declineOf(networkCode), refNum, text, checks } as const
  return answer.partialMinor === undefined ? declined : { ...declined, partiallyApprovedMinor: answer.partialMinor }
}
