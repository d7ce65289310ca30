import { expect, test } from 'vitest'
import { decideRefresh } from './refresh-token.ts'
import type { RefreshToken } from './refresh-token.ts'

const token: RefreshToken = { appId: 'APP', expired: false, revoked: false, grantStands: true }
const retired = { ageSeconds: 5, successorSpent: false, successorKept: true }

test('OAUTH-16: a good refresh token is rotated', () => {
  expect(decideRefresh(token, 'APP')).toBe('rotate')
})

test.each<[string, Partial<RefreshToken>]>([
  ['expired', { expired: true }],
  ['revoked', { revoked: true }],
  ['of a grant that has ended', { grantStands: false }],
  ['revoked and retired', { revoked: true, retired }],
])('OAUTH-16: a refresh token that is %s is refused', (_case, change) => {
  expect(decideRefresh({ ...token, ...change }, 'APP')).toBe('refuse')
})

test('OAUTH-16: another app can neither use nor end a refresh token', () => {
  expect(decideRefresh(token, 'OTHER')).toBe('refuse')
  expect(decideRefresh({ ...token, retired: { ...retired, ageSeconds: 600 } }, 'OTHER')).toBe('refuse')
})

test.each([-0.5, 0, 59.9])('OAUTH-17: %s s after its rotation a retired token gets the same pair', ageSeconds => {
  expect(decideRefresh({ ...token, retired: { ...retired, ageSeconds } }, 'APP')).toBe('repeat')
})

test.each([
  ['60 s after its rotation', { ageSeconds: 60 }],
  ['after its successor was used', { successorSpent: true }],
  ['after the kept pair was wiped', { successorKept: false }],
])('OAUTH-17: %s a retired token ends its family', (_case, change) => {
  expect(decideRefresh({ ...token, retired: { ...retired, ...change } }, 'APP')).toBe('revoke')
})

test('OAUTH-17: a retired token ends its family even when it has expired since', () => {
  expect(decideRefresh({ ...token, expired: true, retired: { ...retired, ageSeconds: 600 } }, 'APP')).toBe('revoke')
})
