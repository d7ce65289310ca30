import { expect, test } from 'vitest'
import { hashPassword, matchesPassword } from './password.ts'

test('PCI-21: a password is stored as argon2id with a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(one).not.toBe(two)
})

test('a password matches its own hash and nothing else', async () => {
  const stored = await hashPassword('correct horse')
  expect(await matchesPassword('correct horse', stored)).toBe(true)
  expect(await matchesPassword('Correct horse', stored)).toBe(false)
  expect(await matchesPassword('', stored)).toBe(false)
})

test('nobody signs in as an employee without a password', async () => {
  expect(await matchesPassword('', null)).toBe(false)
  expect(await matchesPassword('correct horse', undefined)).toBe(false)
})

test('composed and decomposed letters are the same password', async () => {
  expect(await matchesPassword('cafe\u0301', await hashPassword('caf\u00e9'))).toBe(true)
})

test('what is no argon2id string is a fault and not a wrong password', async () => {
  await expect(matchesPassword('x', '$argon2id$v=19$m=8,t=1,p=1$AAAA$')).rejects.toThrow('no argon2id string')
})
