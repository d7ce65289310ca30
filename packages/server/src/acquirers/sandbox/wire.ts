/**
 * What connector and simulated acquirer say to each other: JSON text, one message to a line, over a connection of its own
 * for each request. Answers are bytes that may be cut, doubled, swapped or unreadable, so reading them never trusts them.
 */
import { approves } from '../response-codes.ts'
import type {
  AuthorizeRequest,
  FollowUpRequest,
  InquiryRequest,
  ReversalRequest,
  VerifyRequest,
  VoidRequest,
} from '../connector.ts'

export type RequestMessage =
  | { readonly type: 'authorization'; readonly body: AuthorizeRequest }
  | { readonly type: 'verification'; readonly body: VerifyRequest }
  | { readonly type: 'capture'; readonly body: FollowUpRequest }
  | { readonly type: 'refund'; readonly body: FollowUpRequest }
  | { readonly type: 'void'; readonly body: VoidRequest }
  | { readonly type: 'reversal'; readonly body: ReversalRequest }
  | { readonly type: 'inquiry'; readonly body: InquiryRequest }

/** Answer letters of the issuer: absent when the value was not sent, empty when the issuer said nothing. */
export interface Letters {
  readonly verification?: string
  readonly line1?: string
  readonly zip?: string
}

export interface Decision extends Letters {
  /** Reference of the message that was decided. */
  readonly reference: string
  readonly code: string
  readonly text: string
  readonly refNum: string
  readonly authCode?: string
  /** Code 85 approves these only. */
  readonly isVerification?: boolean
  readonly partialMinor?: number
}

/** An inquiry that found no decision that stands. */
export interface NothingStands {
  readonly reference: string
  readonly status: 'not_found' | 'reversed'
}

export type AnswerMessage = Decision | NothingStands

/** The connector's end of a connection: what the acquirer's bytes arrive at. */
export interface Line {
  onBytes(chunk: string): void
  onEnd(): void
}

/** The acquirer's end. */
export interface AcquirerHost {
  /**
   * Takes a request; answers arrive on the line.
   * @returns false when the acquirer cannot be reached: not a byte was taken
   */
  receive(frame: string, line: Line): boolean
  close(): Promise<void>
}

export const END_OF_FRAME = '\n'

export function frameOf(message: RequestMessage | AnswerMessage): string {
  return JSON.stringify(message) + END_OF_FRAME
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isLetter(value: unknown): value is string | undefined {
  return value === undefined || (isText(value) && value.length <= 1)
}

/** Reads one frame; undefined for anything that is not a whole, well-formed answer. */
export function readAnswer(frame: string): AnswerMessage | undefined {
  let answer: Partial<Decision & NothingStands> | null
  try {
    answer = JSON.parse(frame) as Partial<Decision & NothingStands> | null
  } catch {
    return undefined
  }
  if (typeof answer !== 'object' || answer === null || !isText(answer.reference)) return undefined
  if (answer.status !== undefined) {
    return answer.status === 'not_found' || answer.status === 'reversed' ? (answer as NothingStands) : undefined
  }
  const isDecision =
    isText(answer.code) &&
    /^[0-9A-Z]{2}$/.test(answer.code) &&
    isText(answer.text) &&
    isText(answer.refNum) &&
    // An approval without its code is no approval.
    (isText(answer.authCode) || !approves(answer.code, answer.isVerification)) &&
    (answer.partialMinor === undefined || Number.isSafeInteger(answer.partialMinor)) &&
    isLetter(answer.verification) &&
    isLetter(answer.line1) &&
    isLetter(answer.zip)
  return isDecision ? (answer as Decision) : undefined
}
