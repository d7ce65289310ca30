/** Merchants, keys and their deactivation through the management endpoints. */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { at, call, createToken, management, refusal } from './support/client.ts'

/** The second after which a change has reached every process (contract KEY-8). */
const EVERYWHERE_MS = 1_000

let merchantId: string
beforeAll(async () => {
  merchantId = (await management('POST', '/merchants', { name: 'Acceptance', default_currency: 'usd' })).body.id
})

const keys = (path = '', method = 'GET', body?: unknown) =>
  management(method, `/merchants/${merchantId}/keys${path}`, body)

describe('a key pair', () => {
  let pair: { id: string; publicKey: string; privateKey: string }

  test('KEY-2, KEY-3: is made once, and shows its private key only then', async () => {
    const made = await keys('', 'POST', { integration_type: 'API' })
    expect(made.status).toBe(200)
    pair = made.body
    expect(pair.publicKey).toMatch(/^[0-9a-f]{32}$/)
    expect(refusal(await keys('', 'POST', { integration_type: 'API' }))).toMatch(/^400 invalid_request/)
    const listed = await keys()
    expect(listed.body.data).toHaveLength(1)
    expect(listed.text).not.toContain(pair.privateKey)
  })

  test('PAK-5, KEY-6: deactivated, both halves answer 401 within a second; reactivated, both work again', async () => {
    expect((await createToken({}, {}, pair.publicKey)).status).toBe(200)
    const charges = () => call('GET', `${at.urls.ecommerce}/v1/charges`, { bearer: pair.privateKey })
    expect((await charges()).status).toBe(200)

    const off = await keys(`/${pair.id}/deactivate`, 'POST', { reason: 'acceptance' })
    expect(off.body).toMatchObject({ id: pair.id, active: false, deactivatedBy: 'operator' })
    await sleep(EVERYWHERE_MS)
    expect(refusal(await createToken({}, {}, pair.publicKey))).toBe('401 api_key_inactive')
    expect(refusal(await charges())).toBe('401 api_key_inactive')

    const again = await keys(`/${pair.id}/deactivate`, 'POST')
    expect(again.body.modifiedTime).toBe(off.body.modifiedTime)

    expect((await keys(`/${pair.id}/reactivate`, 'POST')).body).toMatchObject({ active: true, deactivatedBy: null })
    await sleep(EVERYWHERE_MS)
    expect((await createToken({}, {}, pair.publicKey)).status).toBe(200)
    expect((await charges()).status).toBe(200)
  })

  test('KEY-9: an address that is not listed is refused', async () => {
    await keys(`/${pair.id}`, 'PUT', { allowed_addresses: ['203.0.113.0/24'] })
    await sleep(EVERYWHERE_MS)
    expect(refusal(await createToken({}, {}, pair.publicKey))).toBe('403 address_not_allowed')
    await keys(`/${pair.id}`, 'PUT', { allowed_addresses: [] })
    await sleep(EVERYWHERE_MS)
    expect((await createToken({}, {}, pair.publicKey)).status).toBe(200)
  })

  test('KEY-4: rotated without overlap, the old pair has expired', async () => {
    const rotated = await keys(`/${pair.id}/rotate`, 'POST', { overlap_hours: 0 })
    expect(rotated.body.privateKey).not.toBe(pair.privateKey)
    await sleep(EVERYWHERE_MS)
    expect(refusal(await createToken({}, {}, pair.publicKey))).toBe('401 api_key_expired')
    expect((await createToken({}, {}, rotated.body.publicKey)).status).toBe(200)
  })
})

test('PAK-7: the API key of an app is deactivated and reactivated, and tokens made before stay usable', async () => {
  const key = await call('GET', `${at.urls.ecommerce}/pakms/apikey`, { bearer: at.accessToken })
  const { data } = (await management('GET', `/merchants/${at.merchantId}/keys`)).body
  const { id } = data.find(({ publicKey }: { publicKey: string }) => publicKey === key.body.apiAccessKey)
  const source = (await createToken({}, {}, key.body.apiAccessKey)).body.id
  await management('POST', `/merchants/${at.merchantId}/keys/${id}/deactivate`, {})
  await sleep(EVERYWHERE_MS)
  expect(refusal(await createToken({}, {}, key.body.apiAccessKey))).toBe('401 api_key_inactive')
  const shown = await call('GET', `${at.urls.ecommerce}/pakms/apikey`, { bearer: at.accessToken })
  expect(shown.body).toMatchObject({ apiAccessKey: key.body.apiAccessKey, active: false })
  const paid = await call('POST', `${at.urls.ecommerce}/v1/charges`, {
    bearer: at.accessToken,
    body: { amount: 1, currency: 'usd', source },
  })
  expect(paid.status).toBe(200)
  await management('POST', `/merchants/${at.merchantId}/keys/${id}/reactivate`, {})
  await sleep(EVERYWHERE_MS)
  expect((await createToken({}, {}, key.body.apiAccessKey)).status).toBe(200)
})

test('GEN-10: a merchant header that differs from the credential is refused everywhere', async () => {
  const headers = { 'x-clover-merchant-id': merchantId }
  const answer = await call('GET', `${at.urls.ecommerce}/v1/charges`, { bearer: at.accessToken, headers })
  expect(refusal(answer)).toMatch(/^403 merchant_mismatch/)
  const same = { 'X-Clover-Merchant-Id': at.merchantId }
  expect((await call('GET', `${at.urls.ecommerce}/v1/charges`, { bearer: at.accessToken, headers: same })).status).toBe(
    200,
  )
})
