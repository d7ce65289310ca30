/** What the vault's answers mean to the page (contract 6.3, SDK-49). */
import type { ErrorCode } from '../shared/codes.ts'
import type { CardSummary, Tokenize } from '../shared/messages.ts'
import { oneOf, own, shape } from '../shared/wire/check.ts'
import { cardSummary, token } from '../shared/wire/controller-to-page.ts'
import { holdsDigits } from '../shared/wire/digits.ts'
import { Refused } from './refused.ts'
import type { Reason } from './refused.ts'
import type { Reply } from './vault.ts'

type Kind = Tokenize['kind']

const NUMBER: Readonly<Record<Kind, Reason>> = {
  card: { key: 'CARD_NUMBER', code: 'invalid' },
  gift_card: { key: 'GIFT_CARD_NUMBER', code: 'invalid' },
}
const CODE: Readonly<Record<Kind, Reason>> = {
  card: { key: 'CARD_CVV', code: 'invalid' },
  gift_card: { key: 'GIFT_CARD_SECURITY_CODE', code: 'invalid' },
}
const NUMBER_MEMBER = /^(gift_)?card\.(card_)?number/
const CODE_MEMBER = /^gift_card\.security_code/

const refusal = oneOf<ErrorCode>(['origin_not_registered', 'multipay_not_allowed', 'merchant_mismatch'])

/** The code of an error body, and the member of the request that it is about. */
export const errorOf = ({ body }: Reply): { code: unknown; param: unknown } => {
  const error = own(body, 'error')
  return { code: own(error, 'code'), param: own(error, 'param') }
}

/** What is wrong with a field, when the vault has named one. */
function fieldReason(kind: Kind, reply: Reply): Reason | undefined {
  const { code, param } = errorOf(reply)
  switch (code) {
    case 'invalid_number':
    case 'incorrect_number':
      return NUMBER[kind]
    case 'invalid_request':
      if (typeof param !== 'string') return undefined
      if (NUMBER_MEMBER.test(param)) return NUMBER[kind]
      return CODE_MEMBER.test(param) ? CODE[kind] : undefined
    case 'invalid_card_type':
      return { key: 'CARD_NUMBER', code: 'unsupported_brand' }
    case 'invalid_expiry_month':
    case 'invalid_expiry_year':
      return { key: 'CARD_DATE', code: 'invalid' }
    case 'expired_card':
      return { key: 'CARD_DATE', code: 'expired' }
    case 'invalid_cvc':
    case 'incorrect_cvc':
      return CODE[kind]
  }
  return undefined
}

function formCode(reply: Reply): ErrorCode {
  switch (reply.status) {
    case 401:
      return 'key_unknown'
    case 403:
      return refusal(errorOf(reply).code) ?? 'processing'
    case 429:
      return 'rate_limited'
    case 502:
    case 503:
    case 504:
      return 'network'
  }
  return 'processing'
}

/** The failure that an answer other than 200 means. */
export function refusedBy(kind: Kind, reply: Reply): Refused {
  const named = reply.status === 400 ? fieldReason(kind, reply) : undefined
  return named ? new Refused([named], reply.requestId, true) : new Refused(formCode(reply), reply.requestId)
}

const tokenObject = shape<{ id: string; object: 'token' }>([{ id: token, object: oneOf(['token'] as const) }])

/**
 * Token and card of a good answer; of a gift card only what its token object says.
 * @param zip of the field, for an answer without one
 * @throws Refused `processing` when the answer is not what the contract promises
 */
export function cardOf(kind: Kind, reply: Reply, zip?: string): { token: string; card: CardSummary } {
  const made = tokenObject(reply.body)
  const told = kind === 'card' ? own(reply.body, 'card') : own(reply.body, 'giftCard')
  const card = cardSummary(kind === 'card' ? told : { ...(told as object), brand: 'GIFT_CARD' })
  if (!made || !card) throw new Refused('processing', reply.requestId)
  const { address_zip = kind === 'card' ? zip : undefined, ...rest } = card
  // A postal code of seven digits or more would be held back with the whole message (SEC-29).
  const shown = address_zip && !holdsDigits(address_zip)
  return { token: made.id, card: shown ? { ...rest, address_zip } : rest }
}
