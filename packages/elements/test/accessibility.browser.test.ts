import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from './support/axe.ts'
import { leave, run, until } from './support/form.ts'
import { fillIn } from './support/shopper.ts'
import { inputOf, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const LABELS = {
  number: 'Card number',
  date: 'Expiry',
  cvv: 'Security code',
  zip: 'ZIP code',
  phone: 'Phone',
  card: 'Card',
  gift: 'Gift card',
}
const TYPES = {
  number: 'CARD_NUMBER',
  date: 'CARD_DATE',
  cvv: 'CARD_CVV',
  zip: 'CARD_POSTAL_CODE',
  phone: 'CARD_PHONE_NUMBER',
  gift: 'GIFT_CARD_ELEMENTS',
}

/** A checkout with every sort of frame; `CARD` has an instance of its own, since it would count alone. */
async function checkout(theme: string, locale: string) {
  const dark = theme === 'dark'
  const shop = await world.open({
    head: `<style>:root { color-scheme: ${dark ? 'dark' : 'light'}; background: ${dark ? '#101014' : '#fff'} } a { color: inherit }</style>`,
    body: `<main><h1>Checkout</h1>${Object.entries(LABELS)
      .map(([id, label]) => `<label for="${id}">${label}</label><div id="${id}"></div>`)
      .join('')}<button id="outside" type="button">Pay</button></main>`,
    script: `
      const options = { locale: '${locale}', appearance: { theme: '${theme}' } }
      window.clover = new Clover(KEY, options)
      window.other = new Clover(KEY, options)
      const elements = clover.elements()
      window.fields = {}
      for (const [id, type] of Object.entries(${JSON.stringify(TYPES)}))
        fields[id] = elements.create(type, { showPhoneTypeDropDown: true })
      fields.card = other.elements().create('CARD', { name: 'show', labels: 'above' })
      for (const [id, field] of Object.entries(fields)) field.mount('#' + id)`,
  })
  await run(shop.page, 'await Promise.all([clover.ready(), other.ready()])')
  return shop
}

test.each([
  ['none', 'en'],
  ['light', 'fr-CA'],
  ['dark', 'es'],
])(
  'BRT-73 A11Y-13: axe finds nothing in page and frames, in every state, in the theme %s and the language %s',
  async (theme, locale) => {
    const { page } = await checkout(theme, locale)
    expect(page.frames().length).toBeGreaterThanOrEqual(10)
    expect(await violations(page), 'empty').toEqual([])
    await inputOf(page, 'number').click()
    expect(await violations(page), 'focused').toEqual([])
    await run(page, 'await clover.createToken(); await clover.createGiftCardToken(); await other.createToken()')
    await until(page, 'Object.values(fields).every(field => field.type === "CARD_PHONE_NUMBER" || field.state.code)')
    expect(await violations(page), 'wrong').toEqual([])
    await fillIn(page)
    await leave(page)
    await until(page, 'fields.number.state.complete && fields.cvv.state.complete && fields.zip.state.complete')
    expect(await violations(page), 'complete').toEqual([])
    await run(page, 'for (const field of Object.values(fields)) field.update({ disabled: true })')
    await expect.poll(() => inputOf(page, 'gift').isDisabled()).toBe(true)
    expect(await violations(page), 'disabled').toEqual([])
  },
  30_000,
)
