/**
 * 3-D Secure on a charge (contract 6.5, CHG-19).
 *
 *   asked ──▶ authenticated ──▶ the issuer decides
 *     ├──▶ failed: the charge is declined, and nothing is sent
 *     └──▶ a step in the shopper's browser ──finalize──▶ asked again, knowing that one more step is over
 *
 * What the server knows of an authentication stands here; what a caller says of it is kept and never believed.
 */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { AuthenticationProof } from '../../vault/index.ts'

/** The closed list of results; the two last ones are steps that the shopper's browser has to take. */
export const THREEDS_RESULTS = [
  'AUTHENTICATION_SUCCESSFUL',
  'AUTHENTICATION_ATTEMPTED',
  'AUTHENTICATION_UNAVAILABLE',
  'AUTHENTICATION_FAILED',
  'THREEDS_METHOD_FLOW_REQUIRED',
  'CHALLENGE_FLOW_REQUIRED',
] as const

export type ThreedsResult = (typeof THREEDS_RESULTS)[number]

/** How long a shopper has from the creation of the charge. */
export const THREEDS_MINUTES = 15

export interface Threeds {
  /** `CLOVER`: this server runs 3-D Secure; `NON_CLOVER`: the merchant has. */
  readonly source: 'CLOVER' | 'NON_CLOVER'
  /** Of the shopper's browser, as the shop tells it. A charge does not keep it. */
  readonly browser?: Readonly<Record<string, string>>
  /** Absent until somebody was asked. */
  readonly result?: ThreedsResult
  /** What goes along with the authorization. */
  readonly proof?: AuthenticationProof
  /** Of an authentication that has, or had, a step. */
  readonly serverTransactionId?: string
  /** The member `data` of the reply, while a step is pending. */
  readonly step?: Readonly<Record<string, string>>
  /** How many steps are over, finished or not: that is how often it was finalized. */
  readonly stepsOver: number
  /** How a tester wants the pending step to end (contract 19.7). */
  readonly stepResult?: 'success' | 'failure'
  /** What the callers of finalize have said, step by step. */
  readonly flowStatuses?: readonly string[]
  /** Hash of the idempotency key of the last finalize call that had one. */
  readonly finalizedBy?: string
}

/** An authentication whose result is known. */
export type AnsweredThreeds = Threeds & { readonly result: ThreedsResult }

/** Whether the shopper's browser has something to do. */
export function isStep(result: ThreedsResult): boolean {
  return result === 'THREEDS_METHOD_FLOW_REQUIRED' || result === 'CHALLENGE_FLOW_REQUIRED'
}

export function isPassed(result: ThreedsResult): boolean {
  return result !== 'AUTHENTICATION_FAILED' && !isStep(result)
}

/** An attempt that an authorization of a finalize call belongs to: its charge exists, and waits again if nothing is sent. */
export function isFinalizing(threeds: Threeds | undefined): boolean {
  return threeds !== undefined && threeds.stepsOver > 0
}

export const ThreedsObject = Type.Object({
  source: Type.String(),
  validation_result: Type.String(),
  liability_protection_status: Type.String(),
  data: Type.Optional(Type.Record(Type.String(), Type.String())),
})

/** Who bears a fraud: the issuer only if it authenticated, or could have. */
function liability(result: ThreedsResult): 'PROTECTED' | 'NOT_PROTECTED' {
  return result === 'AUTHENTICATION_SUCCESSFUL' || result === 'AUTHENTICATION_ATTEMPTED' ? 'PROTECTED' : 'NOT_PROTECTED'
}

export function presentThreeds({ source, result, step }: AnsweredThreeds): Static<typeof ThreedsObject> {
  return {
    source,
    validation_result: result,
    liability_protection_status: liability(result),
    data: isStep(result) ? { ...step } : undefined,
  }
}
