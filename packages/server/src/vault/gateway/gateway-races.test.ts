/** Two processes at one row, in the order that hurts: both have read it before either may write it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../http/identifiers.ts'
import { APPROVED, DECLINED, UNKNOWN, openTestVault, storeCard } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'

let under: VaultUnderTest
beforeAll(async () => {
  under = await openTestVault()
})
afterAll(() => under.close())

/** Holds the row while the calls run into it, then lets go. */
async function collide<Result>(
  lock: string,
  key: string,
  calls: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const { owner } = under.databases
  const running = await owner.transaction(async transaction => {
    await transaction.query(lock, [key])
    const started = calls.map(call => call())
    await expect
      .poll(async () => {
        const { rows } = await owner.query<{ waiting: number }>(
          `select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rows[0]!.waiting
      })
      .toBe(calls.length)
    return { started }
  })
  return Promise.all(running.started)
}

test('TOK-35: two processes that both saw a token free: one gets it', async () => {
  const { merchantId, tokenId } = await storeCard(under.vault)
  const attempt = () => ({
    merchantId,
    tokenId,
    attemptId: newId(),
    connector: 'scripted',
    amountMinor: 100,
    tipMinor: 0,
    currency: 'usd',
    capture: true,
  })
  under.connector.answers = [APPROVED]
  const results = await collide('select from vault.token where id = $1 for update', tokenId, [
    () => under.vault.authorize(attempt()),
    () => under.another().authorize(attempt()),
  ])
  expect(under.connector.authorizations).toHaveLength(1)
  expect(results.filter(({ kind }) => kind === 'sent')).toHaveLength(1)
  expect(results.find(({ kind }) => kind === 'refused')).toMatchObject({
    code: expect.stringMatching(/^token_(in_use|already_used)$/),
  })
})

test('§3: the same attempt in two processes is sent once', async () => {
  const { merchantId, tokenId } = await storeCard(under.vault)
  const asked = {
    merchantId,
    tokenId,
    attemptId: newId(),
    connector: 'scripted',
    amountMinor: 100,
    tipMinor: 0,
    currency: 'usd',
    capture: true,
  }
  under.connector.authorizations.length = 0
  under.connector.inquiryAnswers = [APPROVED]
  const results = await collide('select from vault.token where id = $1 for update', tokenId, [
    () => under.vault.authorize(asked),
    () => under.another().authorize(asked),
  ])
  expect(under.connector.authorizations).toHaveLength(1)
  for (const result of results) expect(result).toMatchObject({ kind: 'sent', outcome: APPROVED })
})

test('§3: of two processes that find different outcomes the first one counts, for both', async () => {
  const { merchantId, tokenId } = await storeCard(under.vault)
  const attemptId = newId()
  const asked = { merchantId, attemptId, connector: 'scripted' }
  under.connector.answers = [UNKNOWN]
  under.connector.inquiryAnswers = [{ kind: 'not_found' }]
  await under.vault.authorize({ ...asked, tokenId, amountMinor: 100, tipMinor: 0, currency: 'usd', capture: true })
  under.connector.inquiryAnswers = [APPROVED, DECLINED]
  const [one, other] = await collide('select from vault.send where attempt_id = $1 for update', attemptId, [
    () => under.vault.inquire(asked),
    () => under.another().inquire(asked),
  ])
  expect(one).toEqual(other)
  expect(await under.vault.inquire(asked)).toEqual(one)
})
