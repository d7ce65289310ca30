import { expect, test } from 'vitest'
import { newId, newPublicKey, newRequestId, newSecret, newTokenId, newUuid } from './identifiers.ts'

test.each<[string, () => string, RegExp]>([
  ['1.4: an id', newId, /^(?=.*[A-Z])[0-9A-HJKMNP-TV-Z]{13}$/],
  ['1.4: a token of the sandbox', () => newTokenId('sandbox'), /^clv_1TSTS[1-9A-HJ-NP-Za-km-z]{19}$/],
  ['1.4: a live token', () => newTokenId('live'), /^clv_1(?!TSTS)[1-9A-HJ-NP-Za-km-z]{23}$/],
  ['GEN-13: a request id', newRequestId, /^req_[1-9A-HJ-NP-Za-km-z]{24}$/],
  ['1.4: a public key', newPublicKey, /^[0-9a-f]{32}$/],
  ['1.4: a private key', newUuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['1.4: a secret', () => newSecret('trf_at_'), /^trf_at_[\w-]{43}$/],
])('%s has its form and does not come twice', (_name, make, form) => {
  const made = Array.from({ length: 5_000 }, make)
  for (const one of made) expect(one).toMatch(form)
  expect(new Set(made).size).toBe(made.length)
})

test('GEN-21: every character of an id is as likely as any other', () => {
  const counts = new Map<string, number>()
  const perCharacter = 2_000
  const text = Array.from({ length: (perCharacter * 58) / 24 }, () => newRequestId().slice(4)).join('')
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  expect(counts.size).toBe(58)
  // Seven standard deviations: wrong once in some billion runs.
  for (const count of counts.values()) expect(Math.abs(count - perCharacter)).toBeLessThan(7 * Math.sqrt(perCharacter))
})
