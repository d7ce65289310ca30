import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { run, until } from './support/form.ts'
import { createToken, frameOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

/** @returns a page with a composite in `#one` of the given width */
async function composite(type: string, options = '{}', width = 480, more = '') {
  const shop = await world.open({
    body: `<div id="one" style="width: ${width}px"></div><div id="other"></div><button id="outside" type="button">x</button>`,
    script: `
      window.last = undefined
      window.clover = new Clover(KEY)
      window.elements = clover.elements()
      window.fields = { one: elements.create(${JSON.stringify(type)}, ${options}) }
      fields.one.addEventListener('change', states => (last = structuredClone(states)))
      fields.one.mount('#one')
      ${more}`,
  })
  await ready(shop.page)
  return shop
}

const inputs = (page: Page) => frameOf(page, 'one').locator('input.input')
const part = (page: Page, tag: string) => frameOf(page, 'one').locator(`#${tag}`)

async function fill(page: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [tag, text] of Object.entries(texts)) {
    await part(page, tag).click()
    await page.keyboard.press('Control+A')
    await page.keyboard.type(text)
  }
}

const CARD = { 'card-number': '4242424242424242', 'card-date': '1230', 'card-cvv': '123', 'card-postal-code': '94041' }

/** Ids of the inputs, row by row as they are seen. */
async function rows(page: Page): Promise<string[][]> {
  const boxes = await inputs(page).evaluateAll(all =>
    all.map(input => ({ id: input.id, top: Math.round(input.getBoundingClientRect().top) })),
  )
  const tops = [...new Set(boxes.map(({ top }) => top))].sort((a, b) => a - b)
  return tops.map(top => boxes.filter(box => box.top === top).map(({ id }) => id))
}

test.each([
  [480, '{}', [['card-number'], ['card-date', 'card-cvv', 'card-postal-code']]],
  [320, '{}', [['card-number'], ['card-date', 'card-cvv', 'card-postal-code']]],
  [319, '{}', [['card-number'], ['card-date'], ['card-cvv'], ['card-postal-code']]],
  [480, `{ postalCode: 'hide', name: 'show' }`, [['card-number'], ['card-date', 'card-cvv'], ['card-name']]],
  [800, `{ layout: 'inline' }`, [['card-number', 'card-date', 'card-cvv', 'card-postal-code']]],
])('BRT-34 FLD-1: CARD in %i px with %s stands in rows', async (width, options, wanted) => {
  const { page } = await composite('CARD', options, width)
  expect(await rows(page)).toEqual(wanted)
  // The container has grown to all of them, and none is cut.
  await expect
    .poll(() => page.evaluate(`one.clientHeight`))
    .toBe(
      await frameOf(page, 'one')
        .locator('html')
        .evaluate(html => html.scrollHeight),
    )
})

test('BRT-34 FLD-1: labels are hidden or above, and always there', async () => {
  const { page } = await composite('CARD')
  const labels = frameOf(page, 'one').locator('label')
  const sizes = () => labels.evaluateAll(all => all.map(label => label.getBoundingClientRect().height > 1))
  expect(await labels.allTextContents()).toEqual(['Card number', 'Expiration date', 'Security code (CVV)', 'ZIP code'])
  expect(await sizes()).toEqual([false, false, false, false])
  await run(page, `fields.one.update({ labels: 'above' })`)
  await expect.poll(sizes).toEqual([true, true, true, true])
})

test('BRT-34 SDK-41: CARD tells of each of its parts, names what is wrong, and makes a token', async () => {
  const { page } = await composite('CARD')
  const empty = await createToken(page)
  expect(empty.codes).toEqual({
    CARD_NUMBER: 'required',
    CARD_DATE: 'required',
    CARD_CVV: 'required',
    CARD_POSTAL_CODE: 'required',
  })
  await fill(page, CARD)
  await until(page, 'last && Object.values(last).every(({ complete }) => complete)')
  expect(await run(page, 'return Object.keys(last)')).toEqual([
    'CARD_NUMBER',
    'CARD_DATE',
    'CARD_CVV',
    'CARD_POSTAL_CODE',
  ])
  const { token, card } = await createToken(page)
  expect(token).toMatch(/^clv_/)
  expect(card).toMatchObject({ brand: 'VISA', last4: '4242', exp_month: '12', exp_year: '2030', address_zip: '94041' })
})

test('BRT-34 FLD-2: beside separate fields CARD counts, and the page is warned; the extra fields always count', async () => {
  const more = `
    fields.other = elements.create('CARD_NUMBER')
    fields.other.mount('#other')
    document.body.append(Object.assign(document.createElement('div'), { id: 'name' }))
    fields.name = elements.create('CARD_NAME', { required: true })
    fields.name.mount('#name')`
  const { page, console } = await composite('CARD', '{}', 480, more)
  await fill(page, CARD)
  // The separate number is empty, which would be an error if it counted.
  expect((await createToken(page)).codes).toEqual({ CARD_NAME: 'required' })
  await frameOf(page, 'name').locator('#card-name').click()
  await page.keyboard.type('Ada Lovelace')
  expect((await createToken(page)).token).toMatch(/^clv_/)
  expect(console.filter(line => /^\[Trefoil\].*CARD\b/.test(line))).toHaveLength(1)
})

const giftToken = (page: Page) =>
  run<{ token?: string; card?: object; codes?: object }>(page, 'return clover.createGiftCardToken()')

test('BRT-35 FLD-3 SDK-51: gift cards of 6, 13, 16 and 19 digits are valid, others are not', async () => {
  const { page } = await composite('GIFT_CARD_ELEMENTS')
  for (const length of [6, 13, 16, 19]) {
    const number = '6035718888880000123'.slice(0, length)
    await fill(page, { 'gift-card-number': number })
    expect(await part(page, 'gift-card-number').inputValue()).toBe(number.replace(/(\d{4})(?=\d)/g, '$1 '))
    const { token, card } = await giftToken(page)
    expect(token).toMatch(/^clv_/)
    expect(card).toMatchObject({ brand: 'GIFT_CARD', last4: number.slice(-4) })
  }
  for (const length of [5, 7, 12, 14, 15, 17, 18]) {
    await fill(page, { 'gift-card-number': '6035718888880000123'.slice(0, length) })
    expect((await giftToken(page)).codes, `${length}`).toEqual({ GIFT_CARD_NUMBER: 'incomplete' })
  }
})

test('BRT-35 FLD-3: the security code is optional, required or absent, and labels stand above', async () => {
  const { page } = await composite('GIFT_CARD_ELEMENTS')
  const label = frameOf(page, 'one').locator('label').first()
  expect((await label.boundingBox())!.height).toBeGreaterThan(10)
  await fill(page, { 'gift-card-number': '603571' })
  expect((await giftToken(page)).token).toMatch(/^clv_/)
  await fill(page, { 'gift-card-security-code': '12' })
  expect((await giftToken(page)).codes).toEqual({ GIFT_CARD_SECURITY_CODE: 'incomplete' })
  const strict = await composite('GIFT_CARD_ELEMENTS', `{ securityCode: 'required' }`)
  await fill(strict.page, { 'gift-card-number': '603571' })
  expect((await giftToken(strict.page)).codes).toEqual({ GIFT_CARD_SECURITY_CODE: 'required' })
  await fill(strict.page, { 'gift-card-security-code': 'ab12' })
  expect((await giftToken(strict.page)).token).toMatch(/^clv_/)
  const bare = await composite('GIFT_CARD_ELEMENTS', `{ securityCode: 'hide' }`)
  expect(await inputs(bare.page).count()).toBe(1)
})

test('BRT-35 SDK-51: without a gift card field the call says so', async () => {
  const { page } = await composite('CARD')
  expect(await run(page, 'return clover.createGiftCardToken()')).toMatchObject({
    codes: { GIFT_CARD_NUMBER: 'not_mounted' },
  })
})
