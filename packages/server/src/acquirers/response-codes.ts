/**
 * What an acquirer's answer means: response codes (ISO 8583 DE 39), address and verification letters (contract 6.9, CHG-20).
 */

/** Contract 6.9: what the caller can do about a decline. */
export type AdviceCode = 'use_other_card' | 'do_not_retry' | 'retry_later' | 'correct_data' | 'authenticate'

/** Contract CHG-20: what the issuer said about a value that was sent. */
export type Check = 'pass' | 'fail' | 'unavailable' | 'unchecked'

const GENERIC_MESSAGE = 'The card was declined.'

/** For each decline code the text that people may read. CHG-35: five of them must not tell the shopper why. */
const MESSAGES = {
  account_closed: 'The account of this card is closed.',
  amount_limit_exceeded: 'The amount exceeds the limit of the card.',
  authentication_failed: 'The cardholder could not be authenticated.',
  authentication_required: 'The card issuer asks for authentication.',
  authorization_revoked: 'The cardholder has revoked the authorization of this payment.',
  call_issuer: 'The card was declined; please contact the card issuer.',
  card_not_activated: 'The card has not been activated.',
  do_not_honor: GENERIC_MESSAGE,
  duplicate_transaction: 'The same transaction has already been submitted.',
  expired_card: 'The card has expired.',
  frequency_limit_exceeded: 'The card was used too often.',
  generic_decline: GENERIC_MESSAGE,
  gift_card_invalid: 'The gift card number or its security code is not valid.',
  incorrect_address: 'The billing address does not match the card.',
  incorrect_cvc: 'The verification value of the card is not correct.',
  incorrect_zip: 'The postal code does not match the card.',
  insufficient_funds: 'The card has insufficient funds.',
  invalid_account: 'The card number is not a valid account.',
  invalid_amount: 'The amount is not valid.',
  invalid_merchant: 'The merchant cannot accept this payment.',
  invalid_transaction: 'The transaction is not valid for this card.',
  issuer_not_found: 'The card issuer is not known.',
  issuer_policy: 'The card issuer does not allow this payment.',
  issuer_unavailable: 'The card issuer could not be reached.',
  lost_card: GENERIC_MESSAGE,
  merchant_not_allowed: 'The merchant is not allowed to make this transaction.',
  no_such_account: 'The account behind this card does not exist.',
  partial_approval: 'Only a part of the amount was approved.',
  pickup_card: GENERIC_MESSAGE,
  pin_error: 'The card asks for its PIN, or does not accept it.',
  processing_error: 'The payment could not be processed.',
  reenter_transaction: 'The payment could not be processed; please try again.',
  restricted_card: 'The card is restricted.',
  security_violation: GENERIC_MESSAGE,
  stolen_card: GENERIC_MESSAGE,
  stop_payment: 'The cardholder has stopped this payment.',
  suspected_fraud: GENERIC_MESSAGE,
  transaction_not_allowed: 'The card does not allow this kind of transaction.',
  violation_of_law: 'The transaction cannot be completed for legal reasons.',
} as const

/** Vocabulary of `decline_code`: those of response codes and those that Trefoil sets itself. */
export type DeclineCode = keyof typeof MESSAGES

/** Every decline code, for documentation and tests. */
export const DECLINE_CODES = Object.keys(MESSAGES) as readonly DeclineCode[]

export interface Decline {
  readonly declineCode: DeclineCode
  readonly adviceCode: AdviceCode
  /** For people; safe to show to a shopper (contract CHG-35). */
  readonly message: string
}

type DeclineRow = readonly [networkCodes: string, declineCode: DeclineCode, adviceCode: AdviceCode]

const DECLINES: readonly DeclineRow[] = [
  ['01 02 70', 'call_issuer', 'use_other_card'],
  ['03', 'invalid_merchant', 'do_not_retry'],
  ['04 07', 'pickup_card', 'do_not_retry'],
  ['05', 'do_not_honor', 'use_other_card'],
  ['06 30 96', 'processing_error', 'retry_later'],
  ['10', 'partial_approval', 'use_other_card'],
  ['12', 'invalid_transaction', 'use_other_card'],
  ['13', 'invalid_amount', 'correct_data'],
  ['14 79', 'invalid_account', 'do_not_retry'],
  ['15', 'issuer_not_found', 'do_not_retry'],
  ['19', 'reenter_transaction', 'retry_later'],
  ['39 52 53', 'no_such_account', 'use_other_card'],
  ['41', 'lost_card', 'do_not_retry'],
  ['43', 'stolen_card', 'do_not_retry'],
  ['46', 'account_closed', 'do_not_retry'],
  ['51', 'insufficient_funds', 'retry_later'],
  ['54', 'expired_card', 'correct_data'],
  ['55 75 86', 'pin_error', 'use_other_card'],
  ['57', 'transaction_not_allowed', 'use_other_card'],
  ['58', 'merchant_not_allowed', 'do_not_retry'],
  ['59 83', 'suspected_fraud', 'do_not_retry'],
  ['61', 'amount_limit_exceeded', 'retry_later'],
  ['62', 'restricted_card', 'use_other_card'],
  ['63', 'security_violation', 'do_not_retry'],
  ['65', 'frequency_limit_exceeded', 'retry_later'],
  ['78', 'card_not_activated', 'use_other_card'],
  ['82', 'issuer_policy', 'use_other_card'],
  ['91 92', 'issuer_unavailable', 'retry_later'],
  ['93', 'violation_of_law', 'do_not_retry'],
  ['94', 'duplicate_transaction', 'do_not_retry'],
  ['N7', 'incorrect_cvc', 'correct_data'],
  ['1A', 'authentication_required', 'authenticate'],
  ['R0', 'stop_payment', 'do_not_retry'],
  ['R1 R3', 'authorization_revoked', 'do_not_retry'],
]

function decline(declineCode: DeclineCode, adviceCode: AdviceCode): Decline {
  return Object.freeze({ declineCode, adviceCode, message: MESSAGES[declineCode] })
}

const BY_NETWORK_CODE: ReadonlyMap<string, Decline> = new Map(
  DECLINES.flatMap(([codes, declineCode, adviceCode]) =>
    codes.split(' ').map(code => [code, decline(declineCode, adviceCode)] as const),
  ),
)

const GENERIC_DECLINE = decline('generic_decline', 'use_other_card')

/** What Trefoil declines by itself, without a `network_code` (contract 6.9). */
export const OWN_DECLINES = {
  incorrectCvc: decline('incorrect_cvc', 'correct_data'),
  incorrectZip: decline('incorrect_zip', 'correct_data'),
  incorrectAddress: decline('incorrect_address', 'correct_data'),
  authenticationFailed: decline('authentication_failed', 'authenticate'),
  giftCardInvalid: decline('gift_card_invalid', 'correct_data'),
  giftCardEmpty: decline('insufficient_funds', 'use_other_card'),
} as const

const APPROVING: ReadonlySet<string> = new Set(['00', '08', '11'])

/**
 * Tells whether a response code approves.
 * @param verification true for a card verification, the only message that code 85 approves (contract CHG-36)
 */
export function approves(networkCode: string, verification = false): boolean {
  return APPROVING.has(networkCode) || (verification && networkCode === '85')
}

/** Meaning of a response code that does not approve; a code outside contract 6.9 is `generic_decline`. */
export function declineOf(networkCode: string): Decline {
  return BY_NETWORK_CODE.get(networkCode) ?? GENERIC_DECLINE
}

/** The text for people of a decline code (contract CHG-35). */
export function declineMessage(declineCode: DeclineCode): string {
  return MESSAGES[declineCode]
}

export interface AddressChecks {
  readonly addressLine1: Check
  readonly addressZip: Check
}

const UNCHECKED: AddressChecks = { addressLine1: 'unchecked', addressZip: 'unchecked' }

const BY_ADDRESS_LETTER: ReadonlyMap<string, AddressChecks> = new Map(
  (
    [
      ['YXDFM', 'pass', 'pass'],
      ['A', 'pass', 'fail'],
      ['ZW', 'fail', 'pass'],
      ['N', 'fail', 'fail'],
      ['B', 'pass', 'unavailable'],
      ['P', 'unavailable', 'pass'],
      ['CGISU', 'unavailable', 'unavailable'],
    ] as const
  ).flatMap(([letters, addressLine1, addressZip]) =>
    [...letters].map(letter => [letter, { addressLine1, addressZip }] as const),
  ),
)

/** Maps the acquirer's address verification letter; none counts as unchecked (contract CHG-20). */
export function addressChecks(letter: string | undefined): AddressChecks {
  return (letter !== undefined && BY_ADDRESS_LETTER.get(letter)) || UNCHECKED
}

/** Maps the acquirer's verification value letter; none counts as unchecked (contract CHG-20). */
export function verificationCodeCheck(letter: string | undefined): Check {
  switch (letter) {
    case 'M':
      return 'pass'
    case 'N':
      return 'fail'
    case 'S':
    case 'U':
      return 'unavailable'
    default:
      return 'unchecked'
  }
}
