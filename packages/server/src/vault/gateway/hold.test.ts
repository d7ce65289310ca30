import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../http/identifiers.ts'
import { APPROVED, DECLINED, NOT_SENT, openTestVault, storeCard } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'
import type { Vault } from '../vault.ts'
import type { Authorization } from './send.ts'

let under: VaultUnderTest
beforeAll(async () => {
  under = await openTestVault()
})
afterAll(() => under.close())
beforeEach(() => {
  const { connector } = under
  connector.answers = [APPROVED]
  connector.authenticationAnswers = [{ result: 'AUTHENTICATION_SUCCESSFUL', proof: PROOF }]
  for (const heard of [connector.authorizations, connector.authentications, connector.inquiries]) heard.length = 0
})

const PROOF = { eci: '05', cavv: 'AAABBWFlmQAAAABjRWWZEEFgFz8=', dsTransactionId: 'f25084f0', protocolVersion: '2.2.0' }
const browser = { browser_user_agent: 'Mozilla/5.0' }

interface Attempt {
  readonly merchantId: string
  readonly tokenId: string
  readonly attemptId: string
}
const attempt = async (card: Parameters<typeof storeCard>[2] = {}): Promise<Attempt> => {
  const { merchantId, tokenId } = await storeCard(under.vault, undefined, card)
  return { merchantId, tokenId, attemptId: newId() }
}
const hold = (name: Attempt, vault: Vault = under.vault, stepsOver = 0) =>
  vault.authenticate({ ...name, connector: 'scripted', browser, stepsOver })
const authorize = (name: Attempt, changes: Partial<Authorization> = {}, vault: Vault = under.vault) =>
  vault.authorize({
    ...name,
    connector: 'scripted',
    amountMinor: 1100,
    tipMinor: 0,
    currency: 'usd',
    capture: true,
    ...changes,
  })
async function sendOf({ attemptId }: Attempt) {
  const { rows } = await under.databases.vault.query('select state, outcome from vault.send where attempt_id = $1', [
    attemptId,
  ])
  return rows[0]
}
const refused = (code: string) => ({ kind: 'refused', code })
const other = (name: Attempt): Attempt => ({ ...name, attemptId: newId() })

test('CHG-19: the 3-D Secure server gets the card without its verification code, and nothing is sent', async () => {
  const name = await attempt()
  const result = await hold(name)
  expect(result).toMatchObject({ kind: 'asked', answer: { proof: PROOF }, token: { id: name.tokenId } })
  expect(JSON.stringify(result)).not.toContain('4242424242424242')
  expect(under.connector.authentications).toEqual([
    {
      merchantId: name.merchantId,
      reference: name.attemptId,
      card: { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, brand: 'VISA' },
      browser,
      stepsOver: 0,
      stepResult: undefined,
    },
  ])
  expect(under.connector.authorizations).toEqual([])
  expect(await sendOf(name)).toEqual({ state: 'held', outcome: null })
})

test('TOK-35: a token that is held is in use for everybody but its attempt', async () => {
  const name = await attempt()
  await hold(name)
  expect(await authorize(other(name))).toEqual(refused('token_in_use'))
  expect(await hold(other(name))).toEqual(refused('token_in_use'))
  expect(await authorize(name)).toMatchObject({ kind: 'sent', outcome: { kind: 'approved' } })
  expect(await authorize(other(name))).toEqual(refused('token_already_used'))
})

test('TOK-37: the verification code and the proof reach the acquirer with the authorization', async () => {
  const name = await attempt()
  await hold(name)
  await authorize(name, { authentication: PROOF })
  expect(under.connector.authorizations).toMatchObject([
    { reference: name.attemptId, authentication: PROOF, card: { verificationCode: '123' } },
  ])
  expect(under.connector.authorizations[0]).not.toHaveProperty('keepsHold')
})

test('§3: a hold may be repeated, also after the authorization', async () => {
  const name = await attempt()
  await hold(name)
  await hold(name, under.vault, 1)
  await authorize(name)
  expect(await hold(name)).toMatchObject({ kind: 'asked' })
  expect(await sendOf(name)).toMatchObject({ state: 'decided' })
  expect(under.connector.authentications.map(({ stepsOver }) => stepsOver)).toEqual([0, 1, 0])
})

test('§3: the authorization of a held attempt is sent once, by whichever process', async () => {
  const name = await attempt()
  await hold(name)
  const second = under.another()
  await Promise.all([authorize(name), authorize(name, {}, second), authorize(name)])
  await authorize(name)
  expect(under.connector.authorizations).toHaveLength(1)
})

test('CHG-27: what could not be sent holds its token again, when it is to', async () => {
  const name = await attempt()
  await hold(name)
  under.connector.answers = [NOT_SENT, APPROVED]
  expect(await authorize(name, { keepsHold: true })).toMatchObject({ outcome: { kind: 'not_sent' } })
  expect(await sendOf(name)).toEqual({ state: 'held', outcome: null })
  expect(await authorize(other(name))).toEqual(refused('token_in_use'))
  expect(await authorize(name, { keepsHold: true })).toMatchObject({ outcome: { kind: 'approved' } })
})

test('CHG-27: and otherwise is forgotten, with its token free', async () => {
  const name = await attempt()
  await hold(name)
  under.connector.answers = [NOT_SENT, APPROVED]
  expect(await authorize(name)).toMatchObject({ outcome: { kind: 'not_sent' } })
  expect(await sendOf(name)).toBeUndefined()
  expect(await authorize(other(name))).toMatchObject({ outcome: { kind: 'approved' } })
})

test('TOK-33: a decline frees the token', async () => {
  const name = await attempt()
  await hold(name)
  under.connector.answers = [DECLINED, APPROVED]
  await authorize(name)
  expect(await authorize(other(name))).toMatchObject({ outcome: { kind: 'approved' } })
})

test('CHG-19: a held attempt that is withdrawn is never sent, and its token is free', async () => {
  const name = await attempt()
  await hold(name)
  expect(await under.vault.withdraw(name.merchantId, name.attemptId)).toBe(true)
  expect(await under.vault.inquire({ ...name, connector: 'scripted' })).toEqual({ kind: 'reversed' })
  expect(await authorize(name)).toMatchObject({ outcome: { kind: 'unknown' } })
  expect(under.connector.authorizations).toEqual([])
  expect(await authorize(other(name))).toMatchObject({ outcome: { kind: 'approved' } })
})

test('§3: an attempt that was sent is not withdrawn', async () => {
  const name = await attempt()
  await hold(name)
  await authorize(name)
  expect(await under.vault.withdraw(name.merchantId, name.attemptId)).toBe(false)
})

test('6.5: when nobody can be asked, nothing is held that was not held before', async () => {
  const name = await attempt()
  under.connector.authenticationAnswers = [new Error('4242424242424242')]
  const failed = await hold(name).catch((error: Error) => error)
  expect(failed).toMatchObject({ code: 'acquirer_unavailable' })
  expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain('4242424242424242')
  expect(await sendOf(name)).toBeUndefined()
  under.connector.authenticationAnswers = [{ result: 'AUTHENTICATION_FAILED' }, new Error('away')]
  const held = other(name)
  await hold(held)
  await expect(hold(held, under.vault, 1)).rejects.toMatchObject({ code: 'acquirer_unavailable' })
  expect(await sendOf(held)).toEqual({ state: 'held', outcome: null })
})

test('CHG-10, GEN-27: a hold is refused as an authorization is', async () => {
  const multipay = await attempt({ isMultipay: true })
  expect(await hold(multipay)).toEqual(refused('stored_credentials_required'))
  const name = await attempt()
  const wish = { ...name, connector: 'scripted', browser, stepsOver: 0, brands: ['MC'] }
  expect(await under.vault.authenticate(wish)).toEqual(refused('invalid_currency'))
  expect(await hold({ ...name, tokenId: 'clv_1TSTSunknown' })).toEqual(refused('resource_missing'))
})

test('TOK-31: a multi-pay token is held by nobody', async () => {
  const name = await attempt({ isMultipay: true })
  const storedCredentials = { sequence: 'FIRST', initiator: 'CARDHOLDER', isScheduled: false } as const
  await under.vault.authenticate({ ...name, connector: 'scripted', browser, stepsOver: 0, storedCredentials })
  expect(await authorize(other(name), { storedCredentials })).toMatchObject({ outcome: { kind: 'approved' } })
  expect(await authorize(name, { storedCredentials })).toMatchObject({ outcome: { kind: 'approved' } })
  expect(under.connector.authorizations).toHaveLength(2)
})
