import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLiveWorld } from './support/live-world.ts'
import type { LiveWorld } from './support/live-world.ts'
import { createToken, inputOf, ready, typeCard } from './support/world.ts'

let world: LiveWorld
beforeAll(async () => (world = await startLiveWorld()))
afterAll(() => world.close())

const shop = () => `<!doctype html><title>Shop</title>
  <div id="number"></div><div id="date"></div><div id="cvv"></div>
  <script src="${world.checkout}/sdk.js"></script>
  <script>
    window.clover = new Clover('${world.publicKey}')
    const elements = clover.elements()
    elements.create('CARD_NUMBER').mount('#number')
    elements.create('CARD_DATE').mount('#date')
    elements.create('CARD_CVV').mount('#cvv')
  </script>`

const refusal = (page: Page) => page.evaluate("clover.ready().then(() => 'ready', error => error.code)")
const askForSession = (origin: string) => world.call('/v1/elements/session', { origin, sdk: '1.0.0' })

test('BRT-51 SEC-24 SEC-19: a live key without origins shows no field, makes no session and says origin_not_registered', async () => {
  const page = await world.open(shop())
  expect(await refusal(page)).toBe('origin_not_registered')
  expect(await inputOf(page, 'number').count()).toBe(0)
  expect(await createToken(page)).toMatchObject({ codes: { FORM: 'origin_not_registered' } })
  const [status, body] = await askForSession(world.shopOrigin)
  expect([status, (body['error'] as { code: string }).code]).toEqual([403, 'origin_not_registered'])
})

test('BRT-51 SEC-24 SEC-19: on a registered origin the live key shows its fields, and the vault opens what they seal; on another it refuses', async () => {
  await world.allow([world.shopOrigin])
  const page = await world.open(shop())
  await ready(page)
  const [made, session] = await askForSession(world.shopOrigin)
  expect([made, session['mode']]).toEqual([200, 'live'])
  const [status, body] = await askForSession('https://elsewhere.example')
  expect([status, (body['error'] as { code: string }).code]).toEqual([403, 'origin_not_registered'])
  await typeCard(page, { number: '4242424242424242', date: '1230', cvv: '123' })
  const answer = page.waitForResponse(response => response.url().endsWith('/v1/tokens'))
  await createToken(page)
  // It was opened: the vault has seen that this is a test card, of which it takes none.
  expect(await (await answer).json()).toMatchObject({ error: { code: 'test_data_in_live', param: 'card.number' } })

  await world.allow(['https://elsewhere.example'])
  expect(await refusal(await world.open(shop()))).toBe('origin_not_registered')
})

test('BRT-52 SEC-22: on https the documents of the frames ask for https only', async () => {
  await world.allow([world.shopOrigin])
  const page = await world.open(shop())
  await ready(page)
  const address = page
    .frames()
    .find(frame => frame.url().includes('/field.html'))!
    .url()
  const headers = (await page.context().request.get(address.replace(/#.*/, ''))).headers()
  expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
  expect(headers['content-security-policy']).toContain('upgrade-insecure-requests')
  expect(headers['content-security-policy']).toContain(`frame-ancestors ${world.shopOrigin};`)
})
