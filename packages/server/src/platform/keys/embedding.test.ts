import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform } from '../platform.test-support.ts'
import type { TestPlatform } from '../platform.test-support.ts'
import { embedId } from '../index.ts'

let world: TestPlatform
beforeAll(async () => {
  world = await startTestPlatform()
})
afterAll(() => world.close())

async function newKey() {
  const { id } = await world.newMerchant()
  const { key } = await world.platform.createKeyPair({ merchantId: id, integrationType: 'IFRAME_API' })
  return { id: embedId(key.publicKey), url: `/trefoil/v1/merchants/${id}/keys/${key.id}` }
}

test('SEC-4: a key is found by its embed id; what is none finds nothing', async () => {
  const { id } = await newKey()
  expect(id).toMatch(/^[A-Za-z0-9_-]{20}$/)
  expect(await world.platform.embedding(id)).toEqual({ active: true, allowedOrigins: [] })
  for (const other of ['A'.repeat(20), '', 'x'.repeat(10_000), "' or true --"]) {
    expect(await world.platform.embedding(other)).toBeUndefined()
  }
})

test('SEC-24, KEY-8: a change is in force at once here, and within a second in another process', async () => {
  const { id, url } = await newKey()
  const ask = (platform: TestPlatform['platform']) => platform.embedding(id)
  await Promise.all([ask(world.platform), ask(world.otherProcess)])
  const body = { allowed_origins: ['https://shop.example'] }
  await world.call('PUT', url, { bearer: world.operator, body })
  await world.call('POST', `${url}/deactivate`, { bearer: world.operator })
  const changed = { active: false, allowedOrigins: ['https://shop.example'] }
  expect(await ask(world.platform)).toEqual(changed)
  await expect.poll(() => ask(world.otherProcess), { timeout: 1_000, interval: 50 }).toEqual(changed)
})

test('KEY-4: a pair that was rotated out is not active once its overlap is over', async () => {
  const { id, url } = await newKey()
  await world.call('POST', `${url}/rotate`, { bearer: world.operator, body: { overlap_hours: 0 } })
  expect(await world.platform.embedding(id)).toMatchObject({ active: false })
})
