/** Proof key for code exchange, RFC 7636, method S256 only (contract OAUTH-11, OAUTH-13). */
import { createHash, timingSafeEqual } from 'node:crypto'

/** 43 base64url characters. */
export function isCodeChallenge(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** Whether base64url(SHA-256(verifier)) is the challenge. */
export function answersChallenge(verifier: string | undefined, challenge: string): boolean {
  if (verifier === undefined) return false
  const answer = Buffer.from(createHash('sha256').update(verifier, 'utf8').digest('base64url'))
  const expected = Buffer.from(challenge)
  return answer.length === expected.length && timingSafeEqual(answer, expected)
}
