import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../http/identifiers.ts'
import { TEST_CARD, openTestVault, storeCard } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'

let under: VaultUnderTest
beforeAll(async () => {
  under = await openTestVault()
})
afterAll(() => under.close())

/** Every column of every table of the vault, as text. */
async function everythingStored(): Promise<string> {
  let text = ''
  for (const table of ['data_key', 'token', 'verification_code', 'send']) {
    const { rows } = await under.databases.owner.query<{ row: string }>(`select t::text as row from vault.${table} t`)
    text += rows.map(({ row }) => row).join('\n')
  }
  return text
}

test('5.2: what was stored is read back, in the database’s time', async () => {
  const before = Date.now()
  const address = {
    name: 'Jürgen "J" O’Brien \\',
    address_line1: '1 Main {St}, "A"',
    address_zip: '94085',
    email: 'j@x.de',
  }
  const { merchantId, tokenId, createdMs } = await storeCard(under.vault, undefined, address)
  expect(tokenId).toMatch(/^clv_1TSTS[1-9A-HJ-NP-Za-km-z]{19}$/)
  expect(createdMs).toBeGreaterThan(before - 5_000)
  expect(createdMs).toBeLessThan(before + 60_000)
  expect(await under.vault.readToken(merchantId, tokenId)).toEqual({
    id: tokenId,
    merchantId,
    appId: undefined,
    createdMs,
    modifiedMs: createdMs,
    lastAccessedMs: undefined,
    usedMs: undefined,
    claimedBy: undefined,
    isMultipay: false,
    brand: 'VISA',
    first6: '424242',
    last4: '4242',
    expiryMonth: 12,
    expiryYear: 2030,
    cardholder: address,
  })
})

test('GEN-23: a token of another merchant is like one that does not exist', async () => {
  const { merchantId, tokenId } = await storeCard(under.vault)
  expect(await under.vault.knowsToken(merchantId, tokenId)).toBe(true)
  expect(await under.vault.readToken(newId(), tokenId)).toBeUndefined()
  expect(await under.vault.readToken(merchantId, tokenId.toLowerCase())).toBeUndefined()
  expect(await under.vault.readToken(merchantId, "' or true --")).toBeUndefined()
})

test('TOK-3: of many cards stored at once each keeps its own, across merchants', async () => {
  const merchants = [newId(), newId(), newId()]
  const stored = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      storeCard(under.vault, merchants[index % 3], { name: `Holder ${index}`, cvv: index % 2 ? '123' : undefined }),
    ),
  )
  expect(new Set(stored.map(({ tokenId }) => tokenId)).size).toBe(200)
  for (const [index, { merchantId, tokenId }] of stored.entries()) {
    expect(await under.vault.readToken(merchantId, tokenId)).toMatchObject({ cardholder: { name: `Holder ${index}` } })
  }
  const { rows } = await under.databases.vault.query(
    'select * from vault.verification_code where merchant_id = any($1)',
    [merchants],
  )
  expect(rows).toHaveLength(100)
})

test('PCI-02, PCI-07: neither number nor verification code nor an unkeyed hash of them is stored', async () => {
  const merchantId = newId()
  await storeCard(under.vault, merchantId, { number: '4111111111111111', cvv: '907' })
  const stored = await everythingStored()
  const forms = (text: string) => [Buffer.from(text), Buffer.from(text, 'utf16le')]
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].map(name => createHash(name).update('4111111111111111').digest())
  expect(stored).toContain(merchantId)
  for (const bytes of [...forms('4111111111111111'), ...hashes]) {
    expect(stored).not.toContain(bytes.toString('hex'))
    expect(stored).not.toContain(bytes.toString('base64'))
  }
  expect(stored).not.toContain('4111111111111111')
  const { rows } = await under.databases.vault.query<{ sealed_code: Buffer }>(
    'select sealed_code from vault.verification_code where merchant_id = $1',
    [merchantId],
  )
  expect(rows[0]!.sealed_code.includes('907')).toBe(false)
})

test('PCI-02: verification codes stand in a table that no log, replica or base backup holds', async () => {
  const { rows } = await under.databases.owner.query(
    `select relpersistence from pg_class where oid = 'vault.verification_code'::regclass`,
  )
  expect(rows).toEqual([{ relpersistence: 'u' }])
})

test('PCI-07: the same card has one fingerprint within a merchant, and another at the next merchant', async () => {
  const [ours, theirs] = [newId(), newId()]
  const stored = [
    await storeCard(under.vault, ours),
    await storeCard(under.vault, ours),
    await storeCard(under.vault, theirs),
  ]
  const fingerprints = await Promise.all(
    stored.map(async ({ merchantId, tokenId }) => {
      const { rows } = await under.databases.vault.query<{ fingerprint: Buffer }>(
        'select fingerprint from vault.token where merchant_id = $1 and id = $2',
        [merchantId, tokenId],
      )
      return rows[0]!.fingerprint.toString('hex')
    }),
  )
  expect(fingerprints[0]).toBe(fingerprints[1])
  expect(fingerprints[0]).not.toBe(fingerprints[2])
})

test('PCI-03: verification codes past their time are deleted, younger ones stay', async () => {
  const [old, young] = [await storeCard(under.vault), await storeCard(under.vault)]
  await under.databases.vault.query(
    `update vault.verification_code set created_at = now() - interval '15 minutes' where token_id = $1`,
    [old.tokenId],
  )
  await under.vault.sweep()
  const { rows } = await under.databases.vault.query(
    'select token_id from vault.verification_code where token_id = any($1)',
    [[old.tokenId, young.tokenId]],
  )
  expect(rows).toEqual([{ token_id: young.tokenId }])
})

test('TOK-34: 30 days after its death a token is unknown', async () => {
  const { merchantId, tokenId } = await storeCard(under.vault)
  const age = (days: number) =>
    under.databases.vault.query(
      `update vault.token set created_at = now() - $2 * interval '1 day' - interval '60 minutes' where id = $1`,
      [tokenId, days],
    )
  await age(29.99)
  expect(await under.vault.knowsToken(merchantId, tokenId)).toBe(true)
  await age(30.01)
  expect(await under.vault.knowsToken(merchantId, tokenId)).toBe(false)
})

test('PCI-26: two tokens of one card share nothing but the fixed prefix', async () => {
  const merchantId = newId()
  const [one, other] = [await storeCard(under.vault, merchantId), await storeCard(under.vault, merchantId)]
  expect(TEST_CARD.number).toBe('4242424242424242')
  let same = 0
  for (let index = 9; index < 28; index++) if (one.tokenId[index] === other.tokenId[index]) same++
  expect(same).toBeLessThan(10)
})
