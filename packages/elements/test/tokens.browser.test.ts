import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, run } from './support/form.ts'
import { createToken, GOOD_CARD, ready, startWorld, typeCard } from './support/world.ts'
import type { Shop, World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const TOKEN = /^clv_/
/** The simulated acquirer answers it with response code 51. */
const DECLINED_AMOUNT = 90_000_051

const tokenPosts = ({ requests }: Shop) =>
  requests.filter(request => request.url().endsWith('/v1/tokens') && request.method() === 'POST')
const charge = (source: string, more: object = {}) =>
  world.server.call('POST', '/v1/charges', { body: { amount: 1100, currency: 'usd', source, ...more } })

test('BRT-13 6.2: three fields without postal code give a token without address_zip', async () => {
  const { number, date, cvv } = GOOD_CARD
  const shop = await world.open(formPage({ places: ['number', 'date', 'cvv'] }))
  await ready(shop.page)
  await typeCard(shop.page, { number, date, cvv })
  const { token, card } = await createToken(shop.page)
  expect(token).toMatch(TOKEN)
  expect(card).not.toHaveProperty('address_zip')
  expect(card).toMatchObject({ last4: '4242' })
})

test('BRT-13 SDK-36 SDK-41: a code field that was never mounted fails at once under its own key', async () => {
  const shop = await world.open(formPage({ places: ['number', 'date'] }))
  await ready(shop.page)
  await typeCard(shop.page, { number: GOOD_CARD.number, date: GOOD_CARD.date })
  const { result, took } = await run<{ result: object; took: number }>(
    shop.page,
    `const from = performance.now(); const result = await clover.createToken(); return { result, took: performance.now() - from }`,
  )
  expect(result).toEqual({ errors: { CARD_CVV: 'Card CVV is required' }, codes: { CARD_CVV: 'not_mounted' } })
  expect(took).toBeLessThan(100)
  expect(tokenPosts(shop)).toEqual([])
  expect(shop.console.some(line => line.includes('not_mounted') && line.includes('CARD_CVV'))).toBe(true)
})

test('BRT-13 6.2 SDK-41: a postal code that settings require is a named error when it is not mounted', async () => {
  await world.server.settings({ postal_code: 'required' })
  const { number, date, cvv } = GOOD_CARD
  const shop = await world.open(formPage({ places: ['number', 'date', 'cvv'] }))
  await ready(shop.page)
  await typeCard(shop.page, { number, date, cvv })
  const { errors, codes } = await createToken(shop.page)
  expect(errors).toEqual({ CARD_POSTAL_CODE: 'Card postal code is required' })
  expect(codes).toEqual({ CARD_POSTAL_CODE: 'not_mounted' })
  expect(tokenPosts(shop)).toEqual([])
  await world.server.settings({ postal_code: 'optional' })
})

test('BRT-18 SDK-37 SDK-38: true, multipay, cardholderName and nonsense as argument of createToken', async () => {
  const shop = await world.open(formPage())
  const { page } = shop
  await ready(page)
  await typeCard(page)
  const sent = () => tokenPosts(shop).at(-1)!.postDataJSON() as { multipay?: boolean; card: { name?: string } }
  for (const argument of [true, { multipay: true }]) {
    expect((await createToken(page, argument)).token).toMatch(TOKEN)
    expect(sent().multipay).toBe(true)
  }
  expect((await createToken(page, { cardholderName: 'Ada Lovelace' })).token).toMatch(TOKEN)
  expect(sent().card.name).toBe('Ada Lovelace')
  for (const nonsense of [`'x'`, '7', 'null', '[]', '() => 1', '{ get multipay() { throw 1 } }']) {
    expect((await run<{ token: string }>(page, `return clover.createToken(${nonsense})`)).token).toMatch(TOKEN)
    expect(sent()).not.toHaveProperty('multipay')
  }
  const { merchantId, managementToken: bearer } = world.server.facts
  const keys = `/trefoil/v1/merchants/${merchantId}/keys`
  const { body } = await world.server.call('GET', keys, { bearer })
  for (const { id } of body.data) await world.server.call('PUT', `${keys}/${id}`, { bearer, body: { multipay: false } })
  await expect
    .poll(async () => (await createToken(page, true)).codes, { timeout: 3_000, interval: 200 })
    .toEqual({ FORM: 'multipay_not_allowed' })
})

test('BRT-20 SDK-42 SDK-40 EVT-12: results pass a native bridge, and after a declined charge the page asks again without retyping', async () => {
  const before = `window.log = []; fields.number.addEventListener('change', event => log.push(event))`
  const shop = await world.open(formPage({ before }))
  await ready(shop.page)
  const bridge = `result => ({ json: JSON.parse(JSON.stringify(result)), clone: structuredClone(result), result })`
  const failed = await run<Bridged>(shop.page, `return (${bridge})(await clover.createToken())`)
  await typeCard(shop.page)
  const made = await run<Bridged>(shop.page, `return (${bridge})(await clover.createToken())`)
  for (const { json, clone, result } of [failed, made]) {
    expect(json).toEqual(result)
    expect(clone).toEqual(result)
  }
  expect(failed.result).not.toHaveProperty('token')
  expect(made.result).not.toHaveProperty('errors')
  const events = await run<{ json: object; clone: object }[]>(shop.page, `return log.map(${bridge})`)
  for (const { json, clone } of events) expect(json).toEqual(clone)
  expect((await charge(made.result.token!, { amount: DECLINED_AMOUNT })).status).toBe(402)
  const again = await createToken(shop.page)
  expect(again.token).toMatch(TOKEN)
  expect(again.token).not.toBe(made.result.token)
  expect((await charge(again.token!)).status).toBe(200)
})

interface Bridged {
  readonly json: object
  readonly clone: object
  readonly result: { token?: string }
}

test('BRT-21 SDK-36 SDK-27: createToken before elements() and after destroy() resolves with a reason', async () => {
  const shop = await world.open({
    body: '<div id="number"></div>',
    script: 'window.clover = new Clover(KEY)',
  })
  expect(await createToken(shop.page)).toMatchObject({
    codes: { CARD_NUMBER: 'not_mounted', CARD_DATE: 'not_mounted', CARD_CVV: 'not_mounted' },
  })
  const after = await run<{ results: { codes: object }[]; frames: number; footer: number }>(
    shop.page,
    `clover.elements().create('CARD_NUMBER').mount('#number')
     const running = clover.createToken()
     clover.destroy(); clover.destroy()
     const results = [await clover.createToken(), await clover.createToken(true)]
     clover.elements().create('CARD_DATE')
     await running
     return { results, frames: document.querySelectorAll('iframe').length, footer: document.querySelectorAll('.clover-footer').length }`,
  )
  expect(after.results.map(({ codes }) => codes)).toEqual([{ FORM: 'destroyed' }, { FORM: 'destroyed' }])
  expect(after).toMatchObject({ frames: 0, footer: 0 })
})

test('BRT-22 SDK-45 SDK-46: ten calls at once are one request; other arguments are busy; one caller may leave, all stop the request', async () => {
  const shop = await world.open(formPage())
  const { page, context } = shop
  await ready(page)
  await typeCard(page)
  const ten = await run<{ token: string }[]>(
    page,
    'return Promise.all(Array.from({ length: 10 }, () => clover.createToken()))',
  )
  expect(tokenPosts(shop)).toHaveLength(1)
  expect(ten).toEqual(Array(10).fill(ten[0]))
  expect(ten[0]!.token).toMatch(TOKEN)

  let release = (): void => {}
  const held = new Promise<void>(resolve => (release = resolve))
  await context.route('**/v1/tokens', async route => {
    if (route.request().method() === 'POST') await held
    await route.continue().catch(() => undefined)
  })
  const asked = context.waitForEvent('request', request => request.url().endsWith('/v1/tokens'))
  await page.evaluate(`
    window.stops = [new AbortController(), new AbortController()]
    window.calls = stops.map(({ signal }) => clover.createToken({ signal }))
    undefined`)
  await asked
  expect(await run(page, 'return (await clover.createToken(true)).codes')).toEqual({ FORM: 'busy' })
  expect(await run(page, 'stops[0].abort(); return (await calls[0]).codes')).toEqual({ FORM: 'aborted' })
  release()
  expect((await run<{ token: string }>(page, 'return calls[1]')).token).toMatch(TOKEN)
  await context.unroute('**/v1/tokens')

  await context.route('**/v1/tokens', () => undefined)
  const stopped = context.waitForEvent('requestfailed', request => request.url().endsWith('/v1/tokens'))
  const second = context.waitForEvent('request', request => request.url().endsWith('/v1/tokens'))
  await page.evaluate(`
    window.stops = [new AbortController(), new AbortController()]
    window.calls = stops.map(({ signal }) => clover.createToken({ signal }))
    undefined`)
  await second
  await page.evaluate('stops.forEach(stop => stop.abort())')
  await stopped
  expect(await run(page, 'return (await Promise.all(calls)).map(({ codes }) => codes.FORM)')).toEqual([
    'aborted',
    'aborted',
  ])
  await context.unroute('**/v1/tokens')
  expect((await createToken(page)).token).toMatch(TOKEN)
})
