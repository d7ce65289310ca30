/** Reads the argument of a token call (contract SDK-37). */
import type { FieldKey } from '../shared/element-types.ts'
import type { Billing } from '../shared/messages.ts'
import { bag, copyPlain } from './plain.ts'
import { timeoutOf } from './settings.ts'

export interface TokenRequest {
  readonly multipay: boolean
  readonly name?: string
  readonly billing: Billing
}

export interface CallOptions {
  readonly request: TokenRequest
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** Members for which there is a field, which wins when it is mounted. The controller takes those of SDK-37 only. */
const WINNERS: { readonly [member: string]: FieldKey } = {
  address_line1: 'CARD_STREET_ADDRESS',
  address_zip: 'CARD_POSTAL_CODE',
  email: 'CARD_EMAIL_ADDRESS',
  phone: 'CARD_PHONE_NUMBER',
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
const isSignal = (value: unknown): value is AbortSignal => value instanceof EventTarget && 'aborted' in value

function read(argument: unknown, usualMs: number): CallOptions {
  const { multipay, name, cardholderName, billing, timeoutMs, signal } = bag(argument)
  const holder = [name, cardholderName].find(isText)
  return {
    request: {
      multipay: argument === true || multipay === true,
      ...(holder && { name: holder.trim() }),
      billing: copyPlain(billing) as Billing,
    },
    timeoutMs: timeoutOf(timeoutMs, usualMs),
    ...(isSignal(signal) && { signal }),
  }
}

/**
 * What an argument asks for; one that throws when it is read asks for nothing (SDK-36).
 * @param usualMs the instance's deadline
 */
export function readCall(argument: unknown, usualMs: number): CallOptions {
  try {
    return read(argument, usualMs)
  } catch {
    return read(undefined, usualMs)
  }
}

/** What is left to tell the controller when some fields are mounted. */
export function besideFields({ name, billing, multipay }: TokenRequest, keys: readonly FieldKey[]): TokenRequest {
  const left = Object.entries(billing).filter(([member]) => !keys.includes(WINNERS[member]!))
  return { multipay, ...(name && !keys.includes('CARD_NAME') && { name }), billing: Object.fromEntries(left) }
}
