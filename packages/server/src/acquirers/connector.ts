/**
 * What an acquirer connector can be asked, and what it can answer.
 *
 * A connector never throws for an outcome: what the acquirer said, or that it is not known what it said, is a value.
 * Only the vault calls connectors, since an authorization carries the card.
 */
import type { Check, Decline } from './response-codes.ts'

/** A card as it leaves for the acquirer. It exists in memory only, for the time of one call. */
export interface CardToSend {
  /** Primary account number, digits only. */
  readonly number: string
  /** 1 to 12. */
  readonly expiryMonth: number
  /** Four digits. */
  readonly expiryYear: number
  readonly verificationCode?: string
  readonly brand: string
  readonly addressLine1?: string
  readonly addressZip?: string
}

/** A stored token of the acquirer's own in place of a card (contract TOK-28). */
export interface ExternalTokenToSend {
  readonly externalTokenType: string
  readonly externalToken: string
  /** The network's transaction in which the cardholder agreed to later ones. */
  readonly originalTransactionId?: string
  readonly expiryMonth: number
  readonly expiryYear: number
  readonly brand?: string
  readonly last4?: string
}

export interface StoredCredentials {
  readonly sequence: 'FIRST' | 'SUBSEQUENT'
  readonly initiator: 'MERCHANT' | 'CARDHOLDER'
  readonly isScheduled: boolean
}

interface Message {
  readonly merchantId: string
  /** Our id of this message (the attempt id). Sending it again never moves money twice. */
  readonly reference: string
}

/** What is known of a cardholder's authentication, as the issuer wants to see it with the authorization. */
export interface AuthenticationProof {
  /** Electronic commerce indicator, two digits. */
  readonly eci: string
  /** Cryptogram of the authentication, base64 of 20 bytes; none when the issuer could not be asked. */
  readonly cavv?: string
  /** The directory server's id of the authentication, a UUID. */
  readonly dsTransactionId: string
  /** Of EMV 3-D Secure, such as `2.2.0`. */
  readonly protocolVersion: string
}

export interface AuthorizeRequest extends Message {
  /** Amount with tip, in minor units (contract CHG-2). */
  readonly amountMinor: number
  /** The part that is the tip; test amounts look at the rest (contract SBX-4). */
  readonly tipMinor: number
  /** ISO 4217, lower case. */
  readonly currency: string
  /** True: authorize and capture in one message. */
  readonly capture: boolean
  readonly card: CardToSend | ExternalTokenToSend
  /** The token; lets an acquirer recognise the same stored card without its number. */
  readonly instrumentReference: string
  readonly storedCredentials?: StoredCredentials
  readonly authentication?: AuthenticationProof
  readonly softDescriptor?: Readonly<Record<string, string>>
  readonly level2?: Readonly<Record<string, unknown>>
  readonly level3?: Readonly<Record<string, unknown>>
}

/** A card verification for amount 0 (contract CUS-6). */
export interface VerifyRequest extends Message {
  readonly currency: string
  readonly card: CardToSend
  readonly instrumentReference: string
}

/** Asks a 3-D Secure server who pays; repeated under the same reference it is the same authentication. */
export interface AuthenticateRequest extends Message {
  readonly card: Pick<CardToSend, 'number' | 'expiryMonth' | 'expiryYear' | 'brand'>
  /** What the shop tells of the shopper's browser, by the names of contract 6.5. */
  readonly browser: Readonly<Record<string, string>>
  /** How many steps in the shopper's browser are over, finished or not. */
  readonly stepsOver: number
  /** How a tester wants the last of them to have ended; a simulated server's only (contract 19.7). */
  readonly stepResult?: 'success' | 'failure'
}

/** Results in the words of contract 6.5. A path in place of an address is one of our own checkout. */
export type AuthenticationAnswer =
  | {
      readonly result: 'AUTHENTICATION_SUCCESSFUL' | 'AUTHENTICATION_ATTEMPTED' | 'AUTHENTICATION_UNAVAILABLE'
      readonly proof: AuthenticationProof
    }
  | { readonly result: 'AUTHENTICATION_FAILED' }
  | {
      readonly result: 'THREEDS_METHOD_FLOW_REQUIRED'
      readonly serverTransactionId: string
      readonly protocolVersion: string
      readonly methodUrl: string
      readonly methodNotificationUrl: string
    }
  | {
      readonly result: 'CHALLENGE_FLOW_REQUIRED'
      readonly serverTransactionId: string
      readonly protocolVersion: string
      readonly acsUrl: string
      readonly acsTransactionId: string
    }

/** Capture, refund and void name the authorization by its reference, never by card. */
export interface FollowUpRequest extends Message {
  readonly originalReference: string
  /** Amount with tip, in minor units. */
  readonly amountMinor: number
  readonly tipMinor: number
  readonly currency: string
}

/** Undoes, on the merchant's behalf, a whole authorization, sale or refund that has not settled. */
export interface VoidRequest extends Message {
  readonly originalReference: string
}

/**
 * Undoes, on our own behalf, an authorization or sale whose outcome is unknown or not wanted. It may be repeated until
 * confirmed, also for a message that the acquirer never saw: once confirmed, a copy of it that arrives late is refused.
 */
export interface ReversalRequest extends Message {
  readonly originalReference: string
}

export interface InquiryRequest {
  readonly merchantId: string
  /** Reference of the message whose outcome is asked for. */
  readonly reference: string
  /** How long to wait for the answer; the acquirer timeout when absent. */
  readonly timeoutMs?: number
}

export interface Checks {
  readonly cvc: Check | null
  readonly addressLine1: Check | null
  readonly addressZip: Check | null
}

export interface Approved {
  readonly kind: 'approved'
  /** Raw response code, ISO 8583 DE 39. */
  readonly networkCode: string
  readonly authCode: string
  /** The acquirer's own number of the transaction, shown as `ref_num`. */
  readonly refNum: string
  readonly text: string
  readonly checks: Checks
}

export interface Declined extends Decline {
  readonly kind: 'declined'
  readonly networkCode: string
  readonly refNum?: string
  readonly text: string
  readonly checks: Checks
  /** Partial approval by the issuer, in minor units: the caller reverses it (contract CHG-6). */
  readonly partiallyApprovedMinor?: number
}

/** Something was sent and it is not known what became of it: never guessed, always inquired or reversed. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly reason: 'timeout' | 'unreadable' | 'cut_off'
}

/** Not a byte left: nothing happened (contract CHG-27). */
export interface NotSent {
  readonly kind: 'not_sent'
}

export type Decided = Approved | Declined
export type Outcome = Decided | Unknown | NotSent
/**
 * `not_found`: the acquirer is certain that it has not seen the message.
 * `reversed`: whatever it was, it has been undone, and nothing will ever stand under this reference.
 */
export type InquiryOutcome = Outcome | { readonly kind: 'not_found' } | { readonly kind: 'reversed' }

/** An answer that came after its request had been given up as `unknown`. */
export interface LateAnswer {
  readonly merchantId: string
  readonly reference: string
  readonly outcome: Decided
}

/** What a connector can do, declared as data so that callers decide without trying. */
export interface Capabilities {
  readonly capture: boolean
  readonly partialCapture: boolean
  readonly void: boolean
  readonly refund: boolean
  readonly inquire: boolean
  readonly reversal: boolean
  readonly verification: boolean
  readonly level2: boolean
  readonly level3: boolean
  readonly softDescriptor: boolean
  /** There is a 3-D Secure server behind it, and `authenticate` asks it. */
  readonly threeds: boolean
  readonly externalTokenTypes: readonly string[]
  /** ISO 4217, lower case; or every currency. */
  readonly currencies: readonly string[] | 'all'
  readonly brands: readonly string[] | 'all'
}

export interface Connector {
  readonly name: string
  readonly capabilities: Capabilities
  /** The only message that response code 85 approves (contract CHG-36). */
  verify(request: VerifyRequest): Promise<Outcome>
  authorize(request: AuthorizeRequest): Promise<Outcome>
  /** Moves no money. It throws when the 3-D Secure server cannot be asked, so that nothing is known. */
  authenticate?(request: AuthenticateRequest): Promise<AuthenticationAnswer>
  capture(request: FollowUpRequest): Promise<Outcome>
  void(request: VoidRequest): Promise<Outcome>
  refund(request: FollowUpRequest): Promise<Outcome>
  reverse(request: ReversalRequest): Promise<Outcome>
  inquire(request: InquiryRequest): Promise<InquiryOutcome>
  /** Names who is told of answers that came too late; there is one listener. */
  onLateAnswer(listener: (answer: LateAnswer) => void): void
  /** Gives up what is under way as `unknown`, and lets go of every timer. */
  close(): Promise<void>
}
