/** The gateway with the sandbox's own acquirer: what the two agree on, and what its books say. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../../acquirers/index.ts'
import type { Sandbox } from '../../acquirers/index.ts'
import { newId } from '../../http/identifiers.ts'
import { openTestVault, storeCard } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'
import type { Vault } from '../vault.ts'

let under: VaultUnderTest
let sandbox: Sandbox
let vault: Vault
beforeAll(async () => {
  under = await openTestVault()
  sandbox = createSandbox({ database: under.databases.acquirer, acquirerTimeoutMs: 500 })
  vault = under.another({ connectors: new Map([['sandbox', sandbox.connector]]), inquiryBudgetMs: 1000 })
})
afterAll(async () => {
  await sandbox.connector.close()
  await sandbox.whenIdle()
  await under.close()
})

async function charge(amountMinor: number, fields: Record<string, unknown> = {}) {
  const token = await storeCard(vault, undefined, fields)
  const attemptId = newId()
  const { merchantId, tokenId } = token
  const asked = {
    merchantId,
    tokenId,
    attemptId,
    connector: 'sandbox',
    amountMinor,
    tipMinor: 0,
    currency: 'usd',
    capture: true,
  }
  const result = await vault.authorize(asked)
  return { ...asked, outcome: result.kind === 'sent' ? result.outcome : result }
}

test('19.1, 19.2: number and verification code reach the acquirer', async () => {
  expect(await charge(1000)).toMatchObject({ outcome: { kind: 'approved', checks: { cvc: 'pass' } } })
  expect(await charge(1000, { cvv: '901' })).toMatchObject({ outcome: { kind: 'approved', checks: { cvc: 'fail' } } })
  expect(await charge(1000, { number: '4005571702222222' })).toMatchObject({
    outcome: { kind: 'declined', networkCode: '05' },
  })
})

test('19.3 91000001: unreachable, the token stays free', async () => {
  const asked = await charge(91_000_001)
  expect(asked.outcome).toEqual({ kind: 'not_sent' })
  expect(await vault.readToken(asked.merchantId, asked.tokenId)).toMatchObject({
    claimedBy: undefined,
    usedMs: undefined,
  })
})

test('19.3 91000003, 91000004: a lost answer is found by inquiry', async () => {
  expect(await charge(91_000_003)).toMatchObject({ outcome: { kind: 'approved' } })
  expect(await charge(91_000_004)).toMatchObject({ outcome: { kind: 'declined', networkCode: '05' } })
})

test('19.3 91000002: unknown, then reversed, and the token is free', async () => {
  const asked = await charge(91_000_002)
  expect(asked.outcome).toMatchObject({ kind: 'unknown' })
  const reversal = { ...asked, attemptId: newId(), originalAttemptId: asked.attemptId }
  expect(await vault.reverse(reversal)).toMatchObject({ kind: 'approved' })
  expect(await vault.readToken(asked.merchantId, asked.tokenId)).toMatchObject({
    claimedBy: undefined,
    usedMs: undefined,
  })
})

test('19.3 91000002, contract 8.2: a refund whose answer is lost is done once, and can be undone', async () => {
  const { tokenId: _token, capture: _capture, ...charged } = await charge(95_000_000)
  const asked = { ...charged, attemptId: newId(), originalAttemptId: charged.attemptId, amountMinor: 91_000_002 }
  expect(await vault.refund(asked)).toMatchObject({ kind: 'unknown' })
  expect(await vault.refund(asked)).toMatchObject({ kind: 'approved' })
  const refunds = async () =>
    (
      await under.databases.acquirer.query(
        `select reversed from acquirer.transaction where kind = 'refund' and original_reference = $1`,
        [charged.attemptId],
      )
    ).rows
  expect(await refunds()).toEqual([{ reversed: false }])
  const cancel = { ...charged, attemptId: newId(), originalAttemptId: asked.attemptId }
  // The void stands for the amount that it undoes, and meets the same fault (contract SBX-4).
  expect(await vault.voidRefund(cancel)).toMatchObject({ kind: 'unknown' })
  expect(await vault.voidRefund(cancel)).toMatchObject({ kind: 'approved' })
  expect(await refunds()).toEqual([{ reversed: true }])
})
