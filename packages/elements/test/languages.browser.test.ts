import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { formPage, leave, run } from './support/form.ts'
import { overflowing, picture, styleIn } from './support/looks.ts'
import { retype, stands, textOf } from './support/shopper.ts'
import { frameOf, inputOf, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const VISA = '4242424242424242'

test('BRT-79 I18N-7: in a right-to-left container labels, errors and pictures mirror, and digits do not (screenshot)', async () => {
  const { page } = await world.open({
    head: '<style>body { width: 420px; font: 16px system-ui }</style>',
    body: `<div dir="rtl"><div id="number"></div><br><div id="date"></div><br><div id="name"></div><br><div id="card"></div></div><button id="outside" type="button">x</button>`,
    script: `
      const options = { appearance: { theme: 'light' } }
      window.clover = new Clover(KEY, options)
      window.other = new Clover(KEY, options)
      const elements = clover.elements()
      window.fields = { number: elements.create('CARD_NUMBER'), date: elements.create('CARD_DATE'), name: elements.create('CARD_NAME'), card: other.elements().create('CARD', { labels: 'above' }) }
      for (const [id, field] of Object.entries(fields)) field.mount('#' + id)`,
  })
  await run(page, 'await Promise.all([clover.ready(), other.ready()])')
  await retype(page, 'number', VISA)
  await retype(page, 'date', '0120')
  await leave(page)
  await run(page, 'await other.createToken()')
  await stands(page, 'date', 'expired')
  expect(await textOf(page, 'number')).toBe('4242 4242 4242 4242')
  for (const id of ['number', 'date', 'name', 'card']) {
    expect(await inputOf(page, id).evaluate(() => document.documentElement.dir)).toBe('rtl')
    await expect.poll(() => overflowing(frameOf(page, id).locator('html'))).toEqual([])
  }
  expect(await styleIn(page, 'number', 'input.input', ['direction', 'text-align'])).toEqual({
    direction: 'ltr',
    'text-align': 'right',
  })
  expect(await styleIn(page, 'name', 'input.input', ['direction'])).toEqual({ direction: 'rtl' })
  const middle = async (id: string, selector: string): Promise<number> =>
    frameOf(page, id)
      .locator(selector)
      .first()
      .evaluate(element => {
        const { left, right } = element.getBoundingClientRect()
        return (left + right) / 2 / innerWidth
      })
  expect(await middle('number', 'img.brand')).toBeLessThan(0.2)
  const lefts = await frameOf(page, 'card')
    .locator('#card-date, #card-cvv, #card-postal-code')
    .evaluateAll(all => all.map(input => input.getBoundingClientRect().left))
  expect(lefts).toEqual(lefts.toSorted((a, b) => b - a))
  const starts = await frameOf(page, 'card')
    .locator('label, .error')
    .evaluateAll(all => all.map(each => getComputedStyle(each).direction))
  expect(new Set(starts)).toEqual(new Set(['rtl']))
  await picture(page, 'right-to-left')
})

/** What a field of an instance with such options says that it is called. */
async function postalLabel(page: Page, options: string): Promise<string> {
  await run(
    page,
    `
    window.clover?.destroy()
    window.clover = new Clover(KEY, ${options})
    window.fields = { zip: clover.elements().create('CARD_POSTAL_CODE') }
    fields.zip.mount('#zip')
    await clover.ready()`,
  )
  const label = await frameOf(page, 'zip').locator('label').textContent()
  return `${await inputOf(page, 'zip').evaluate(() => document.documentElement.lang)} ${label}`
}

test('BRT-80 I18N-2 I18N-3: the locale is looked up without regard to case and underscore, and never throws', async () => {
  const { page, errors } = await world.open({ ...formPage({ places: ['zip'] }), context: { locale: 'es-MX' } })
  const [en, ca, fr, es] = ['en ZIP code', 'en-CA Postal code', 'fr-CA Code postal', 'es Código postal'] as const
  for (const [locale, wanted] of [
    [`'en-US'`, en],
    [`'EN-us'`, en],
    [`'en_GB'`, en],
    [`'en-CA'`, ca],
    [`'EN_ca'`, ca],
    [`'fr'`, fr],
    [`'fr_CA'`, fr],
    [`'FR-fr'`, fr],
    [`'es'`, es],
    [`'es-419'`, es],
    [`'xx'`, en],
    [`''`, en],
    ['42', en],
    ['{}', en],
    ['undefined', en],
  ] as const) {
    expect(await postalLabel(page, `{ locale: ${locale} }`), locale).toBe(wanted)
  }
  // The document's language comes first, then the shopper's.
  await page.evaluate(`document.documentElement.lang = 'fr'`)
  expect(await postalLabel(page, `{ locale: 'auto' }`)).toBe(fr)
  await page.evaluate(`document.documentElement.lang = ''`)
  expect(await postalLabel(page, `{ locale: 'auto' }`)).toBe(es)
  expect(errors).toEqual([])
})
