import { expect, test } from 'vitest'
import { decideExchange } from './authorization-code.ts'
import type { AuthorizationCode, PresentedCode } from './authorization-code.ts'

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

const code: AuthorizationCode = {
  version: 2,
  appId: 'APP',
  redirectUri: 'https://app.example/connect',
  used: false,
  expired: false,
  grantStands: true,
}
const presented: PresentedCode = { version: 2, appId: 'APP' }

test('OAUTH-12: a good code is exchanged', () => {
  expect(decideExchange(code, presented)).toBe('exchange')
})

test.each<[string, Partial<AuthorizationCode>, Partial<PresentedCode>]>([
  ['is expired', { expired: true }, {}],
  ['is another app’s', {}, { appId: 'OTHER' }],
  ['was issued by the other page', { version: 1 }, {}],
  ['is for the other endpoint', {}, { version: 1 }],
  ['comes with another redirect address', {}, { redirectUri: 'https://app.example/connect/' }],
  ['has a challenge and no verifier', { codeChallenge: CHALLENGE }, {}],
  ['has a challenge and a wrong verifier', { codeChallenge: CHALLENGE }, { codeVerifier: 'wrong' }],
  ['belongs to a grant that has ended', { grantStands: false }, {}],
])('OAUTH-12: a code that %s is refused and not used up', (_case, codeChange, presentedChange) => {
  expect(decideExchange({ ...code, ...codeChange }, { ...presented, ...presentedChange })).toBe('refuse')
})

test('OAUTH-12: a code that was used ends what was issued from it, expired or not', () => {
  expect(decideExchange({ ...code, used: true }, presented)).toBe('revoke')
  expect(decideExchange({ ...code, used: true, expired: true }, presented)).toBe('revoke')
})

test('OAUTH-12: another app cannot end the tokens of a used code', () => {
  expect(decideExchange({ ...code, used: true }, { ...presented, appId: 'OTHER' })).toBe('refuse')
})

test('OAUTH-13: the verifier answers the challenge; without a challenge it is ignored', () => {
  expect(decideExchange({ ...code, codeChallenge: CHALLENGE }, { ...presented, codeVerifier: VERIFIER })).toBe(
    'exchange',
  )
  expect(decideExchange(code, { ...presented, codeVerifier: 'whatever' })).toBe('exchange')
})
