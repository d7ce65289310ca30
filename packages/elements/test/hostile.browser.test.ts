import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { EAVESDROP, leaks, visibleIn } from './support/canary.ts'
import { FOUR_FIELDS, GOOD_CARD, createToken, frameOf, ready, startWorld, typeCard } from './support/world.ts'
import type { PageSource, World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

/** Makes an init that a frame of a fields origin would take, were it the first one and from the page. */
const FORGE = `
  const forge = (id, kind) => ({
    trefoil: 1, t: 'init', id, strings: {}, locale: 'en',
    ...(kind === 'controller'
      ? { publicKey: PUBLIC_KEY, sdk: '1.0.0' }
      : { type: kind, fonts: [], idleClearMinutes: 30, debug: false, controller: CONTROLLER, options: {}, styles: {},
          appearance: {}, colorScheme: 'normal', direction: 'ltr' }),
  })
  const heard = (window.heard = [])
  const say = (target, message) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => heard.push(data)
    target.postMessage(message, { targetOrigin: FIELDS, transfer: [port2] })
    return port1
  }`

/** What the forger needs to know; a page knows it all. */
const known = (page: Page) =>
  page.evaluate(() => {
    const frames = [...document.querySelectorAll<HTMLIFrameElement>('iframe[src*="/e/"]')]
    const controller = frames.find(({ src }) => src.includes('controller.html'))!
    return {
      FIELDS: new URL(controller.src).origin,
      CONTROLLER: new URL(controller.src).hash.slice(1),
      BASE: controller.src.slice(0, controller.src.lastIndexOf('/') + 1),
      PUBLIC_KEY: (0, eval)('KEY') as string,
    }
  })
const constants = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`)
    .join('')

/** A test number of American Express, whose codes have four digits. */
const NUMBER = '378282246310005'
const CODE = '7391'

test('BRT-46 SEC-6 SEC-12: a sibling frame that speaks to every window all the time has no effect', async () => {
  const { urls, publicKey } = world.server.facts
  const sibling = world.serve(`<script>
    ${constants({ FIELDS: urls.fields, PUBLIC_KEY: publicKey, CONTROLLER: 'a'.repeat(32) })}
    ${FORGE}
    window.addEventListener('message', ({ data }) => heard.push(data))
    window.said = 0
    setInterval(() => {
      for (const iframe of parent.document.querySelectorAll('iframe[src*="/e/"]')) {
        const id = new URL(iframe.src).hash.slice(1)
        const kind = iframe.src.includes('controller') ? 'controller' : 'CARD_NUMBER'
        const messages = [
          forge(id, kind),
          { trefoil: 1, t: 'join', id, keys: ['CARD_NUMBER'] },
          { t: 'state', key: 'CARD_NUMBER', empty: false, brand: 'AMEX' },
          { t: 'seal', call: 1, attempt: 'a', session: 's', kid: 'k', jwk: {} },
          { t: 'clear' },
        ]
        for (const message of messages) said++, say(iframe.contentWindow, message)
      }
    }, 20)
  </script>`)
  const source = { ...FOUR_FIELDS, body: `<iframe id="evil" src="${sibling}"></iframe>${FOUR_FIELDS.body}` }
  const { page } = await world.open(source)
  await ready(page)
  await typeCard(page)
  const { token, card } = await createToken(page)
  expect(token).toMatch(/^clv_/)
  expect(card).toMatchObject({ brand: 'VISA', last4: '4242' })
  const evil = page.frames().find(frame => frame.url() === sibling)!
  expect(await evil.evaluate('said')).toBeGreaterThan(100)
  expect(await evil.evaluate('heard')).toEqual([])
})

test('BRT-46 SEC-6 SEC-12 SEC-39: a sibling that replays the recorded init of every frame, before and while it loads again, gets no answer', async () => {
  const sibling = world.serve('<title>Sibling</title>')
  const source = { ...FOUR_FIELDS, body: `<iframe id="evil" src="${sibling}"></iframe>${FOUR_FIELDS.body}` }
  const { page, context } = await world.open(source)
  // Every frame writes down what is said to it, for the replay to be exact.
  await context.addInitScript(`{
    const recorded = (window.recorded = [])
    addEventListener('message', ({ data }) => recorded.push(data), true)
  }`)
  await page.reload()
  await ready(page)
  const frames = page.frames().filter(frame => frame.url().includes('/e/'))
  const said = await Promise.all(
    frames.map(frame => frame.evaluate('recorded') as Promise<{ t: string; id: string }[]>),
  )
  const inits = said.flat().filter(({ t }) => t === 'init')
  expect(inits.map(({ id }) => id).sort()).toEqual(frames.map(frame => new URL(frame.url()).hash.slice(1)).sort())

  const evil = page.frames().find(frame => frame.url() === sibling)!
  await evil.evaluate(
    ([messages, fields]) => {
      const heard: unknown[] = []
      const counts = { heard, said: 0 }
      Object.assign(window, counts, { counts })
      const replay = () => {
        for (let at = 0; at < parent.frames.length; at++) {
          for (const message of messages) {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = ({ data }) => heard.push(data)
            counts.said += 1
            parent.frames[at]!.postMessage(message, { targetOrigin: fields, transfer: [port2] })
          }
        }
        setTimeout(replay, 5)
      }
      replay()
    },
    [inits, world.server.facts.urls.fields] as const,
  )
  // A container that moves makes its frame load again, under the same id, and the race begins anew.
  await page.evaluate(`{
    window.again = new Promise(done => fields.cvv.once('ready', done))
    document.body.prepend(document.querySelector('#cvv'))
  }`)
  await page.evaluate('again')
  await ready(page)
  await typeCard(page)
  const { token, card } = await createToken(page)
  expect(token).toMatch(/^clv_/)
  expect(card).toMatchObject({ brand: 'VISA', last4: '4242' })
  expect(await evil.evaluate('counts.said')).toBeGreaterThan(100)
  expect(await evil.evaluate('counts.heard')).toEqual([])
})

test('BRT-46 SEC-6: a second init from the page itself is dropped without an answer', async () => {
  const { page } = await world.open(FOUR_FIELDS)
  await ready(page)
  await typeCard(page)
  await page.evaluate(`{
    ${constants(await known(page))} ${FORGE}
    for (const iframe of document.querySelectorAll('iframe[src*="/e/"]'))
      say(iframe.contentWindow, forge(new URL(iframe.src).hash.slice(1), iframe.src.includes('controller') ? 'controller' : 'CARD_CVV'))
  }`)
  // Messages of one window arrive in order: what was said to the fields before this call was heard before its end.
  const made = await createToken(page)
  expect(made).toHaveProperty('token')
  expect(await page.evaluate('heard')).toEqual([])
})

test('BRT-47 SEC-28 SEC-31 SDK-12: patched globals and prototypes see no value, and send no frame elsewhere', async () => {
  const head = `${EAVESDROP}<script>
    for (const name of ['origin', 'fields', 'fieldsOrigin', 'token', 'jwk', 'kid', 'targetOrigin'])
      Object.defineProperty(Object.prototype, name, { configurable: true, value: 'https://evil.example' , writable: true })
    for (const method of ['map', 'push', 'forEach', 'join', 'filter']) {
      const real = Array.prototype[method]
      Array.prototype[method] = function (...rest) {
        if (method !== 'push' || this !== seen) Reflect.apply(Array.prototype.concat, [], [this])
        return Reflect.apply(real, this, rest)
      }
    }
    window.postMessage = message => seen.push('window.postMessage ' + message)
  </script>`
  const body = `<img name="currentScript" data-fields-origin="https://evil.example">${FOUR_FIELDS.body}`
  const shop = await world.open({ ...FOUR_FIELDS, head, body })
  await ready(shop.page)
  await typeCard(shop.page, { ...GOOD_CARD, number: NUMBER, cvv: CODE })
  const { token } = await createToken(shop.page)
  expect(token).toMatch(/^clv_/)
  expect(await shop.page.evaluate('document.currentScript.dataset.fieldsOrigin')).toBe('https://evil.example')
  expect(shop.requests.filter(request => request.url().includes('evil.example'))).toEqual([])
  expect(leaks(await visibleIn(shop.page), [NUMBER, CODE])).toEqual([])
})

test('BRT-48 SEC-1: the page can read nothing of our windows', async () => {
  const { page } = await world.open(FOUR_FIELDS)
  await ready(page)
  const tried = await page.evaluate(() => {
    const names: string[] = []
    const reads = ['document', 'name', 'localStorage', 'origin', 'history', 'field', 'performance'] as const
    for (let at = 0; at < window.frames.length; at++) {
      const other = window.frames[at] as unknown as Record<string, unknown>
      const readers = [() => (other.location as Location).href, ...reads.map(name => () => other[name])]
      for (const read of readers) {
        try {
          names.push(`read: ${String(read())}`)
        } catch (error) {
          names.push((error as Error).name)
        }
      }
    }
    return names
  })
  // Four fields and the controller, eight reads each.
  expect(tried).toEqual(Array.from({ length: 40 }, () => 'SecurityError'))
})

test('BRT-49 SEC-11 SEC-13: frames made by hand give the page what the SDK gets, and no more', async () => {
  const source: PageSource = { ...FOUR_FIELDS, head: EAVESDROP }
  const shop = await world.open(source)
  const { page } = shop
  await ready(page)
  const { CONTROLLER: _, ...rest } = await known(page)
  const CONTROLLER = 'c'.repeat(32)
  await page.evaluate(`{
    ${constants({ ...rest, CONTROLLER })} ${FORGE}
    window.ports = {}
    const make = (name, document_, id, kind) => {
      const place = document.createElement('div'), iframe = document.createElement('iframe')
      place.id = name
      iframe.onload = () => (ports[name] = say(iframe.contentWindow, forge(id, kind)))
      iframe.src = BASE + document_ + '.html#' + id
      place.append(iframe)
      document.body.append(place)
    }
    make('own', 'controller', CONTROLLER, 'controller')
    make('number2', 'field', '1'.repeat(32), 'CARD_NUMBER')
    make('date2', 'field', '2'.repeat(32), 'CARD_DATE')
    make('cvv2', 'field', '3'.repeat(32), 'CARD_CVV')
  }`)
  await page.waitForFunction(
    "heard.filter(({ t }) => t === 'ready').length === 4 && heard.some(({ t }) => t === 'session')",
  )
  await typeCard(page, { number2: NUMBER, date2: '1230', cvv2: CODE })
  await page.evaluate(`ports.own.postMessage({ t: 'tokenize', call: 1, kind: 'card', multipay: false, billing: {}, timeoutMs: 9000,
    frames: ['1', '2', '3'].map(digit => digit.repeat(32)) })`)
  await page.waitForFunction("heard.some(({ t }) => t === 'result')")
  const heard = (await page.evaluate('heard')) as { t: string; token?: string; key?: string }[]
  expect(heard.find(({ t }) => t === 'result')?.token).toMatch(/^clv_/)
  const told = new Set(heard.map(({ t }) => t))
  expect([...told].filter(t => !['ready', 'session', 'state', 'size', 'result', 'fault'].includes(t))).toEqual([])
  expect(leaks({ heard: JSON.stringify(heard), ...(await visibleIn(page)) }, [NUMBER, CODE])).toEqual([])
  expect(await frameOf(page, 'number2').locator('input').first().isVisible()).toBe(true)
})
