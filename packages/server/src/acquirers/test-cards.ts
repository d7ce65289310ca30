/**
 * The test card numbers of the sandbox and what each does (contract 19.1, 19.4).
 *
 * Live mode refuses exactly these numbers, sandbox accepts exactly these (contract TOK-13).
 */

import { isLuhnValid } from '../http/luhn.ts'

export type ThreedsResult =
  | 'AUTHENTICATION_SUCCESSFUL'
  | 'AUTHENTICATION_ATTEMPTED'
  | 'AUTHENTICATION_UNAVAILABLE'
  | 'AUTHENTICATION_FAILED'
  | 'THREEDS_METHOD_FLOW_REQUIRED'
  | 'CHALLENGE_FLOW_REQUIRED'

/** What deviates from "everything is approved". Codes are response codes of ISO 8583 DE 39. */
export interface TestCardBehaviour {
  /** Code of every charge and payment. */
  readonly chargeCode?: string
  /** Code of the verification that stores the card. */
  readonly storeCode?: string
  /** Code of a token's first charge; its later ones are approved. */
  readonly firstChargeCode?: string
  /** Code of charges with `initiator:"MERCHANT"`. */
  readonly merchantInitiatedCode?: string
  /** What `POST /v1/tokens` answers instead of a token. */
  readonly tokenError?: 'processing_error' | 'missing' | 'service_unavailable'
  /** `validation_result` of the creation, then of each finalize call. */
  readonly threeds?: readonly ThreedsResult[]
}

export interface TestCard extends TestCardBehaviour {
  readonly number: string
  readonly brand: string
}

function cards(brand: string, numbers: string, behaviour: TestCardBehaviour = {}): TestCard[] {
  return numbers.split(' ').map(number => ({ number, brand, ...behaviour }))
}

const declined = (code: string): TestCardBehaviour => ({ chargeCode: code, storeCode: code })

/** Every listed number; the range of {@link isTestNumber} comes on top. */
export const TEST_CARDS: readonly TestCard[] = [
  ...cards('VISA', '4242424242424242 4000056655665556 4761530001111126'),
  ...cards('VISA', '4111111111111111 4005562231212149 4005562231212123'),
  ...cards('MC', '5204245250003294 5555555555554444 5496198584584769 5200828282828210 2223003122003222'),
  ...cards('AMEX', '378282246310005 371449635398431 375186917371340 345678000000007'),
  ...cards('DISCOVER', '6011361000006668 6011000050617475 6011111111111117'),
  ...cards('DINERS_CLUB', '30569309025904 38520000023237'),
  ...cards('JCB', '3566002020360505'),
  ...cards('UNIONPAY', '6200000000000005'),
  ...cards('VISA', '4005571702222222 4264281511117771', declined('05')),
  ...cards('MC', '5424180273333333', declined('05')),
  ...cards('AMEX', '375987654000004', declined('05')),
  ...cards('VISA', '4005578003333335', declined('10')),
  ...cards('VISA', '4012000033330026', { threeds: ['AUTHENTICATION_SUCCESSFUL'] }),
  ...cards('AMEX', '373953192351004', { threeds: ['AUTHENTICATION_SUCCESSFUL'] }),
  ...cards('DISCOVER', '6011000990139424', { threeds: ['AUTHENTICATION_SUCCESSFUL'] }),
  ...cards('VISA', '4001230000000129', { threeds: ['THREEDS_METHOD_FLOW_REQUIRED', 'AUTHENTICATION_SUCCESSFUL'] }),
  ...cards('VISA', '4811326490014875', { threeds: ['CHALLENGE_FLOW_REQUIRED', 'AUTHENTICATION_SUCCESSFUL'] }),
  ...cards('VISA', '4043130007524792', {
    threeds: ['THREEDS_METHOD_FLOW_REQUIRED', 'CHALLENGE_FLOW_REQUIRED', 'AUTHENTICATION_SUCCESSFUL'],
  }),
  ...cards('VISA', '4000000090000011', { chargeCode: '51' }),
  ...cards('VISA', '4000000090000029', { storeCode: '05' }),
  ...cards('VISA', '4000000090000037', declined('41')),
  ...cards('VISA', '4000000090000045', declined('43')),
  ...cards('VISA', '4000000090000052', declined('04')),
  ...cards('VISA', '4000000090000060', { threeds: ['AUTHENTICATION_FAILED'] }),
  ...cards('VISA', '4000000090000078', { threeds: ['AUTHENTICATION_ATTEMPTED'] }),
  ...cards('VISA', '4000000090000086', { threeds: ['AUTHENTICATION_UNAVAILABLE'] }),
  ...cards('VISA', '4000000090000094', { threeds: ['CHALLENGE_FLOW_REQUIRED', 'AUTHENTICATION_FAILED'] }),
  ...cards('VISA', '4000000090000102', { firstChargeCode: '91' }),
  ...cards('VISA', '4000000090000110', { merchantInitiatedCode: '1A' }),
  ...cards('VISA', '4000000090000128', { tokenError: 'processing_error' }),
  ...cards('VISA', '4000000090000136', { tokenError: 'missing' }),
  ...cards('VISA', '4000000090000144', { tokenError: 'service_unavailable' }),
]

const BY_NUMBER: ReadonlyMap<string, TestCard> = new Map(TEST_CARDS.map(card => [card.number, card]))

const NO_NUMBERS: ReadonlySet<string> = new Set()
const ORDINARY: TestCardBehaviour = {}
/** Nine million distinct cards: seven free digits, 0000000 to 8999999, and the Luhn digit. */
const RANGE = /^40000000[0-8]\d{7}$/

/**
 * Tells whether a card number is a test number (contract TOK-13, SBX-1).
 * @param digits the card number, digits only
 * @param extraTestCards the deployment setting `extra_test_cards`
 */
export function isTestNumber(digits: string, extraTestCards: ReadonlySet<string> = NO_NUMBERS): boolean {
  return BY_NUMBER.has(digits) || (RANGE.test(digits) && isLuhnValid(digits)) || extraTestCards.has(digits)
}

/** What a card number does in the sandbox; numbers that are not listed are ordinary and approved. */
export function testCardBehaviour(digits: string): TestCardBehaviour {
  return BY_NUMBER.get(digits) ?? ORDINARY
}
