import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../http/identifiers.ts'
import { SealBrokenError } from '../keyring/aead.ts'
import { openTestVault } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'
import type { ExternalToken } from './external-token.ts'

let under: VaultUnderTest
beforeAll(async () => {
  under = await openTestVault()
})
afterAll(() => under.close())

const EXTERNAL: ExternalToken = {
  type: 'TransArmor',
  value: 'tä-ключ 💳 1227',
  expiryMonth: 12,
  expiryYear: 2030,
  brand: 'VISA',
  first6: '424242',
  last4: '4242',
  cardholder: undefined,
  transactionId: 'MCC123',
}

async function store(external: ExternalToken = EXTERNAL) {
  const merchantId = newId()
  const { id } = await under.vault.createExternalToken({ merchantId, publicKeyId: newId(), appId: undefined, external })
  return { merchantId, tokenId: id }
}
const authorize = (token: { merchantId: string; tokenId: string }) =>
  under.vault.authorize({
    ...token,
    attemptId: newId(),
    connector: 'scripted',
    amountMinor: 1100,
    tipMinor: 0,
    currency: 'usd',
    capture: true,
    storedCredentials: { sequence: 'SUBSEQUENT', initiator: 'MERCHANT', isScheduled: false },
  })

test('TOK-28: the acquirer is sent the token as it came, with the original transaction, and no card', async () => {
  const token = await store()
  const result = await authorize(token)
  expect(under.connector.authorizations.at(-1)!.card).toEqual({
    externalTokenType: 'TransArmor',
    externalToken: EXTERNAL.value,
    originalTransactionId: 'MCC123',
    expiryMonth: 12,
    expiryYear: 2030,
    brand: 'VISA',
    last4: '4242',
  })
  expect(JSON.stringify(result)).not.toContain(EXTERNAL.value)
  expect(result).toMatchObject({ kind: 'sent', token: { external: { shown: 'tä-клю' } } })
})

test('PCI-06: one that was put in the place of a card does not open, and nothing is sent', async () => {
  const token = await store()
  await under.databases.vault.query('update vault.token set external = null where id = $1', [token.tokenId])
  const before = under.connector.authorizations.length
  await expect(authorize(token)).rejects.toMatchObject({ code: 'processing_error', cause: expect.any(SealBrokenError) })
  expect(under.connector.authorizations).toHaveLength(before)
})
