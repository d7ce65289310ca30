import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { formPage, leave, run } from './support/form.ts'
import { retype } from './support/shopper.ts'
import { inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

/** Name, description and states of the only text field in a frame, as assistive technology is told of them. */
async function spoken(page: Page, id: string): Promise<Readonly<Record<string, unknown>>> {
  const iframe = await page.locator(`#${id} > iframe`).elementHandle()
  const session = await page.context().newCDPSession((await iframe!.contentFrame())!)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  const boxes = nodes.filter(({ role, ignored }) => role?.value === 'textbox' && !ignored)
  expect(boxes).toHaveLength(1)
  const { name, description, properties = [] } = boxes[0]!
  const states = Object.fromEntries(properties.map(property => [property.name, property.value.value as unknown]))
  const { invalid, required } = states
  return { name: name?.value as unknown, description: String(description?.value ?? '').trim(), invalid, required }
}

test('BRT-74 A11Y-1 A11Y-3: a field is named by its option, else by the page, else by the language', async () => {
  const { page } = await world.open({
    body: `
      <label for="number">Your card</label><div id="number"></div>
      <div id="date" aria-label="Good until"></div>
      <b id="heading">Three digits</b><div id="cvv" aria-labelledby="heading"></div>
      <label for="zip">Hidden by the option</label><div id="zip"></div>
      <div id="name"></div><button id="outside" type="button">x</button>`,
    script: `
      window.clover = new Clover(KEY)
      const elements = clover.elements()
      window.fields = {
        number: elements.create('CARD_NUMBER'), date: elements.create('CARD_DATE'), cvv: elements.create('CARD_CVV'),
        zip: elements.create('CARD_POSTAL_CODE', { label: 'Label of the option' }), name: elements.create('CARD_NAME'),
      }
      for (const [id, field] of Object.entries(fields)) field.mount('#' + id)`,
  })
  await ready(page)
  const names = () =>
    Promise.all(['number', 'date', 'cvv', 'zip', 'name'].map(async id => (await spoken(page, id))['name']))
  expect(await names()).toEqual(['Your card', 'Good until', 'Three digits', 'Label of the option', 'Name on card'])
  await run(
    page,
    `
    document.querySelector('label').textContent = 'Card, please'
    fields.number.update({})
    fields.zip.update({ ariaLabel: 'Said aloud' })`,
  )
  await expect.poll(names).toEqual(['Card, please', 'Good until', 'Three digits', 'Said aloud', 'Name on card'])
  const titles = [
    'Secure card number field',
    'Secure expiration date field',
    'Secure security code (CVV) field',
    'Secure ZIP code field',
    'Secure name on card field',
  ]
  expect(
    await page.locator('div > iframe').evaluateAll(all => all.map(iframe => iframe.getAttribute('title'))),
  ).toEqual(titles)
  const inside = await Promise.all(
    ['number', 'date', 'cvv', 'zip', 'name'].map(id =>
      inputOf(page, id).evaluate(() => [document.title, document.documentElement.lang, document.documentElement.dir]),
    ),
  )
  expect(inside).toEqual(titles.map(title => [title, 'en', 'ltr']))
})

test('BRT-74 A11Y-4 A11Y-5: format, brand, what is wrong and what is required are part of what is said', async () => {
  const { page } = await world.open(formPage({ places: ['number', 'date', 'name'] }))
  await ready(page)
  expect(await spoken(page, 'date')).toEqual({
    name: 'Expiration date',
    description: 'Month, slash, two-digit year',
    invalid: 'false',
    required: true,
  })
  expect(await spoken(page, 'name')).toMatchObject({ description: '', required: false })
  await retype(page, 'number', '4242424242424241')
  await expect.poll(() => spoken(page, 'number')).toMatchObject({ description: 'Visa', invalid: 'false' })
  await retype(page, 'date', '0120')
  await leave(page)
  await expect
    .poll(() => spoken(page, 'date'))
    .toMatchObject({ description: 'Month, slash, two-digit year Card expiry is in the past.', invalid: 'true' })
  await expect
    .poll(() => spoken(page, 'number'))
    .toMatchObject({ description: 'Visa Card number is invalid.', invalid: 'true', required: true })
  await run(page, 'fields.name.update({ required: true })')
  await expect.poll(() => spoken(page, 'name')).toMatchObject({ required: true })
  await retype(page, 'date', '1230')
  await expect
    .poll(() => spoken(page, 'date'))
    .toMatchObject({ description: 'Month, slash, two-digit year', invalid: 'false' })
})
