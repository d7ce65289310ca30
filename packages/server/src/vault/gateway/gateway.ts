/**
 * The send gateway: asks the acquirer on behalf of callers who never see a card.
 *
 * An authorization is two durable steps around one message: the token is taken and the send recorded before the first
 * byte leaves, and what came of it is recorded before the caller hears of it. A crash in between leaves a record that
 * says `sent`; a repeat of the request, or an inquiry, goes on from there.
 */
import type {
  Capabilities,
  CardToSend,
  Connector,
  ExternalTokenToSend,
  InquiryOutcome,
  Outcome,
} from '../../acquirers/index.ts'
import { ApiError } from '../../http/errors.ts'
import { valueOf } from '../external-tokens/issue-external-token.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { open } from '../keyring/seal.ts'
import { refusalOf } from '../tokens/token.ts'
import { Exchange, answered } from './exchange.ts'
import type { Attempt, ExchangeOptions } from './exchange.ts'
import type {
  Authentication,
  AuthenticationResult,
  Authorization,
  AuthorizationResult,
  Capture,
  CredentialWarning,
  Inquiry,
  Refund,
  Refused,
  Reversal,
  SendKind,
  Void,
} from './send.ts'
import type { Claim, ClaimResult } from './send-store.ts'

export interface GatewayOptions extends ExchangeOptions {
  readonly keyring: Keyring
  readonly connectors: ReadonlyMap<string, Connector>
  readonly tokenTtlMinutes: number
  /** Whether a token that no card has is one of a gift card. */
  readonly isGiftCard: (merchantId: string, tokenId: string) => Promise<boolean>
  /** What is lacking of stored credentials that are charged again. */
  readonly findCredentialWarning: (merchantId: string, tokenId: string) => Promise<CredentialWarning | undefined>
}

interface FollowUpMessage {
  readonly merchantId: string
  readonly reference: string
  readonly originalReference: string
}

export class Gateway {
  readonly #options: GatewayOptions
  readonly #exchange: Exchange
  /** Attempts under way in this process: a repeat waits for the first instead of asking the acquirer. */
  readonly #underWay = new Map<string, Promise<unknown>>()

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#exchange = new Exchange(options)
    for (const connector of options.connectors.values()) {
      connector.onLateAnswer(answer => void this.#exchange.recordLate(answer))
    }
  }

  /** What an acquirer connection can do. */
  capabilities(connector: string): Capabilities {
    return this.#connector(connector).capabilities
  }

  /**
   * Authorizes a token (contract 6.1, TOK-32 to TOK-37).
   * @throws ApiError `processing_error` when the stored card does not open; nothing was sent then
   */
  authorize(request: Authorization): Promise<AuthorizationResult> {
    return this.#once(request, () => this.#authorize(request))
  }

  /**
   * Asks who pays, for an attempt that holds its token from now on until it is authorized or withdrawn (contract 6.5).
   * @throws ApiError `acquirer_unavailable` when nobody could be asked; a hold that is new is gone then
   */
  async authenticate(request: Authentication): Promise<AuthenticationResult> {
    const { merchantId, attemptId, browser, stepsOver, stepResult } = request
    const connector = this.#connector(request.connector)
    const claim = await this.#claim(request, 'hold')
    if ('code' in claim) return claim
    if (claim.token!.external) {
      // Only its provider knows the card whose holder would be asked.
      if (claim.isClaimed) await this.#options.store.letGo(merchantId, attemptId)
      return { kind: 'refused', code: 'feature_not_enabled' }
    }
    try {
      const { number, expiryMonth, expiryYear, brand } = await this.#unsealCard(merchantId, claim)
      const card = { number, expiryMonth, expiryYear, brand }
      const message = { merchantId, reference: attemptId, card, browser, stepsOver, stepResult }
      const answer = await connector.authenticate!(message).catch((error: unknown) => {
        // Only its class is told: its text may hold what was sent.
        const cause = new Error(
          `The 3-D Secure server was not reached: ${error instanceof Error ? error.name : typeof error}`,
        )
        throw new ApiError('acquirer_unavailable', { cause })
      })
      return { kind: 'asked', answer, token: claim.token! }
    } catch (error) {
      if (claim.isClaimed) await this.#options.store.letGo(merchantId, attemptId)
      throw error instanceof ApiError ? error : new ApiError('processing_error', { cause: error })
    }
  }

  /** Captures an authorization (contract 6.4); a repeat presses on until the acquirer confirms or refuses it (CHG-28). */
  capture(request: Capture): Promise<Outcome> {
    const { amountMinor, tipMinor, currency } = request
    return this.#followUp('capture', request, (connector, message) =>
      connector.capture({ ...message, amountMinor, tipMinor, currency }),
    )
  }

  /** Gives money back (contract 8.1); a repeat presses on until the acquirer confirms or refuses it (REF-9). */
  refund(request: Refund): Promise<Outcome> {
    const { amountMinor, tipMinor, currency } = request
    return this.#followUp('refund', request, (connector, message) =>
      connector.refund({ ...message, amountMinor, tipMinor, currency }),
    )
  }

  /** Voids an authorization at the merchant's wish; a repeat presses on. */
  void(request: Void): Promise<Outcome> {
    return this.#followUp('void', request, (connector, message) => connector.void(message))
  }

  /** Undoes a refund, which it names by that refund's attempt (contract 8.2); a repeat presses on. */
  voidRefund(request: Void): Promise<Outcome> {
    return this.#followUp('refund_void', request, (connector, message) => connector.void(message))
  }

  /**
   * Undoes an authorization that is not wanted or not known; a repeat presses on until it is confirmed (contract CHG-25).
   * Once confirmed, the token of the authorization is free again.
   */
  async reverse(request: Reversal): Promise<Outcome> {
    const { merchantId, originalAttemptId: attemptId } = request
    const outcome = await this.#followUp('reversal', request, (connector, message) => connector.reverse(message))
    if (outcome.kind === 'approved') {
      const original = { attemptId, tokenId: undefined, outcome: { kind: 'reversed' } } as const
      await this.#options.store.conclude(merchantId, { kind: 'decided', ...original })
    }
    return outcome
  }

  /**
   * Makes sure that an authorization which was not sent yet never will be, by whoever still wants to.
   * @returns false when it may have been sent
   */
  withdraw(merchantId: string, attemptId: string): Promise<boolean> {
    return this.#options.store.withdraw(merchantId, attemptId)
  }

  /**
   * Asks what became of an attempt, and records the answer when it is final.
   * @returns `not_found` when the vault has no record of it, or the acquirer is certain that it has not seen it
   */
  async inquire(request: Inquiry): Promise<InquiryOutcome> {
    const { merchantId, attemptId, budgetMs } = request
    const connector = this.#connector(request.connector)
    const record = await this.#options.store.read(merchantId, attemptId)
    if (!record) return { kind: 'not_found' }
    return record.outcome ?? this.#exchange.ask({ merchantId, attemptId, tokenId: record.tokenId, connector }, budgetMs)
  }

  #once<Result>(request: { merchantId: string; attemptId: string }, work: () => Promise<Result>): Promise<Result> {
    const key = `${request.merchantId} ${request.attemptId}`
    const earlier = this.#underWay.get(key) as Promise<Result> | undefined
    if (earlier) return earlier
    const running = work().finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, running)
    return running
  }

  async #authorize(request: Authorization): Promise<AuthorizationResult> {
    const { merchantId, attemptId, tokenId, connector: name, brands: _brands, keepsHold, ...message } = request
    const connector = this.#connector(name)
    const isSubsequent = request.storedCredentials?.sequence === 'SUBSEQUENT'
    const warning = isSubsequent ? await this.#options.findCredentialWarning(merchantId, tokenId) : undefined
    const claim = await this.#claim(request, 'send')
    if ('code' in claim) return claim
    const token = claim.token!
    const attempt: Attempt = { merchantId, attemptId, tokenId, isMultipay: token.isMultipay, keepsHold, connector }
    if (!claim.isClaimed && !(await this.#isToSend(claim, attempt))) {
      const outcome = answered(claim.earlier?.outcome) ?? (await this.#exchange.resume(attempt))
      return { kind: 'sent', outcome, token, warning }
    }
    const card = await this.#openCard(attempt, claim)
    const authorization = { ...message, merchantId, reference: attemptId, card, instrumentReference: tokenId }
    const outcome = await this.#exchange.send(attempt, () => connector.authorize(authorization), true)
    return { kind: 'sent', outcome, token, warning }
  }

  /** Whether an attempt that has the token already holds it, and it is this caller who sends. */
  async #isToSend({ earlier }: ClaimResult, { merchantId, attemptId }: Attempt): Promise<boolean> {
    return earlier?.isHeld === true && this.#options.store.sendHeld(merchantId, attemptId)
  }

  /** @returns a claim, or the record of this attempt from before */
  async #claim(
    { merchantId, attemptId, tokenId, storedCredentials, brands }: Authorization | Authentication,
    purpose: 'send' | 'hold',
  ): Promise<ClaimResult | Refused> {
    const hasStoredCredentials = storedCredentials !== undefined
    const isFirst = storedCredentials?.sequence === 'FIRST'
    const wish = { attemptId, tokenId, hasStoredCredentials, isFirst, brands, isHold: purpose === 'hold' }
    for (let tries = 0; tries < 2; tries++) {
      const claim = await this.#options.store.claim(merchantId, wish)
      if (claim.isClaimed || claim.earlier) return claim
      const code = this.#refusal(claim, wish)
      // Gift cards are tokens too, and nothing is paid with one here.
      const isGiftCard = code === 'resource_missing' && (await this.#options.isGiftCard(merchantId, tokenId))
      if (isGiftCard) return { kind: 'refused', code: 'feature_not_enabled' }
      if (code) return { kind: 'refused', code }
      // Somebody was faster. The second look shows whether it was this very attempt, in another process.
    }
    return { kind: 'refused', code: 'token_in_use' }
  }

  #refusal({ token, nowMs }: ClaimResult, { hasStoredCredentials, brands }: Claim): Refused['code'] | undefined {
    const refusal = refusalOf(token, this.#options.tokenTtlMinutes, nowMs)
    if (refusal) return refusal
    if (token!.isMultipay && !hasStoredCredentials) return 'stored_credentials_required'
    return brands && !brands.includes(token!.brand ?? '') ? 'invalid_currency' : undefined
  }

  /** Opens the card. When it does not open nothing has been sent, and the token is as it was. */
  async #openCard(attempt: Attempt, claim: ClaimResult): Promise<CardToSend | ExternalTokenToSend> {
    try {
      return await this.#unseal(attempt.merchantId, claim)
    } catch (error) {
      await this.#exchange.recordNotSent(attempt)
      throw new ApiError('processing_error', { cause: error })
    }
  }

  #unseal(merchantId: string, claim: ClaimResult): Promise<CardToSend | ExternalTokenToSend> {
    return claim.token!.external ? this.#unsealExternal(merchantId, claim) : this.#unsealCard(merchantId, claim)
  }

  async #unsealExternal(merchantId: string, { token, sealedNumber }: ClaimResult): Promise<ExternalTokenToSend> {
    const { id: tokenId, expiryMonth, expiryYear, brand, last4, external } = token!
    const key = await this.#options.keyring.forOpening(merchantId, sealedNumber!.keyVersion)
    return {
      externalTokenType: external!.type,
      externalToken: valueOf(open(key, sealedNumber!.bytes, { merchantId, tokenId, column: 'external token' })),
      originalTransactionId: external!.transactionId,
      expiryMonth,
      expiryYear,
      brand,
      last4,
    }
  }

  async #unsealCard(merchantId: string, { token, sealedNumber, sealedCode }: ClaimResult): Promise<CardToSend> {
    const { keyring } = this.#options
    const { id: tokenId, expiryMonth, expiryYear, brand, cardholder } = token!
    const numberKey = await keyring.forOpening(merchantId, sealedNumber!.keyVersion)
    const codeKey = sealedCode && (await keyring.forOpening(merchantId, sealedCode.keyVersion))
    const numberPlace = { merchantId, tokenId, column: 'card number' } as const
    const codePlace = { merchantId, tokenId, column: 'verification code' } as const
    return {
      number: open(numberKey, sealedNumber!.bytes, numberPlace),
      expiryMonth,
      expiryYear,
      verificationCode: sealedCode && open(codeKey!, sealedCode.bytes, codePlace),
      // Of a card it is always known.
      brand: brand!,
      addressLine1: cardholder?.address_line1,
      addressZip: cardholder?.address_zip,
    }
  }

  #followUp(
    kind: SendKind,
    request: Void,
    send: (connector: Connector, message: FollowUpMessage) => Promise<Outcome>,
  ): Promise<Outcome> {
    const { merchantId, attemptId, originalAttemptId: originalReference } = request
    return this.#once(request, async () => {
      const connector = this.#connector(request.connector)
      const begun = await this.#options.store.beginFollowUp(merchantId, attemptId, kind)
      const outcome = answered(begun.outcome)
      if (outcome) return outcome
      // What was sent before and not answered is sent again under the same reference: the acquirer does it once.
      const message = { merchantId, reference: attemptId, originalReference }
      const attempt: Attempt = { merchantId, attemptId, tokenId: undefined, connector }
      return this.#exchange.send(attempt, () => send(connector, message), begun.isNew)
    })
  }

  #connector(name: string): Connector {
    const connector = this.#options.connectors.get(name)
    if (!connector) throw new Error(`There is no acquirer connection named ${name}.`)
    return connector
  }
}
