import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SecretFileError, loadOrCreateSecretFile } from './secret-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trefoil-secret-'))
  path = join(folder, 'credential.key')
})
afterEach(() => rm(folder, { recursive: true }))

test('a secret file is made once, for its owner only, and read from then on', async () => {
  const made = await loadOrCreateSecretFile(path, { create: true })
  expect(made).toHaveLength(32)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await loadOrCreateSecretFile(path, { create: false })).toEqual(made)
  expect(await readdir(folder)).toEqual(['credential.key'])
})

test('servers that start at once share one secret', async () => {
  const secrets = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateSecretFile(path, { create: true })))
  expect(new Set(secrets.map(secret => secret.toString('hex'))).size).toBe(1)
  expect(await readdir(folder)).toEqual(['credential.key'])
})

test('a missing secret file is an error unless it may be made', async () => {
  await expect(loadOrCreateSecretFile(path, { create: false })).rejects.toThrow(SecretFileError)
})

test('a secret that others can read is refused', async () => {
  await loadOrCreateSecretFile(path, { create: true })
  await chmod(path, 0o640)
  await expect(loadOrCreateSecretFile(path, { create: true })).rejects.toThrow('0600')
})

test('a damaged secret file is refused and not replaced', async () => {
  await writeFile(path, 'abc', { mode: 0o600 })
  await expect(loadOrCreateSecretFile(path, { create: true })).rejects.toThrow('64 hex characters')
})
