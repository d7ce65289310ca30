import { afterAll, beforeAll, expect, test } from 'vitest'
import { FOUR_FIELDS, createToken, ready, startWorld, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const VIOLATIONS = `window.violations = []
  document.addEventListener('securitypolicyviolation', event => violations.push(event.effectiveDirective + ' ' + event.blockedURI))`

/** A page whose own script watches for violations from its first line on. */
const watched = (policy: string) => ({
  ...FOUR_FIELDS,
  head: `<script nonce="the-page">${VIOLATIONS}</script>`,
  headers: { 'content-security-policy': policy },
})

/** Addresses of our frames on a page. */
const frameUrls = (urls: readonly string[]): string[] => urls.filter(url => url.includes('/e/'))

test('BRT-56 SEC-27 FLD-34: a checkout under default-src none and two entries has no violation', async () => {
  const { checkout, fields } = world.server.facts.urls
  const policy = `default-src 'none'; script-src ${checkout}/sdk.js 'nonce-the-page'; frame-src ${fields}`
  const { page, errors, console: lines } = await world.open(watched(policy))
  await ready(page)
  await typeCard(page)
  expect(await createToken(page)).toHaveProperty('token')
  expect(await page.locator('.clover-footer').count()).toBe(1)
  expect(await page.evaluate('violations')).toEqual([])
  expect(lines.filter(line => line.includes('Content Security Policy'))).toEqual([])
  expect(errors).toEqual([])
})

test('BRT-55 SEC-26: sinks in a frame throw, and a page that enforces Trusted Types works', async () => {
  const policy = "require-trusted-types-for 'script'; trusted-types trefoil"
  const { page, errors } = await world.open(watched(policy))
  await ready(page)
  await typeCard(page)
  expect(await createToken(page)).toHaveProperty('token')
  expect(await page.evaluate('violations')).toEqual([])
  expect(errors).toEqual([])
  const frames = page.frames().filter(frame => frame.url().includes('/e/'))
  expect(frames).toHaveLength(5)
  for (const frame of frames) {
    const thrown = await frame.evaluate(() => {
      const sinks = [
        () => (document.body.innerHTML = '<b>x</b>'),
        () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
        () => document.write('<b>x</b>'),
        () => (document.createElement('script').src = 'https://evil.example/x.js'),
        () =>
          (window as unknown as { trustedTypes: { createPolicy(name: string): unknown } }).trustedTypes.createPolicy(
            'x',
          ),
      ]
      return sinks.map(sink => {
        try {
          sink()
          return 'worked'
        } catch (error) {
          return (error as Error).name
        }
      })
    })
    expect(thrown).toEqual(Array.from({ length: 5 }, () => 'TypeError'))
  }
})

test('BRT-57 SEC-25: fields work in a cross-origin isolated page', async () => {
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
  const { page } = await world.open({ ...FOUR_FIELDS, headers })
  expect(await page.evaluate('crossOriginIsolated')).toBe(true)
  await ready(page)
  await typeCard(page)
  expect(await createToken(page)).toHaveProperty('token')
})

test('BRT-57 SEC-25: fields work in a merchant page that is framed itself', async () => {
  const inner = await world.open(FOUR_FIELDS)
  const { page } = await world.open({
    body: `<iframe id="shop" width="900" height="700" src="${inner.url}"></iframe>`,
    sdk: '',
  })
  const shop = page.frameLocator('#shop')
  const frame = () => page.frames().find(one => one.url() === inner.url)!
  await shop.locator('#zip > iframe').waitFor()
  await frame().evaluate('clover.ready()')
  for (const [id, text] of [
    ['number', '4242424242424242'],
    ['date', '1230'],
    ['cvv', '123'],
    ['zip', '94041'],
  ]) {
    await shop.frameLocator(`#${id} > iframe`).locator('input:not([tabindex="-1"])').first().click()
    await page.keyboard.type(text!)
  }
  expect(await frame().evaluate('clover.createToken()')).toHaveProperty('token')
})

test('BRT-52 SEC-2 SEC-22: exact headers of the documents, no cookie, nothing stored', async () => {
  const { page, context, requests } = await world.open(FOUR_FIELDS)
  await ready(page)
  await typeCard(page)
  await createToken(page)
  const { fields, vault } = world.server.facts.urls
  const controller = frameUrls(requests.map(request => request.url())).find(url => url.includes('controller.html'))!
  const [, version] = new RegExp('/e/[^/]+/([^/]+)/').exec(controller)!
  const files = `${fields}/f/${version}`
  const rest =
    "form-action 'none'; base-uri 'none'; frame-ancestors *; require-trusted-types-for 'script'; trusted-types 'none'; " +
    `sandbox allow-scripts allow-same-origin allow-forms; report-uri ${fields}/csp; report-to csp`
  const looks = `style-src ${files}/field.css; img-src ${files}/brand/; font-src 'none'`
  const policies = {
    field: `default-src 'none'; script-src ${files}/field.js; ${looks}; connect-src 'none'; ${rest}`,
    controller: `default-src 'none'; script-src ${files}/controller.js; connect-src ${vault}; ${rest}`,
    why: `default-src 'none'; script-src ${files}/why.js; connect-src 'self'; ${rest}`,
  }
  for (const [name, policy] of Object.entries(policies)) {
    const { status, headers } = await fetch(controller.replace('controller.html', `${name}.html`).split('#')[0]!)
    expect(status).toBe(200)
    expect(headers.get('content-security-policy')).toBe(policy)
    expect(
      Object.fromEntries([...headers].filter(([header]) => /cookie|x-frame|^server$|powered/.test(header))),
    ).toEqual({})
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect(await context.cookies()).toEqual([])
  expect(await context.storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] })
  for (const frame of page.frames().filter(one => one.url().includes('/e/'))) {
    // Where a browser keeps storage from frames of other sites, there is nothing to look into.
    const stored = await frame.evaluate(async () => {
      const looks = [
        () => localStorage.length,
        () => sessionStorage.length,
        () => document.cookie.length,
        async () => (await indexedDB.databases()).length,
        async () => (await caches.keys()).length,
      ]
      return Promise.all(looks.map(async look => look()).map(found => found.catch((error: Error) => error.name)))
    })
    expect(stored.filter(found => found !== 0 && found !== 'SecurityError' && found !== 'UnknownError')).toEqual([])
    expect(stored[2]).toBe(0)
  }
})

test('BRT-53 SEC-3 SDK-20: addresses hold no key, merchant or text; a private key throws without an echo', async () => {
  const { page, requests, console: lines, errors } = await world.open(FOUR_FIELDS)
  await ready(page)
  await typeCard(page)
  await createToken(page)
  const { publicKey, merchantId, privateKey, urls } = world.server.facts
  const addresses = [...requests.map(request => request.url()), ...page.frames().map(frame => frame.url())]
  for (const secret of [publicKey, merchantId, '4242424242424242', 'page-', 'locale'])
    expect(addresses.filter(url => !url.startsWith(world.shopOrigin) && url.includes(secret))).toEqual([])
  for (const url of frameUrls(page.frames().map(frame => frame.url())))
    expect(url.slice(urls.fields.length)).toMatch(/^\/e\/[\w-]{20}\/[\d.]+\/(field|controller)\.html#[\w-]{20,32}$/)
  for (const request of requests.filter(one => one.url().startsWith(urls.fields)))
    expect(JSON.stringify(await request.allHeaders())).not.toContain(publicKey)

  for (const key of [privateKey, 'sk_live_0123456789', '0b57ac3e-8a0f-4c55-8be2-0d6f1f4e7a11']) {
    const thrown = (await page.evaluate(
      `(() => { try { new Clover(${JSON.stringify(key)}) } catch (error) { return [error.code, error.message, error.hint, error.stack].join(' ') } })()`,
    )) as string
    expect(thrown).toMatch(/^key_private /)
    expect(thrown + lines.join() + errors.join()).not.toContain(key)
  }
})
