import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { formPage, leave, until } from './support/form.ts'
import { erase, retype } from './support/shopper.ts'
import { createToken, frameOf, inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

/** Id of what has the focus: an element of the page, or the container of a field whose input has it. */
async function focused(page: Page): Promise<string> {
  const id = await page.evaluate<string>(
    `(document.activeElement.closest('div') ?? document.activeElement).id || document.activeElement.id`,
  )
  const isField = await page.evaluate<boolean>(`document.activeElement.tagName === 'IFRAME'`)
  if (!isField) return id
  const inside = await frameOf(page, id)
    .locator('html')
    .evaluate(() => document.activeElement?.className.split(' ')[0])
  return `${id} ${inside}`
}

const SHOP = `
  <input id="before"><label id="card-label" for="number">Card</label><div id="number"></div>
  <input id="between"><div id="date"></div><div id="cvv"></div><button id="outside" type="button">Pay</button>`

test('BRT-75 A11Y-2: a click on the label of the page focuses the field', async () => {
  const { page } = await world.open({ ...formPage({ places: ['number', 'date', 'cvv'] }), body: SHOP })
  await ready(page)
  await page.locator('#card-label').click()
  await expect.poll(() => focused(page)).toBe('number input')
  await page.keyboard.type('4242')
  expect(await inputOf(page, 'number').inputValue()).toBe('4242')
})

test('BRT-75 A11Y-6: Tab and Shift+Tab stop once at each input, in the order of the page, without a trap', async () => {
  const { page } = await world.open({ ...formPage({ places: ['number', 'date', 'cvv'] }), body: SHOP })
  await ready(page)
  const order = ['before', 'number input', 'between', 'date input', 'cvv input', 'outside']
  await page.locator('#before').focus()
  for (const stop of order) {
    await expect.poll(() => focused(page)).toBe(stop)
    await page.keyboard.press('Tab')
  }
  await page.locator('#outside').focus()
  for (const stop of order.toReversed()) {
    await expect.poll(() => focused(page)).toBe(stop)
    await page.keyboard.press('Shift+Tab')
  }
})

test('BRT-76 A11Y-4: an error is spoken once, when the field is left or a token is asked for, not at each key', async () => {
  const { page } = await world.open(formPage({ places: ['number', 'date', 'cvv'] }))
  await ready(page)
  const frame = page.frames().find(each => each.url().includes('/field.html'))!
  await frame.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    for (const region of document.querySelectorAll('[aria-live]')) {
      new MutationObserver(() => said.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      })
    }
  })
  const said = () => frame.evaluate<string[]>('said')
  expect(
    await frame
      .locator('[aria-live]')
      .evaluateAll(all => all.map(region => [region.getAttribute('role'), region.getAttribute('aria-live')])),
  ).toEqual([['status', 'polite']])
  await retype(page, 'number', '42424')
  expect(await said()).toEqual([])
  await leave(page)
  await expect.poll(said).toEqual(['Card number is invalid.'])
  // Typing on, still wrong: the sentence stays to be read, and is not said again.
  await inputOf(page, 'number').click()
  await page.keyboard.type('242')
  await until(page, 'fields.number.state.code')
  await leave(page)
  await createToken(page)
  expect(await said()).toEqual(['Card number is invalid.'])
  await retype(page, 'number', '4242424242424242')
  await expect.poll(said).toEqual(['Card number is invalid.', ''])
  await erase(page, 'number')
  await createToken(page)
  await expect.poll(said).toEqual(['Card number is invalid.', '', 'Card number is required'])
})
