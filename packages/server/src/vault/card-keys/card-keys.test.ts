import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WrongKeyProviderError } from '../keyring/keyring.ts'
import { openTestVault } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'

let under: VaultUnderTest
beforeAll(async () => {
  under = await openTestVault()
})
afterAll(() => under.close())
beforeEach(() => sql('delete from vault.card_key'))

const sql = (text: string) => under.databases.vault.query(text)
const kidsOf = async (vault = under.another()) => (await vault.cardKeys.published()).keys.map(({ kid }) => kid)
const age = (hours: number) =>
  sql(
    `update vault.card_key set created_at = created_at - interval '${hours} hours', not_after = not_after - interval '${hours} hours'`,
  )

test('5.4: the first use makes a P-256 key, whose public half is published and lives 48 hours', async () => {
  const nowMs = under.vault.nowMs()
  const { keys } = await under.another().cardKeys.published()
  expect(keys).toEqual([
    {
      kid: expect.stringMatching(/^[\w-]{43}$/),
      use: 'enc',
      alg: 'ECDH-ES',
      kty: 'EC',
      crv: 'P-256',
      x: expect.stringMatching(/^[\w-]{43}$/),
      y: expect.stringMatching(/^[\w-]{43}$/),
      not_after: expect.any(Number),
    },
  ])
  expect(Math.abs(keys[0]!.not_after - nowMs - 48 * 3_600_000)).toBeLessThan(10_000)
})

test('TOK-22: processes that start at once share one key', async () => {
  const vaults = Array.from({ length: 4 }, () => under.another())
  const sets = await Promise.all(vaults.map(kidsOf))
  expect(new Set(sets.flat()).size).toBe(1)
})

test('TOK-22, SEC-20: after 24 hours a new key leads the set, and the one before it still opens', async () => {
  const [first] = await kidsOf()
  await age(23)
  expect(await kidsOf()).toEqual([first])
  await age(1)
  const vault = under.another()
  const kids = await kidsOf(vault)
  expect(kids).toHaveLength(2)
  expect(kids[1]).toBe(first)
  expect(await vault.cardKeys.privateKey(first!, 'ECDH-ES')).toMatchObject({ type: 'private' })
})

test('TOK-22: after 48 hours a key opens nothing, and its row is destroyed', async () => {
  const [first] = await kidsOf()
  await age(48)
  const vault = under.another()
  expect(await vault.cardKeys.privateKey(first!, 'ECDH-ES')).toBeUndefined()
  await vault.sweep()
  const { rows } = await under.databases.vault.query<{ kid: string }>('select kid from vault.card_key')
  expect(rows.map(({ kid }) => kid)).toEqual(await kidsOf(vault))
  expect(rows.map(({ kid }) => kid)).not.toContain(first)
})

test('SEC-20: a key made now is found by a process that had not seen it', async () => {
  const [one, other] = [under.another(), under.another()]
  const [first] = await kidsOf(other)
  await one.cardKeys.rotate()
  const kids = await kidsOf(one)
  expect(kids).toEqual([expect.not.stringMatching(`^${first}$`), first])
  expect(await other.cardKeys.privateKey(kids[0]!, 'ECDH-ES')).toMatchObject({ type: 'private' })
  expect(await other.cardKeys.privateKey('unknown', 'ECDH-ES')).toBeUndefined()
})

test('PCI DSS 3.6.1: no private half is in the database in the clear, and a moved one does not open', async () => {
  const vault = under.another()
  await vault.cardKeys.rotate()
  const [first, second] = [(await kidsOf(vault))[0]!, (await vault.cardKeys.rotate(), (await kidsOf(vault))[0]!)]
  const key = await vault.cardKeys.privateKey(first, 'ECDH-ES')
  const scalar = Buffer.from(key!.export({ format: 'jwk' }).d!, 'base64url')
  const { rows } = await under.databases.vault.query<{ row: string }>('select k::text as row from vault.card_key k')
  expect(rows.length).toBeGreaterThan(1)
  for (const { row } of rows) expect(row).not.toContain(scalar.toString('hex'))
  await under.databases.vault.query(
    `update vault.card_key k set sealed_private_key = o.sealed_private_key, wrapped_data_key = o.wrapped_data_key
     from vault.card_key o where k.kid = $1 and o.kid = $2`,
    [first, second],
  )
  await expect(under.another().cardKeys.privateKey(first, 'ECDH-ES')).rejects.toThrow('does not open')
})

test('PCI-06: a key that another key-encryption key has wrapped is refused by name', async () => {
  const [kid] = await kidsOf()
  await sql(`update vault.card_key set provider_id = 'file:other'`)
  await expect(under.another().cardKeys.privateKey(kid!, 'ECDH-ES')).rejects.toThrow(WrongKeyProviderError)
})
