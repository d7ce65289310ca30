import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabases } from '../../../test/support/index.ts'
import type { TestDatabases } from '../../../test/support/index.ts'
import { newId } from '../../http/identifiers.ts'
import { SealBrokenError } from './aead.ts'
import { DataKeyStore } from './data-key-store.ts'
import { openFileKeyProvider } from './file-key-provider.ts'
import type { KeyProvider } from './key-provider.ts'
import { Keyring, MissingDataKeyError, WrongKeyProviderError } from './keyring.ts'
import { open, seal } from './seal.ts'

let databases: TestDatabases
let directory: string
let provider: KeyProvider
beforeAll(async () => {
  databases = await createTestDatabases()
  directory = await mkdtemp(join(tmpdir(), 'keyring-'))
  provider = await openFileKeyProvider(join(directory, 'vault.key'), { create: true })
})
afterAll(async () => {
  await rm(directory, { recursive: true })
  await databases.close()
})

const startKeyring = (options: { provider?: KeyProvider; nowMs?: () => number } = {}) =>
  new Keyring({
    store: new DataKeyStore(databases.vault),
    provider: options.provider ?? provider,
    clock: { nowMs: options.nowMs ?? (() => databases.clock.nowMs()) },
  })

const place = (merchantId: string) => ({ merchantId, tokenId: 'clv_1TSTSx', column: 'card number' }) as const

test('3.6.1: keys are made at first use, and every process comes to the same ones', async () => {
  const merchantId = newId()
  const keyrings = [startKeyring(), startKeyring(), startKeyring()]
  const keys = await Promise.all(keyrings.map(keyring => keyring.forSealing(merchantId)))
  const sealed = seal(keys[0]!.sealing, '4242424242424242', place(merchantId))
  for (const { sealing, fingerprint } of keys) {
    expect(open(sealing, sealed, place(merchantId))).toBe('4242424242424242')
    expect(fingerprint.of('4242424242424242')).toEqual(keys[0]!.fingerprint.of('4242424242424242'))
  }
  expect(keyrings[0]!.ready(merchantId)).toBe(keys[0])
})

test('PCI-10: past its cryptoperiod a key seals no more, and still opens; the fingerprint key stays', async () => {
  const merchantId = newId()
  const before = await startKeyring().forSealing(merchantId)
  const sealed = seal(before.sealing, '4242424242424242', place(merchantId))
  const keyring = startKeyring({ nowMs: () => before.sealing.notAfterMs })
  expect(keyring.ready(merchantId)).toBeUndefined()
  const after = await keyring.forSealing(merchantId)
  expect(after.sealing.version).toBe(before.sealing.version + 1)
  expect(after.fingerprint.of('4242424242424242')).toEqual(before.fingerprint.of('4242424242424242'))
  expect(open(await keyring.forOpening(merchantId, before.sealing.version), sealed, place(merchantId))).toBe(
    '4242424242424242',
  )
})

test('PCI-10: a process that has not heard of a newer version finds it when it has to open with it', async () => {
  const merchantId = newId()
  const old = startKeyring()
  const { sealing } = await old.forSealing(merchantId)
  const { sealing: newer } = await startKeyring({ nowMs: () => sealing.notAfterMs }).forSealing(merchantId)
  const sealed = seal(newer, '4242424242424242', place(merchantId))
  expect(open(await old.forOpening(merchantId, newer.version), sealed, place(merchantId))).toBe('4242424242424242')
})

test('3.7.5: a card whose data key was destroyed does not open, and says so', async () => {
  const merchantId = newId()
  const keyring = startKeyring()
  await keyring.forSealing(merchantId)
  await expect(keyring.forOpening(merchantId, 7)).rejects.toThrow(MissingDataKeyError)
  await expect(startKeyring().forOpening(newId(), 1)).rejects.toThrow(MissingDataKeyError)
})

test('PCI-13: wrapped keys swapped between merchants, or between versions, are detected', async () => {
  const [one, other] = [newId(), newId()]
  await startKeyring().forSealing(one)
  await startKeyring().forSealing(other)
  await databases.owner.query(
    `update vault.data_key t set wrapped = s.wrapped from vault.data_key s
     where t.merchant_id = $1 and s.merchant_id = $2 and t.purpose = s.purpose and t.version = s.version`,
    [one, other],
  )
  await expect(startKeyring().forSealing(one)).rejects.toThrow(SealBrokenError)
  await databases.owner.query(`update vault.data_key set version = 2 where merchant_id = $1 and purpose = 'sealing'`, [
    other,
  ])
  await expect(startKeyring().forSealing(other)).rejects.toThrow(SealBrokenError)
})

test('PCI-09: a wrong key-encryption key is named at once, not taken for broken cards', async () => {
  const merchantId = newId()
  await startKeyring().forSealing(merchantId)
  const wrong = await openFileKeyProvider(join(directory, 'other.key'), { create: true })
  const error = await startKeyring({ provider: wrong })
    .forSealing(merchantId)
    .catch((caught: Error) => caught)
  expect(error).toBeInstanceOf(WrongKeyProviderError)
  expect((error as Error).message).toContain(provider.id)
})

test('PCI-09: no data key stands in the database unwrapped', async () => {
  const merchantId = newId()
  const dataKeys: Buffer[] = []
  const spying: KeyProvider = {
    ...provider,
    kind: provider.kind,
    id: provider.id,
    wrap: (dataKey, owner) => {
      dataKeys.push(Buffer.from(dataKey))
      return provider.wrap(dataKey, owner)
    },
    unwrap: (wrapped, owner) => provider.unwrap(wrapped, owner),
  }
  await startKeyring({ provider: spying }).forSealing(merchantId)
  const { rows } = await databases.vault.query<{ wrapped: Buffer }>(
    'select wrapped from vault.data_key where merchant_id = $1',
    [merchantId],
  )
  expect(dataKeys).toHaveLength(2)
  expect(rows).toHaveLength(2)
  for (const { wrapped } of rows) for (const dataKey of dataKeys) expect(wrapped.includes(dataKey)).toBe(false)
  expect(dataKeys.every(dataKey => !dataKey.equals(randomBytes(32).fill(0)))).toBe(true)
})

test('§4 rule 6: the role of the other services reads nothing of the vault', async () => {
  for (const table of ['data_key', 'token', 'verification_code', 'send']) {
    await expect(databases.services.query(`select * from vault.${table}`)).rejects.toThrow(/permission denied/)
  }
})
