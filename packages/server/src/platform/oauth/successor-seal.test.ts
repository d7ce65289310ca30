import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openSuccessor, sealSuccessor } from './successor-seal.ts'

const pair = {
  access_token: 'trf_at_a',
  access_token_expiration: 1,
  refresh_token: 'trf_rt_b',
  refresh_token_expiration: 2,
}
const owner = { credentialKey: randomBytes(32), refreshToken: 'trf_rt_a', merchantId: 'M', grantId: 'G' }

test('OAUTH-17: the holder of the refresh token opens what it was exchanged for', () => {
  expect(openSuccessor(sealSuccessor(pair, owner), owner)).toEqual(pair)
})

test('OAUTH-17: nothing of the pair is readable in what is stored', () => {
  const stored = sealSuccessor(pair, owner)
  expect(stored.toString('latin1')).not.toContain('trf_')
  expect(sealSuccessor(pair, owner).equals(stored)).toBe(false)
})

test.each([{ refreshToken: 'trf_rt_b' }, { credentialKey: randomBytes(32) }, { merchantId: 'N' }, { grantId: 'H' }])(
  'OAUTH-17: nobody else opens it (%#)',
  change => {
    const stored = sealSuccessor(pair, owner)
    expect(() => openSuccessor(stored, { ...owner, ...change })).toThrow()
  },
)

test('OAUTH-17: a changed pair does not open', () => {
  const stored = sealSuccessor(pair, owner)
  stored[stored.length - 1]! ^= 1
  expect(() => openSuccessor(stored, owner)).toThrow()
})
