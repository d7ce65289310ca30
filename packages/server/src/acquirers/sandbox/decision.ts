/**
 * How the simulated acquirer decides an authorization or a verification: by number, expiry, amount and verification
 * value, in the order of contract SBX-3. Pure; the fault amounts 91… come before all of it and are looked at by the caller.
 */
import { approves } from '../response-codes.ts'
import { testCardBehaviour } from '../test-cards.ts'
import { codeOfAmount } from './amounts.ts'
import type { AuthorizeRequest, CardToSend, ExternalTokenToSend, VerifyRequest } from '../connector.ts'
import type { Letters } from './wire.ts'

/** What the expiry of the card does to later messages (contract 19.2). */
export type FollowUps = 'refunds refused' | 'voids unanswered'

export interface CardDecision {
  readonly code: string
  readonly letters: Letters
  /** The code of the first charge of this stored card; `code` counts for its later ones. */
  readonly firstChargeCode?: string
  readonly followUps?: FollowUps
}

const APPROVED = '00'
/** No reason to decline: the issuers' usual answer to a verification. */
const VERIFIED = '85'
const TRIGGER_YEAR = 2098

/** `01/2098`: its month, if the year is the one whose months are triggers. */
function triggerMonth(card: CardToSend | ExternalTokenToSend): number | undefined {
  return card.expiryYear === TRIGGER_YEAR ? card.expiryMonth : undefined
}

const CHARGE_CODE_BY_MONTH: ReadonlyMap<number | undefined, string> = new Map([
  [1, '54'],
  [2, '62'],
  [4, '05'],
])

const FOLLOW_UPS_BY_MONTH: ReadonlyMap<number | undefined, FollowUps> = new Map([
  [6, 'refunds refused'],
  [7, 'voids unanswered'],
])

const VERIFICATION_LETTERS: ReadonlyMap<string, string> = new Map([
  ['901', 'N'],
  ['902', 'P'],
  ['903', 'U'],
  ['904', 'S'],
  ['905', 'N'],
  ['906', ''],
])

const ADDRESS_LETTERS: ReadonlyMap<string, string> = new Map([
  ['00001', 'N'],
  ['00002', 'A'],
  ['00003', 'Z'],
  ['00004', 'U'],
  ['00005', 'R'],
  ['00006', 'B'],
  ['00007', 'P'],
  ['00008', ''],
])

/** American Express values carry a leading 9 before the three digits that count. */
function triggerDigits(card: CardToSend): string | undefined {
  const value = card.verificationCode
  if (card.brand !== 'AMEX' || value === undefined) return value
  return value.startsWith('9') ? value.slice(1) : undefined
}

function lettersOf(card: CardToSend): Letters {
  const addressLetter = ADDRESS_LETTERS.get(card.addressZip ?? '') ?? 'Y'
  return {
    verification:
      card.verificationCode === undefined ? undefined : (VERIFICATION_LETTERS.get(triggerDigits(card) ?? '') ?? 'M'),
    line1: card.addressLine1 === undefined ? undefined : addressLetter,
    zip: card.addressZip === undefined ? undefined : addressLetter,
  }
}

function verificationCode(card: CardToSend): string | undefined {
  return triggerDigits(card) === '905' ? 'N7' : undefined
}

function expiryCode(request: AuthorizeRequest): string | undefined {
  const month = triggerMonth(request.card)
  if (month === 5) return request.storedCredentials?.sequence === 'SUBSEQUENT' ? 'R1' : undefined
  return CHARGE_CODE_BY_MONTH.get(month)
}

/** Decides an authorization or a sale. */
export function decideAuthorization(request: AuthorizeRequest): CardDecision {
  const { card } = request
  const followUps = FOLLOW_UPS_BY_MONTH.get(triggerMonth(card))
  const rest = expiryCode(request) ?? codeOfAmount(request.amountMinor - request.tipMinor)
  if ('externalToken' in card) return { code: rest ?? APPROVED, letters: {}, followUps }
  const behaviour = testCardBehaviour(card.number)
  const byNumber =
    behaviour.chargeCode ??
    (request.storedCredentials?.initiator === 'MERCHANT' ? behaviour.merchantInitiatedCode : undefined)
  return {
    code: byNumber ?? rest ?? verificationCode(card) ?? APPROVED,
    letters: lettersOf(card),
    firstChargeCode: behaviour.firstChargeCode,
    followUps,
  }
}

/** Decides a verification; undefined when the acquirer stays silent (expiry 08/2098). */
export function decideVerification(request: VerifyRequest): CardDecision | undefined {
  const { card } = request
  const byNumber = testCardBehaviour(card.number).storeCode
  const month = triggerMonth(card)
  if (byNumber === undefined && month === 8) return undefined
  const byExpiry = month === 3 ? '05' : undefined
  return { code: byNumber ?? byExpiry ?? verificationCode(card) ?? VERIFIED, letters: lettersOf(card) }
}

/** The part of the amount that a partial approval (code 10) grants, in minor units. */
export function partOf(amountMinor: number): number {
  return Math.floor(amountMinor / 2)
}

/** The acquirer's words for a response code. */
export function textOf(code: string, isVerification: boolean): string {
  if (approves(code, isVerification)) return 'APPROVAL'
  return code === '10' ? 'PARTIAL APPROVAL' : `DECLINE ${code}`
}
