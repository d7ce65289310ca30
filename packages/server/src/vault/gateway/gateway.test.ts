import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AuthorizeRequest } from '../../acquirers/index.ts'
import { newId } from '../../http/identifiers.ts'
import { APPROVED, DECLINED, NOT_SENT, UNKNOWN, openTestVault, storeCard } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'
import type { Authorization } from './send.ts'

let under: VaultUnderTest
beforeAll(async () => {
  under = await openTestVault()
})
afterAll(() => under.close())
beforeEach(() => {
  const { connector } = under
  connector.answers = [APPROVED]
  connector.inquiryAnswers = [{ kind: 'not_found' }]
  for (const heard of [connector.authorizations, connector.followUps, connector.inquiries]) heard.length = 0
})

const storedCredentials = { sequence: 'FIRST', initiator: 'CARDHOLDER', isScheduled: false } as const

/** A request for a token; each call is a new attempt unless told otherwise. */
const request = (
  token: { merchantId: string; tokenId: string },
  changes: Partial<Authorization> = {},
): Authorization => ({
  merchantId: token.merchantId,
  tokenId: token.tokenId,
  attemptId: newId(),
  connector: 'scripted',
  amountMinor: 1100,
  tipMinor: 100,
  currency: 'usd',
  capture: true,
  ...changes,
})
const authorize = (token: { merchantId: string; tokenId: string }, changes: Partial<Authorization> = {}) =>
  under.vault.authorize(request(token, changes))
const refused = (code: string) => ({ kind: 'refused', code })
const sent = (outcome: object) => expect.objectContaining({ kind: 'sent', outcome })

const codeSent = ({ card }: AuthorizeRequest) => ('verificationCode' in card ? card.verificationCode : undefined)

async function codesOf(tokenId: string): Promise<number> {
  const { rowCount } = await under.databases.vault.query('select from vault.verification_code where token_id = $1', [
    tokenId,
  ])
  return rowCount!
}
async function sendOf(attemptId: string) {
  const { rows } = await under.databases.vault.query(
    'select kind, state, token_id, outcome from vault.send where attempt_id = $1',
    [attemptId],
  )
  return rows[0]
}

test('§1: the acquirer gets the card, the amount and the reference; the caller gets the outcome and no number', async () => {
  const token = await storeCard(under.vault, undefined, { address_line1: '1 Main St', address_zip: '94085' })
  const asked = request(token, { storedCredentials, level2: { tax_amount: 1 } })
  const result = await under.vault.authorize(asked)
  expect(under.connector.authorizations).toEqual([
    {
      merchantId: token.merchantId,
      reference: asked.attemptId,
      amountMinor: 1100,
      tipMinor: 100,
      currency: 'usd',
      capture: true,
      storedCredentials,
      level2: { tax_amount: 1 },
      instrumentReference: token.tokenId,
      card: {
        number: '4242424242424242',
        expiryMonth: 12,
        expiryYear: 2030,
        verificationCode: '123',
        brand: 'VISA',
        addressLine1: '1 Main St',
        addressZip: '94085',
      },
    },
  ])
  expect(result).toMatchObject({ kind: 'sent', outcome: APPROVED, token: { id: token.tokenId, last4: '4242' } })
  expect(JSON.stringify(result)).not.toContain('4242424242424242')
})

test('§3: the send is durable before the first byte leaves, and the outcome before the caller hears of it', async () => {
  const token = await storeCard(under.vault)
  const asked = request(token)
  let whileSending: unknown
  under.connector.answers = [
    async () => {
      whileSending = await sendOf(asked.attemptId)
      return APPROVED
    },
  ]
  await under.vault.authorize(asked)
  expect(whileSending).toEqual({ kind: 'authorization', state: 'sent', token_id: token.tokenId, outcome: null })
  expect(await sendOf(asked.attemptId)).toMatchObject({ state: 'decided', outcome: APPROVED })
})

test('TOK-32: the first success consumes a single-pay token', async () => {
  const token = await storeCard(under.vault)
  expect(await authorize(token)).toEqual(sent(APPROVED))
  expect(await authorize(token)).toEqual(refused('token_already_used'))
  expect(under.connector.authorizations).toHaveLength(1)
  expect(await under.vault.readToken(token.merchantId, token.tokenId)).toMatchObject({
    usedMs: expect.any(Number),
    lastAccessedMs: expect.any(Number),
  })
})

test('TOK-33, TOK-37: a decline leaves the token free, and the next attempt runs without the verification code', async () => {
  const token = await storeCard(under.vault)
  under.connector.answers = [DECLINED, APPROVED]
  expect(await authorize(token)).toEqual(sent(DECLINED))
  expect(await codesOf(token.tokenId)).toBe(0)
  expect(await authorize(token)).toEqual(sent(APPROVED))
  expect(under.connector.authorizations.map(codeSent)).toEqual(['123', undefined])
})

test('TOK-37: a verification code past its 15 minutes is not sent, deleted or not', async () => {
  const token = await storeCard(under.vault)
  await under.databases.vault.query(
    `update vault.verification_code set created_at = now() - interval '15 minutes' where token_id = $1`,
    [token.tokenId],
  )
  await authorize(token)
  expect(codeSent(under.connector.authorizations[0]!)).toBeUndefined()
})

test('TOK-35: of fifty attempts at once one is sent, the others hear token_in_use', async () => {
  const token = await storeCard(under.vault)
  let finish!: () => void
  const held = new Promise<void>(resolve => (finish = resolve))
  under.connector.answers = [() => held.then(() => APPROVED)]
  const other = under.another()
  const attempts = Array.from({ length: 50 }, (_, index) => (index % 2 ? under.vault : other).authorize(request(token)))
  const others = attempts.map(attempt =>
    attempt.then(result => (result.kind === 'refused' ? result.code : result.kind)),
  )
  const settled: string[] = []
  for (const attempt of others) void attempt.then(kind => settled.push(kind))
  await expect.poll(() => settled.length).toBe(49)
  expect(new Set(settled)).toEqual(new Set(['token_in_use']))
  finish()
  expect((await Promise.all(others)).filter(kind => kind === 'sent')).toHaveLength(1)
  expect(under.connector.authorizations).toHaveLength(1)
})

test('TOK-34: an expired single-pay token is refused in the claim itself', async () => {
  const token = await storeCard(under.vault)
  await under.databases.vault.query(`update vault.token set created_at = now() - interval '60 minutes' where id = $1`, [
    token.tokenId,
  ])
  expect(await authorize(token)).toEqual(refused('token_expired'))
  expect(under.connector.authorizations).toHaveLength(0)
})

test('GEN-23: a token of another merchant is resource_missing', async () => {
  const { tokenId } = await storeCard(under.vault)
  expect(await authorize({ merchantId: newId(), tokenId })).toEqual(refused('resource_missing'))
})

test('TOK-36, CHG-10: a multi-pay token needs stored credentials, and takes many attempts, at once too', async () => {
  const token = await storeCard(under.vault, undefined, { isMultipay: true })
  expect(await authorize(token)).toEqual(refused('stored_credentials_required'))
  const results = await Promise.all(Array.from({ length: 10 }, () => authorize(token, { storedCredentials })))
  expect(results).toEqual(Array(10).fill(sent(APPROVED)))
  expect(await under.vault.readToken(token.merchantId, token.tokenId)).toMatchObject({
    isMultipay: true,
    usedMs: expect.any(Number),
    claimedBy: undefined,
  })
})

test('GEN-27: a brand that may not pay in the currency is refused and its token stays free', async () => {
  const token = await storeCard(under.vault)
  expect(await authorize(token, { brands: ['MC'] })).toEqual(refused('invalid_currency'))
  expect(await authorize(token, { brands: ['MC', 'VISA'] })).toEqual(sent(APPROVED))
})

test('§3: a repeat of an attempt is answered with the first outcome and not sent again, by any process', async () => {
  for (const outcome of [APPROVED, DECLINED]) {
    const token = await storeCard(under.vault)
    under.connector.answers = [outcome]
    const asked = request(token)
    await under.vault.authorize(asked)
    under.connector.authorizations.length = 0
    expect(await under.vault.authorize(asked)).toEqual(sent(outcome))
    expect(await under.another().authorize(asked)).toEqual(sent(outcome))
    expect(under.connector.authorizations).toHaveLength(0)
  }
})

test('§3: a repeat while the first is under way waits for it', async () => {
  const asked = request(await storeCard(under.vault))
  const [one, other] = await Promise.all([under.vault.authorize(asked), under.vault.authorize(asked)])
  expect(one).toBe(other)
  expect(under.connector.authorizations).toHaveLength(1)
})

test('CHG-27: when nothing was sent the token is untouched and no record is left', async () => {
  const token = await storeCard(under.vault)
  under.connector.answers = [NOT_SENT, APPROVED]
  const asked = request(token)
  expect(await under.vault.authorize(asked)).toEqual(sent(NOT_SENT))
  expect(await sendOf(asked.attemptId)).toBeUndefined()
  expect(await codesOf(token.tokenId)).toBe(1)
  expect(await under.vault.authorize(asked)).toEqual(sent(APPROVED))
})

test('CHG-24: an approval or decline that an inquiry finds in time is answered as if it had come at once', async () => {
  for (const found of [APPROVED, DECLINED]) {
    const token = await storeCard(under.vault)
    under.connector.answers = [UNKNOWN]
    under.connector.inquiryAnswers = [found]
    const asked = request(token)
    expect(await under.vault.authorize(asked)).toEqual(sent(found))
    expect(await sendOf(asked.attemptId)).toMatchObject({ state: 'decided', outcome: found })
  }
  expect(under.connector.inquiries).toHaveLength(2)
})

test('CHG-24: unanswered inquiries end with the budget', async () => {
  under.connector.answers = [UNKNOWN]
  under.connector.inquiryAnswers = [UNKNOWN as never]
  expect(await authorize(await storeCard(under.vault))).toEqual(sent(UNKNOWN))
  expect(under.connector.inquiries).toEqual([expect.objectContaining({ timeoutMs: 20 })])
})

test('TOK-35, TOK-37: an unknown outcome holds the token, destroys the verification code and stays on record', async () => {
  const token = await storeCard(under.vault)
  under.connector.answers = [UNKNOWN, APPROVED]
  const asked = request(token)
  expect(await under.vault.authorize(asked)).toEqual(sent(expect.objectContaining({ kind: 'unknown' })))
  expect(await codesOf(token.tokenId)).toBe(0)
  expect(await sendOf(asked.attemptId)).toMatchObject({ state: 'sent', outcome: null })
  expect(await authorize(token)).toEqual(refused('token_in_use'))
})

test('F1: a repeat after a crash in mid-send asks the acquirer and never sends a second time', async () => {
  const token = await storeCard(under.vault)
  const asked = request(token)
  // The process dies after the send was recorded: here, the answer never comes.
  under.connector.answers = [() => new Promise(() => {})]
  void under.vault.authorize(asked)
  await expect.poll(() => under.connector.authorizations.length).toBe(1)
  under.connector.inquiryAnswers = [APPROVED]
  expect(await under.another().authorize(asked)).toEqual(sent(APPROVED))
  expect(under.connector.authorizations).toHaveLength(1)
  expect(await authorize(token)).toEqual(refused('token_already_used'))
})

test('CHG-14, F8: an inquiry records what it finds; what is on record is not asked again', async () => {
  const token = await storeCard(under.vault)
  under.connector.answers = [UNKNOWN]
  const asked = request(token)
  await under.vault.authorize(asked)
  under.connector.inquiryAnswers = [DECLINED]
  expect(await under.vault.inquire(asked)).toEqual(DECLINED)
  const inquiries = under.connector.inquiries.length
  expect(await under.vault.inquire(asked)).toEqual(DECLINED)
  expect(under.connector.inquiries).toHaveLength(inquiries)
  expect(await under.vault.inquire({ ...asked, attemptId: newId() })).toEqual({ kind: 'not_found' })
  under.connector.answers = [APPROVED]
  expect(await authorize(token)).toEqual(sent(APPROVED))
})

test('TOK-33, CHG-25: once a reversal is confirmed the token is free, whether the outcome was unknown or approved', async () => {
  for (const outcome of [UNKNOWN, APPROVED]) {
    const token = await storeCard(under.vault)
    under.connector.answers = [outcome, UNKNOWN, APPROVED]
    const asked = request(token)
    await under.vault.authorize(asked)
    const reversal = { ...asked, attemptId: newId(), originalAttemptId: asked.attemptId }
    expect(await under.vault.reverse(reversal)).toMatchObject({ kind: 'unknown' })
    expect(await authorize(token)).toEqual(refused(outcome === UNKNOWN ? 'token_in_use' : 'token_already_used'))
    expect(await under.vault.reverse(reversal)).toEqual(APPROVED)
    expect(await authorize(token)).toEqual(sent(APPROVED))
    expect(await under.vault.authorize(asked)).toEqual(sent(expect.objectContaining({ kind: 'unknown' })))
  }
})

test('TOK-32: a void at the merchant’s wish leaves the token used', async () => {
  const token = await storeCard(under.vault)
  const asked = request(token)
  await under.vault.authorize(asked)
  expect(await under.vault.void({ ...asked, attemptId: newId(), originalAttemptId: asked.attemptId })).toEqual(APPROVED)
  expect(await authorize(token)).toEqual(refused('token_already_used'))
})

test('CHG-28: a capture is recorded, repeated under its own reference until decided, then answered from the record', async () => {
  const merchantId = newId()
  const capture = { merchantId, connector: 'scripted', attemptId: newId(), originalAttemptId: newId() }
  const asked = { ...capture, amountMinor: 500, tipMinor: 0, currency: 'usd' }
  under.connector.answers = [UNKNOWN, NOT_SENT, APPROVED]
  expect(await under.vault.capture(asked)).toMatchObject({ kind: 'unknown' })
  // The acquirer is out of reach now; that says nothing of the first time.
  expect(await under.vault.capture(asked)).toMatchObject({ kind: 'unknown' })
  expect(await under.vault.capture(asked)).toEqual(APPROVED)
  expect(await under.vault.capture(asked)).toEqual(APPROVED)
  const { amountMinor, tipMinor, currency } = asked
  const message = {
    merchantId,
    reference: asked.attemptId,
    originalReference: asked.originalAttemptId,
    amountMinor,
    tipMinor,
    currency,
  }
  expect(under.connector.followUps).toEqual([message, message, message])
})

test('REF-9: a refund is repeated under its own reference until decided, then answered from the record', async () => {
  const merchantId = newId()
  const refund = { merchantId, connector: 'scripted', attemptId: newId(), originalAttemptId: newId() }
  const asked = { ...refund, amountMinor: 500, tipMinor: 100, currency: 'usd' }
  under.connector.answers = [UNKNOWN, NOT_SENT, DECLINED]
  expect(await under.vault.refund(asked)).toMatchObject({ kind: 'unknown' })
  expect(await sendOf(asked.attemptId)).toMatchObject({ kind: 'refund', state: 'sent', outcome: null })
  expect(await under.vault.refund(asked)).toMatchObject({ kind: 'unknown' })
  expect(await under.another().refund(asked)).toEqual(DECLINED)
  expect(await under.vault.refund(asked)).toEqual(DECLINED)
  const message = {
    merchantId,
    reference: asked.attemptId,
    originalReference: asked.originalAttemptId,
    amountMinor: 500,
    tipMinor: 100,
    currency: 'usd',
  }
  expect(under.connector.followUps).toEqual([message, message, message])
})

test('contract 8.2: the cancel of a refund names the refund, and is no void of the authorization', async () => {
  const merchantId = newId()
  const cancel = { merchantId, connector: 'scripted', attemptId: newId(), originalAttemptId: newId() }
  const results = await Promise.all([under.vault.voidRefund(cancel), under.vault.voidRefund(cancel)])
  expect([...results, await under.vault.voidRefund(cancel)]).toEqual([APPROVED, APPROVED, APPROVED])
  expect(under.connector.followUps).toEqual([
    { merchantId, reference: cancel.attemptId, originalReference: cancel.originalAttemptId },
  ])
  expect(await sendOf(cancel.attemptId)).toMatchObject({ kind: 'refund_void', state: 'decided', outcome: APPROVED })
})

test('CHG-27: a capture that could not be sent leaves no record', async () => {
  const attemptId = newId()
  under.connector.answers = [NOT_SENT]
  const asked = { merchantId: newId(), connector: 'scripted', attemptId, originalAttemptId: newId() }
  expect(await under.vault.capture({ ...asked, amountMinor: 1, tipMinor: 0, currency: 'usd' })).toEqual(NOT_SENT)
  expect(await sendOf(attemptId)).toBeUndefined()
})

test('GEN-19: a connector that throws or repeats the card number gives neither caller nor log nor table the number', async () => {
  const [thrower, talker] = [await storeCard(under.vault), await storeCard(under.vault)]
  under.connector.answers = [new Error('cannot send 4242424242424242'), { ...APPROVED, text: 'OK 4242424242424242' }]
  const results = [await authorize(thrower), await authorize(talker)]
  expect(results[0]).toEqual(sent(expect.objectContaining({ kind: 'unknown' })))
  expect(results[1]).toMatchObject({ outcome: { kind: 'approved', text: 'OK ****************' } })
  const { rows } = await under.databases.vault.query('select s::text from vault.send s')
  expect(JSON.stringify([results, under.logged, rows])).not.toContain('4242424242424242')
  expect(under.logged).toHaveLength(1)
})

test('F12, PCI-06: a card whose bytes changed is not sent, and its token is free again', async () => {
  const token = await storeCard(under.vault)
  const flip = ([table, column, id]: readonly [string, string, string]) =>
    under.databases.vault.query(
      `update vault.${table} set ${column} = set_byte(${column}, 20, get_byte(${column}, 20) # 1) where ${id} = $1`,
      [token.tokenId],
    )
  for (const place of [
    ['token', 'sealed_number', 'id'],
    ['verification_code', 'sealed_code', 'token_id'],
  ] as const) {
    await flip(place)
    await expect(authorize(token)).rejects.toMatchObject({
      code: 'processing_error',
      details: { cause: { name: 'SealBrokenError' } },
    })
    await flip(place)
  }
  expect(under.connector.authorizations).toHaveLength(0)
  expect(await authorize(token)).toEqual(sent(APPROVED))
})

test('PCI-06: a sealed number copied from another merchant’s or another token’s row does not open', async () => {
  const merchantId = newId()
  const [token, sibling, foreign] = [
    await storeCard(under.vault, merchantId),
    await storeCard(under.vault, merchantId),
    await storeCard(under.vault),
  ]
  for (const { tokenId } of [sibling, foreign]) {
    await under.databases.vault.query(
      'update vault.token t set sealed_number = s.sealed_number from vault.token s where t.id = $1 and s.id = $2',
      [token.tokenId, tokenId],
    )
    await expect(authorize(token)).rejects.toMatchObject({ code: 'processing_error' })
  }
})
