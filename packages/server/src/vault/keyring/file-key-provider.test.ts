import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SealBrokenError } from './aead.ts'
import { KeyFileError, assertKeyApartFromDatabase, openFileKeyProvider } from './file-key-provider.ts'
import type { WrappedKeyOwner } from './key-provider.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'key-file-'))
})
afterAll(() => rm(directory, { recursive: true }))

const owner: WrappedKeyOwner = { merchantId: 'M9S346Q3D25VT', purpose: 'sealing', version: 1 }

test('PCI-09: the first sandbox start makes a key that only its owner can read, and later starts keep it', async () => {
  const path = join(directory, 'made', 'vault.key')
  const [first, second] = await Promise.all([
    openFileKeyProvider(path, { create: true }),
    openFileKeyProvider(path, { create: true }),
  ])
  const again = await openFileKeyProvider(path, { create: true })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(directory, 'made'))).toEqual(['vault.key'])
  const dataKey = randomBytes(32)
  const wrapped = await first.wrap(dataKey, owner)
  for (const provider of [second, again]) {
    expect(provider.id).toBe(first.id)
    expect(await provider.unwrap(wrapped, owner)).toEqual(dataKey)
  }
})

test('PCI-09: the id of a key tells nothing of it', async () => {
  const path = join(directory, 'vault.key')
  const { id } = await openFileKeyProvider(path, { create: true })
  const key = (await readFile(path, 'latin1')).trim()
  expect(id).toMatch(/^file:[0-9a-f]{16}$/)
  expect(key).not.toContain(id.slice(5))
})

test('PCI-09: a key file that others can read is refused, with the cure', async () => {
  const path = join(directory, 'open.key')
  await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600 })
  for (const mode of [0o640, 0o604, 0o660]) {
    await chmod(path, mode)
    await expect(openFileKeyProvider(path, { create: false })).rejects.toThrow(/others: run "chmod 600 /)
  }
  await chmod(path, 0o600)
  await expect(openFileKeyProvider(path, { create: false })).resolves.toMatchObject({ kind: 'file' })
})

test.each([
  ['too short', randomBytes(31).toString('hex')],
  ['too long', randomBytes(33).toString('hex')],
  ['not hex', 'x'.repeat(64)],
  ['empty', ''],
])('PCI-09: a key file that is %s is refused, and the message does not quote it', async (_what, content) => {
  const path = join(directory, 'wrong.key')
  await writeFile(path, content, { mode: 0o600 })
  await chmod(path, 0o600)
  const error = await openFileKeyProvider(path, { create: true }).catch((caught: Error) => caught)
  expect(error).toBeInstanceOf(KeyFileError)
  if (content) expect((error as Error).message).not.toContain(content)
})

test('PCI-09: live mode makes no key of its own', async () => {
  const path = join(directory, 'absent.key')
  await expect(openFileKeyProvider(path, { create: false })).rejects.toThrow(/absent\.key cannot be opened \(ENOENT\)/)
  await expect(openFileKeyProvider(directory, { create: false })).rejects.toThrow(/not a regular file/)
})

test('PCI-09: a key file inside the data directory is refused by the name of its setting', async () => {
  const dataDir = join(directory, 'data')
  const elsewhere = join(directory, 'data-keys')
  await mkdir(dataDir)
  await mkdir(elsewhere)
  await writeFile(join(dataDir, 'vault.key'), '')
  await symlink(join(dataDir, 'vault.key'), join(elsewhere, 'link.key'))
  const check = (path: string) => assertKeyApartFromDatabase(path, dataDir, 'TREFOIL_KEY_FILE')
  await expect(check(join(dataDir, 'vault.key'))).rejects.toThrow(/TREFOIL_KEY_FILE/)
  await expect(check(join(dataDir, 'not', 'there.key'))).rejects.toThrow(KeyFileError)
  await expect(check(join(elsewhere, 'link.key'))).rejects.toThrow(KeyFileError)
  await expect(check(join(elsewhere, 'vault.key'))).resolves.toBeUndefined()
})

test.each<[string, Partial<WrappedKeyOwner>]>([
  ['merchant', { merchantId: 'M9S346Q3D25VV' }],
  ['version', { version: 2 }],
  ['purpose', { purpose: 'fingerprint' }],
])('PCI-13: a wrapped key put in the place of another %s is detected', async (_what, other) => {
  const provider = await openFileKeyProvider(join(directory, 'swap.key'), { create: true })
  const wrapped = await provider.wrap(randomBytes(32), owner)
  await expect(provider.unwrap(wrapped, { ...owner, ...other })).rejects.toThrow(SealBrokenError)
})

test('PCI-13: a key wrapped by another key-encryption key is detected', async () => {
  const [ours, theirs] = await Promise.all(
    ['ours.key', 'theirs.key'].map(name => openFileKeyProvider(join(directory, name), { create: true })),
  )
  const wrapped = await ours!.wrap(randomBytes(32), owner)
  await expect(theirs!.unwrap(wrapped, owner)).rejects.toThrow(SealBrokenError)
})
