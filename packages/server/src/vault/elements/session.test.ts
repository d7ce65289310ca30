import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../http/identifiers.ts'
import { matchesOrigin } from '../../platform/index.ts'
import { openTestVault } from '../test-support.ts'
import type { VaultUnderTest } from '../test-support.ts'
import { acceptsOrigin, isOrigin, newSession } from './session.ts'

let under: VaultUnderTest
beforeAll(async () => {
  under = await openTestVault()
})
afterAll(() => under.close())

const accepts = (origin: string, mode: 'sandbox' | 'live', allowedOrigins: string[]) =>
  acceptsOrigin(origin, { mode, allowedOrigins, matchesOrigin })

test('TOK-39, SEC-19: a key without origins accepts every page in sandbox and none in live', () => {
  expect(accepts('https://shop.example', 'sandbox', [])).toBe(true)
  expect(accepts('https://shop.example', 'live', [])).toBe(false)
  for (const mode of ['sandbox', 'live'] as const) {
    expect(accepts('https://shop.example', mode, ['https://shop.example'])).toBe(true)
    expect(accepts('https://evil.example', mode, ['https://shop.example'])).toBe(false)
  }
})

test('TOK-39: an origin is scheme, host and port as a browser writes them', () => {
  for (const origin of ['https://shop.example', 'http://localhost:3000']) expect(isOrigin(origin)).toBe(true)
  for (const text of ['https://shop.example/', 'https://SHOP.example', 'https://shop.example:443', 'null', 'file://']) {
    expect(isOrigin(text)).toBe(false)
  }
})

test('TOK-40: a session is known to its own merchant and key until it expires, and is then swept away', async () => {
  const { sessions } = under.vault
  const name = { merchantId: newId(), publicKeyId: newId(), session: newSession() }
  await sessions.insert(name, 'https://shop.example')
  expect(await sessions.knows(name)).toBe(true)
  expect(await sessions.knows({ ...name, merchantId: newId() })).toBe(false)
  expect(await sessions.knows({ ...name, publicKeyId: newId() })).toBe(false)
  const rows = async () => (await under.databases.vault.query('select 1 from vault.elements_session')).rowCount
  await under.vault.sweep()
  expect(await rows()).toBe(1)
  await under.databases.vault.query('update vault.elements_session set expires_at = now()')
  expect(await sessions.knows(name)).toBe(false)
  await under.vault.sweep()
  expect(await rows()).toBe(0)
})
