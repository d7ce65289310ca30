/**
 * What the vault is asked to send, and what it answers (architecture: "ask to send, never to read").
 *
 * Every request names the attempt it belongs to and may be repeated: a repeat is answered with what was done the first
 * time, and reaches the acquirer only to ask what became of it, or to press for something that is still to be done.
 */
import type {
  Approved,
  AuthenticateRequest,
  AuthenticationAnswer,
  AuthenticationProof,
  Declined,
  Outcome,
  StoredCredentials,
} from '../../acquirers/index.ts'
import type { Token, TokenRefusal } from '../tokens/token.ts'

interface Send {
  readonly merchantId: string
  /** Id of this message, also towards the acquirer. Unique within the merchant. */
  readonly attemptId: string
  /** Name of the acquirer connection. */
  readonly connector: string
}

/** The token that an attempt wants, and what decides whether it may have it. */
interface TokenWish extends Send {
  readonly tokenId: string
  /** A multi-pay token is not sent without (contract CHG-10). */
  readonly storedCredentials?: StoredCredentials
  /** Brands that may pay in this currency; every brand when absent (contract GEN-27). */
  readonly brands?: readonly string[]
}

/** Who pays is asked for an attempt that is sent later, or never; until then it holds its token (contract CHG-19). */
export type Authentication = TokenWish & Pick<AuthenticateRequest, 'browser' | 'stepsOver' | 'stepResult'>

export interface Authorization extends TokenWish {
  /** What an authentication before has found out. */
  readonly authentication?: AuthenticationProof
  /** When nothing could be sent, the attempt goes on holding its token. */
  readonly keepsHold?: boolean
  /** Amount with tip, in minor units. */
  readonly amountMinor: number
  readonly tipMinor: number
  /** ISO 4217, lower case. */
  readonly currency: string
  /** True: authorize and capture in one message. */
  readonly capture: boolean
  readonly softDescriptor?: Readonly<Record<string, string>>
  readonly level2?: Readonly<Record<string, unknown>>
  readonly level3?: Readonly<Record<string, unknown>>
}

/** A message about an earlier one, which it names by its attempt; it needs no card. */
interface FollowUp extends Send {
  readonly originalAttemptId: string
}

export interface Capture extends FollowUp {
  /** Amount with tip, in minor units. */
  readonly amountMinor: number
  readonly tipMinor: number
  readonly currency: string
}

/** Gives money back of what was captured; names the authorization or sale. */
export type Refund = Capture

/** The merchant undoes an authorization that it had wanted: the token stays used. */
export type Void = FollowUp

/** We undo what is not wanted or not known: the token is free again (contract TOK-33). */
export type Reversal = FollowUp

export interface Inquiry extends Send {
  /** The most time to ask for, ms; the deployment's `inquiry_budget_ms` when absent. */
  readonly budgetMs?: number
}

export type SendKind = 'authorization' | 'capture' | 'refund' | 'void' | 'refund_void' | 'reversal'

/** A final answer of the acquirer. */
export type Decision = Approved | Declined

/** `reversed`: undone since, whatever it had been. */
export type StoredOutcome = Decision | { readonly kind: 'reversed' }

/** Nothing was sent and nothing changed; the code says why (contract TOK-35, CHG-10, GEN-27). */
export interface Refused {
  readonly kind: 'refused'
  readonly code: TokenRefusal | 'stored_credentials_required' | 'invalid_currency' | 'feature_not_enabled'
}

/** `asked`: the token is held. */
export type AuthenticationResult =
  Refused | { readonly kind: 'asked'; readonly answer: AuthenticationAnswer; readonly token: Token }

/** What is lacking of stored credentials; they are sent all the same (contract CHG-11). */
export type CredentialWarning = 'first_missing' | 'original_transaction_missing'

/** `sent` also stands for `not_sent` outcomes: the token was fit to be sent. */
export type AuthorizationResult =
  | Refused
  | {
      readonly kind: 'sent'
      readonly outcome: Outcome
      readonly token: Token
      readonly warning: CredentialWarning | undefined
    }
