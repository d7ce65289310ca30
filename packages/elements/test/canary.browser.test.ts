import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { EAVESDROP, leaks, visibleIn } from './support/canary.ts'
import { createToken, frameOf, inputOf, ready, startWorld, type } from './support/world.ts'
import type { Shop, World } from './support/world.ts'

const { lines } = vi.hoisted(() => ({ lines: [] as string[] }))
// The harness logs nothing; here the server's log is one of the places to search.
vi.mock(import('../../server/test/support/server.ts'), async original => {
  const real = await original()
  return {
    ...real,
    startTestServer: options => real.startTestServer({ ...options, log: { write: line => void lines.push(line) } }),
  }
})

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

/** A test number of American Express, whose codes have four digits. */
const NUMBER = '378282246310005'
const CODE = '7391'
const KINDS = {
  number: 'CARD_NUMBER',
  date: 'CARD_DATE',
  cvv: 'CARD_CVV',
  zip: 'CARD_POSTAL_CODE',
  name: 'CARD_NAME',
  street: 'CARD_STREET_ADDRESS',
  email: 'CARD_EMAIL_ADDRESS',
  phone: 'CARD_PHONE_NUMBER',
} as const

const page = (kinds: Readonly<Record<string, string>>) => ({
  head: EAVESDROP,
  body: Object.keys(kinds)
    .map(id => `<div id="${id}"></div>`)
    .join(''),
  script: `
    window.log = []
    window.clover = new Clover(KEY)
    const elements = clover.elements()
    window.fields = {}
    for (const [id, type] of Object.entries(${JSON.stringify(kinds)})) {
      const field = (fields[id] = elements.create(type))
      for (const name of ['change', 'blur', 'focus', 'ready', 'error'])
        field.addEventListener(name, payload => log.push({ type, name, payload: structuredClone(payload) }))
      field.mount('#' + id)
    }
    window.addEventListener('message', () => windowMessages.push('last'))`,
})

/** All that page, network and log hold, by place. */
async function everything(shop: Shop, results: readonly unknown[]): Promise<Record<string, string>> {
  const requests = shop.requests.map(request =>
    [request.method(), request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join(' '),
  )
  return {
    ...(await visibleIn(shop.page)),
    requests: requests.join('\n'),
    console: shop.console.join('\n'),
    errors: shop.errors.join('\n'),
    frames: shop.page
      .frames()
      .map(frame => frame.url() + frame.name())
      .join('\n'),
    results: JSON.stringify(results),
    serverLog: lines.join('\n'),
  }
}

async function replace(shop: Shop, id: string, text: string): Promise<void> {
  await shop.page.evaluate(`fields.${id}.clear?.()`)
  await inputOf(shop.page, id).fill('')
  await type(shop.page, id, text)
}

test('BRT-43 BRT-45 SEC-38 SEC-7: number and code are nowhere but in a JWE, through errors and a token', async () => {
  const shop = await world.open(page(KINDS))
  await ready(shop.page)
  const results: unknown[] = [await createToken(shop.page)]
  await type(shop.page, 'number', NUMBER.slice(0, -1) + '6')
  await type(shop.page, 'cvv', CODE.slice(0, 2))
  await type(shop.page, 'date', '0111')
  results.push(await createToken(shop.page))
  await replace(shop, 'number', NUMBER)
  await replace(shop, 'cvv', CODE)
  await replace(shop, 'date', '1230')
  const rest = { zip: '94041', name: 'Ada Bird', street: '1 Rue', email: 'a@b.example', phone: '4155550100' }
  for (const [id, text] of Object.entries(rest)) await type(shop.page, id, text)
  const made = await createToken(shop.page)
  expect(made.token).toMatch(/^clv_/)
  const again = await createToken(shop.page)
  results.push(made, again)
  const places = await everything(shop, results)
  // The net would catch something only if there is something in it.
  expect(places.requests).toMatch(/"eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+"/)
  expect(places.seen).toContain('from port')
  expect(places.serverLog).toContain('/v1/tokens')
  // Two neighbours of the number that a form half typed would show.
  expect(leaks(places, [NUMBER, NUMBER.slice(0, -1) + '6', CODE])).toEqual([])
  expect(await shop.page.evaluate('windowMessages')).toEqual([])
}, 30_000)

/** Types into the parts of a composite, over what they hold. */
async function fillParts({ page: tab }: Shop, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [part, text] of Object.entries(texts)) {
    await frameOf(tab, 'one').locator(`#${part}`).click()
    await tab.keyboard.press('Control+a')
    await tab.keyboard.type(text)
  }
}

test('BRT-43 BRT-45 SEC-38 SEC-7: nor are they when one frame takes the whole card', async () => {
  const shop = await world.open(page({ one: 'CARD' }))
  await ready(shop.page)
  const results: unknown[] = [await createToken(shop.page)]
  const wrong = NUMBER.slice(0, -1) + '6'
  await fillParts(shop, { 'card-number': wrong, 'card-date': '0111', 'card-cvv': CODE.slice(0, 2) })
  results.push(await createToken(shop.page))
  // In the places of others, and back again.
  await fillParts(shop, { 'card-postal-code': NUMBER, 'card-date': CODE })
  results.push(await createToken(shop.page))
  const good = { 'card-number': NUMBER, 'card-date': '1230', 'card-cvv': CODE, 'card-postal-code': '94041' }
  await fillParts(shop, good)
  const made = await createToken(shop.page)
  expect(made.token).toMatch(/^clv_/)
  const places = await everything(shop, [...results, made])
  expect(places.requests).toMatch(/"number_jwe":"eyJ/)
  expect(leaks(places, [NUMBER, wrong, CODE])).toEqual([])
  expect(await shop.page.evaluate('windowMessages')).toEqual([])
}, 30_000)

test('BRT-43 BRT-45 SEC-38 SEC-7: nor are number and code of a gift card', async () => {
  const [number, code] = ['6035718888881234', 'kq73915z']
  const shop = await world.open(page({ one: 'GIFT_CARD_ELEMENTS' }))
  await ready(shop.page)
  const tokenize = () => shop.page.evaluate('clover.createGiftCardToken()')
  const results: unknown[] = [await tokenize()]
  await fillParts(shop, { 'gift-card-number': number.slice(0, 12), 'gift-card-security-code': code.slice(0, 3) })
  results.push(await tokenize())
  await fillParts(shop, { 'gift-card-number': number, 'gift-card-security-code': code })
  const made = (await tokenize()) as { token?: string }
  expect(made.token).toMatch(/^clv_/)
  const places = await everything(shop, [...results, made])
  expect(places.requests).toMatch(/"security_code_jwe":"eyJ/)
  expect(leaks(places, [number, number.slice(0, 12), code])).toEqual([])
  expect(await shop.page.evaluate('windowMessages')).toEqual([])
}, 30_000)

test('BRT-44 SEC-38 FLD-17: nor are they after typing into wrong fields, pasting, copying and dragging', async () => {
  const source = page(KINDS)
  const shop = await world.open({ ...source, body: `${source.body}<textarea id="catch"></textarea>` })
  const { page: tab, context } = shop
  await ready(tab)
  await type(tab, 'date', '1230')
  for (const id of ['cvv', 'zip', 'name', 'street', 'email', 'phone']) await type(tab, id, NUMBER)
  const results: unknown[] = [await createToken(tab)]
  const wrong = (results[0] as { codes: Record<string, string> }).codes
  expect(wrong).toMatchObject({ CARD_NAME: 'contains_card_number', CARD_STREET_ADDRESS: 'contains_card_number' })

  const elsewhere = await context.newPage()
  await elsewhere.setContent(`<input value="${NUMBER}">`)
  await elsewhere.locator('input').click()
  await elsewhere.keyboard.press('Control+a')
  await elsewhere.keyboard.press('Control+c')
  await elsewhere.close()
  for (const id of ['number', 'name', 'zip']) {
    await inputOf(tab, id).click()
    await tab.keyboard.press('Control+a')
    await tab.keyboard.press('Control+v')
  }
  expect((await inputOf(tab, 'number').inputValue()).replaceAll(' ', '')).toBe(NUMBER)
  results.push(await createToken(tab))

  await replace(shop, 'cvv', CODE)
  for (const id of ['number', 'cvv']) {
    await inputOf(tab, id).click()
    await tab.keyboard.press('Control+a')
    const from = (await frameOf(tab, id).locator('body').boundingBox())!
    const to = (await tab.locator('#catch').boundingBox())!
    await tab.mouse.move(from.x + 12, from.y + from.height / 2)
    await tab.mouse.down()
    await tab.mouse.move(to.x + 20, to.y + 10, { steps: 8 })
    await tab.mouse.up()
  }
  expect(await tab.locator('#catch').inputValue()).toBe('')
  for (const key of ['Control+c', 'Control+x']) {
    await inputOf(tab, 'cvv').click()
    await tab.keyboard.press('Control+a')
    await tab.keyboard.press(key)
  }
  expect(await inputOf(tab, 'cvv').inputValue()).toBe(CODE)
  expect(leaks(await everything(shop, results), [NUMBER, CODE])).toEqual([])
}, 30_000)
