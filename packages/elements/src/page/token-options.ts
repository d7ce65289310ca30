/** Reads the argument of a token call (contract SDK-37). */
import type { Billing } from '../shared/messages.ts'
import { bag, copyPlain } from './plain.ts'
import { timeoutOf } from './settings.ts'

/** Name and address are for what no field is mounted for; the controller lets a mounted field win. */
export interface TokenRequest {
  readonly multipay: boolean
  readonly name: string | undefined
  readonly billing: Billing
}

export interface CallOptions {
  readonly request: TokenRequest
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

const trimmed = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/**
 * What an argument asks for; one that throws when it is read asks for nothing (SDK-36).
 * @param usualMs the instance's deadline
 */
export function readCall(argument: unknown, usualMs: number): CallOptions {
  const { multipay, name, cardholderName, billing, timeoutMs, signal } = bag(argument)
  return {
    request: {
      multipay: argument === true || multipay === true,
      name: trimmed(name) || trimmed(cardholderName) || undefined,
      billing: copyPlain(billing),
    },
    timeoutMs: timeoutOf(timeoutMs, usualMs),
    signal: signal instanceof AbortSignal ? signal : undefined,
  }
}
