import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { embedId, randomId } from './eid.ts'

test('SEC-4: the eid is the first 20 characters of the hash of the key', async () => {
  const key = 'b440034d6608697a8d41bed440e50454'
  const hash = createHash('sha256').update(`trefoil-embed-v1:${key}`).digest('base64url')
  expect(await embedId(key)).toBe(hash.slice(0, 20))
})

test('SEC-5, SEC-29: a frame’s id is 128 bits without a digit, and new each time', () => {
  const ids = Array.from({ length: 100 }, randomId)
  for (const id of ids) expect(id).toMatch(/^[a-p]{32}$/)
  expect(new Set(ids).size).toBe(100)
})
