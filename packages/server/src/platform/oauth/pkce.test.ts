import { expect, test } from 'vitest'
import { answersChallenge, isCodeChallenge } from './pkce.ts'

// The example of RFC 7636, appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

test('OAUTH-13: a verifier answers the challenge that is its SHA-256 in base64url', () => {
  expect(answersChallenge(VERIFIER, CHALLENGE)).toBe(true)
})

test.each([undefined, '', CHALLENGE, `${VERIFIER}A`, VERIFIER.toLowerCase()])(
  'OAUTH-13: no other verifier answers it (%#)',
  verifier => {
    expect(answersChallenge(verifier, CHALLENGE)).toBe(false)
  },
)

test('OAUTH-11 code_challenge: exactly 43 base64url characters', () => {
  expect(isCodeChallenge(CHALLENGE)).toBe(true)
  for (const wrong of ['', CHALLENGE.slice(1), `${CHALLENGE}A`, `${CHALLENGE.slice(1)}=`, `${CHALLENGE.slice(1)}+`]) {
    expect(isCodeChallenge(wrong)).toBe(false)
  }
})
