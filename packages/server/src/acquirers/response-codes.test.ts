import { describe, expect, test } from 'vitest'
import {
  addressChecks,
  approves,
  DECLINE_CODES,
  declineMessage,
  declineOf,
  OWN_DECLINES,
  verificationCodeCheck,
} from './response-codes.ts'

/** Contract 6.9, one line to a row of its table. */
const TABLE = `
01 call_issuer use_other_card
02 call_issuer use_other_card
70 call_issuer use_other_card
03 invalid_merchant do_not_retry
04 pickup_card do_not_retry
07 pickup_card do_not_retry
05 do_not_honor use_other_card
06 processing_error retry_later
30 processing_error retry_later
96 processing_error retry_later
10 partial_approval use_other_card
12 invalid_transaction use_other_card
13 invalid_amount correct_data
14 invalid_account do_not_retry
79 invalid_account do_not_retry
15 issuer_not_found do_not_retry
19 reenter_transaction retry_later
39 no_such_account use_other_card
52 no_such_account use_other_card
53 no_such_account use_other_card
41 lost_card do_not_retry
43 stolen_card do_not_retry
46 account_closed do_not_retry
51 insufficient_funds retry_later
54 expired_card correct_data
55 pin_error use_other_card
75 pin_error use_other_card
86 pin_error use_other_card
57 transaction_not_allowed use_other_card
58 merchant_not_allowed do_not_retry
59 suspected_fraud do_not_retry
83 suspected_fraud do_not_retry
61 amount_limit_exceeded retry_later
62 restricted_card use_other_card
63 security_violation do_not_retry
65 frequency_limit_exceeded retry_later
78 card_not_activated use_other_card
82 issuer_policy use_other_card
91 issuer_unavailable retry_later
92 issuer_unavailable retry_later
93 violation_of_law do_not_retry
94 duplicate_transaction do_not_retry
N7 incorrect_cvc correct_data
1A authentication_required authenticate
R0 stop_payment do_not_retry
R1 authorization_revoked do_not_retry
R3 authorization_revoked do_not_retry
85 generic_decline use_other_card
ZZ generic_decline use_other_card
99 generic_decline use_other_card`
  .trim()
  .split('\n')
  .map(row => row.split(' ') as [string, string, string])

describe('CHG-35: each code maps as in the table of 6.9', () => {
  test.each(TABLE)('CHG-35 %s: %s, %s', (code, declineCode, adviceCode) => {
    expect(declineOf(code)).toMatchObject({ declineCode, adviceCode })
    expect(approves(code)).toBe(false)
  })

  test.each(['pickup_card', 'lost_card', 'stolen_card', 'suspected_fraud', 'security_violation'] as const)(
    'CHG-35: the message of %s does not tell why',
    declineCode => {
      expect(declineMessage(declineCode)).toBe(declineMessage('generic_decline'))
    },
  )

  test('CHG-35: every decline code has a message, and a decline carries the one of its code', () => {
    for (const code of DECLINE_CODES) expect(declineMessage(code)).toMatch(/^[A-Z].+\.$/)
    expect(declineOf('51').message).toBe(declineMessage('insufficient_funds'))
  })
})

test.each(['00', '08', '11'])('CHG-36: code %s approves', code => {
  expect(approves(code)).toBe(true)
  expect(approves(code, true)).toBe(true)
})

test('CHG-36: code 85 approves a verification only', () => {
  expect(approves('85', true)).toBe(true)
  expect(approves('85')).toBe(false)
})

test('CHG-21: what Trefoil declines itself has the advice of 6.9', () => {
  expect(OWN_DECLINES.incorrectCvc).toMatchObject({ declineCode: 'incorrect_cvc', adviceCode: 'correct_data' })
  expect(OWN_DECLINES.incorrectZip).toMatchObject({ declineCode: 'incorrect_zip', adviceCode: 'correct_data' })
  expect(OWN_DECLINES.incorrectAddress).toMatchObject({ declineCode: 'incorrect_address', adviceCode: 'correct_data' })
  expect(OWN_DECLINES.authenticationFailed).toMatchObject({
    declineCode: 'authentication_failed',
    adviceCode: 'authenticate',
  })
  expect(OWN_DECLINES.giftCardInvalid).toMatchObject({ declineCode: 'gift_card_invalid', adviceCode: 'correct_data' })
  expect(OWN_DECLINES.giftCardEmpty).toMatchObject({ declineCode: 'insufficient_funds', adviceCode: 'use_other_card' })
})

describe('CHG-20: answer letters', () => {
  const addressRows = [
    ['YXDFM', 'pass', 'pass'],
    ['A', 'pass', 'fail'],
    ['ZW', 'fail', 'pass'],
    ['N', 'fail', 'fail'],
    ['B', 'pass', 'unavailable'],
    ['P', 'unavailable', 'pass'],
    ['CGISU', 'unavailable', 'unavailable'],
    ['ERTKLO?', 'unchecked', 'unchecked'],
  ] as const
  test.each(addressRows)('CHG-20: address letters %s are %s, %s', (letters, addressLine1, addressZip) => {
    for (const letter of letters) expect(addressChecks(letter)).toEqual({ addressLine1, addressZip })
  })

  test.each([
    ['M', 'pass'],
    ['N', 'fail'],
    ['S', 'unavailable'],
    ['U', 'unavailable'],
    ['P', 'unchecked'],
    ['', 'unchecked'],
    [undefined, 'unchecked'],
  ])('CHG-20: verification letter %s is %s', (letter, check) => {
    expect(verificationCodeCheck(letter)).toBe(check)
  })

  test('CHG-20: no address letter is unchecked', () => {
    expect(addressChecks(undefined)).toEqual({ addressLine1: 'unchecked', addressZip: 'unchecked' })
    expect(addressChecks('')).toEqual({ addressLine1: 'unchecked', addressZip: 'unchecked' })
  })
})
