import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALL_PLACES, formPage } from './support/form.ts'
import { caretOf, erase, paste, textOf } from './support/shopper.ts'
import { ready, startWorld } from './support/world.ts'
import type { Shop, World } from './support/world.ts'

let world: World
let shop: Shop
beforeAll(async () => {
  world = await startWorld()
  shop = await world.open(formPage({ places: ALL_PLACES }))
  await ready(shop.page)
})
afterAll(() => world.close())

test.each([
  ['4242-4242 4242.4242', '4242 4242 4242 4242'],
  ['Card:\n4242\n4242\r\n4242 4242 (Visa)', '4242 4242 4242 4242'],
  ['42424242424242424242424242', '4242 4242 4242 4242 424'],
  ['37828224631000512345', '3782 822463 10005'],
  ['４２４２４２４２４２４２４２４２', '4242 4242 4242 4242'],
  ['٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢', '4242 4242 4242 4242'],
  ['४२४२ ۴۲۴۲ 4242 𝟜𝟚𝟜𝟚', '4242 4242 4242 4242'],
])('BRT-29 FLD-14 FLD-15: pasted %j becomes %j', async (pasted, text) => {
  await paste(shop.page, 'number', pasted)
  expect(await textOf(shop.page, 'number')).toBe(text)
})

test('BRT-29 FLD-15: digits of other scripts are understood key by key, in number, date, code and phone', async () => {
  const { page } = shop
  for (const [id, typed, text] of [
    ['number', '٤٢٤٢٤', '4242 4'],
    ['date', '１２３０', '12/30'],
    ['cvv', '١٢٣', '123'],
    ['phone', '٥٥٥-٠١٢٣', '555-0123'],
  ] as const) {
    await erase(page, id)
    for (const digit of typed) await page.keyboard.insertText(digit)
    expect(await textOf(page, id)).toBe(text)
  }
})

test('BRT-29 FLD-15: nothing is reformatted during a composition, and once at its end', async () => {
  const { page, context } = shop
  const frame = await (await page.locator('#number > iframe').elementHandle())!.contentFrame()
  const inside = await context.newCDPSession(frame!)
  await erase(page, 'number')
  for (const text of ['４', '４２', '４２４２', '４２４２４']) {
    await inside.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    expect(await textOf(page, 'number')).toBe(text)
  }
  await inside.send('Input.insertText', { text: '４２４２４' })
  expect(await textOf(page, 'number')).toBe('4242 4')
  expect(await caretOf(page, 'number')).toBe(6)
  await inside.detach()
})
