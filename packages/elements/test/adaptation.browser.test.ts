import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { formPage, run, until } from './support/form.ts'
import { overflowing, picture, styleIn } from './support/looks.ts'
import { fillIn } from './support/shopper.ts'
import { frameOf, inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const FORM = {
  body: `<main>${['number', 'date', 'cvv', 'zip', 'one', 'gift'].map(id => `<div id="${id}"></div>`).join('')}<button id="outside" type="button">x</button></main>`,
  script: (theme: string) => `
    const options = { appearance: { theme: '${theme}' }, showSecurePayments: false, showPrivacyPolicy: false }
    window.clover = new Clover(KEY, options)
    window.other = new Clover(KEY, options)
    const elements = clover.elements()
    window.fields = { one: other.elements().create('CARD', { labels: 'above' }) }
    for (const [id, type] of Object.entries({ number: 'CARD_NUMBER', date: 'CARD_DATE', cvv: 'CARD_CVV', zip: 'CARD_POSTAL_CODE', gift: 'GIFT_CARD_ELEMENTS' }))
      fields[id] = elements.create(type)
    for (const [id, field] of Object.entries(fields)) field.mount('#' + id)`,
}

/** All fields, some filled in and some wrong, and the number in focus. */
async function formWith(theme: string, head: string, viewport: { width: number; height: number }) {
  const shop = await world.open({
    body: FORM.body,
    script: FORM.script(theme),
    head: `<style>body { margin: 8px; font: 16px system-ui } main > div { margin-bottom: 12px }</style>${head}`,
    context: { viewport },
  })
  const { page } = shop
  await run(page, 'await Promise.all([clover.ready(), other.ready()])')
  await fillIn(page, { number: '4242424242424242', date: '0120', cvv: '123' })
  await run(page, 'await clover.createToken(); await other.createToken()')
  await until(page, 'fields.date.state.code && fields.one.state.code')
  await inputOf(page, 'number').focus()
  return shop
}

/** Nothing is cut or covered: in the page, and in each field's frame. */
async function expectWhole(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
  for (const id of ['number', 'date', 'cvv', 'zip', 'one', 'gift']) {
    await expect.poll(() => overflowing(frameOf(page, id).locator('html')), { message: id }).toEqual([])
    const covered = await frameOf(page, id)
      .locator('html')
      .evaluate(() => {
        const boxes = Array.from(document.querySelectorAll('input.input, label, .error, .hint'), each =>
          each.getBoundingClientRect(),
        ).filter(({ width, height }) => width > 1 && height > 1)
        return boxes.some((one, at) =>
          boxes
            .slice(at + 1)
            .some(
              other =>
                one.left < other.right - 1 &&
                other.left < one.right - 1 &&
                one.top < other.bottom - 1 &&
                other.top < one.bottom - 1,
            ),
        )
      })
    expect(covered, id).toBe(false)
  }
}

test.each(['none', 'light'])(
  'BRT-77 A11Y-11: at 320 px nothing of the theme %s is cut or overlaps (screenshot)',
  async theme => {
    const { page } = await formWith(theme, '', { width: 320, height: 900 })
    await expectWhole(page)
    await picture(page, `narrow-${theme}`)
  },
)

test.each(['none', 'light'])(
  'BRT-77 A11Y-11: at twice the size nothing of the theme %s is cut or overlaps (screenshot)',
  async theme => {
    const { page } = await formWith(theme, '<style>:root { zoom: 2 }</style>', { width: 640, height: 1400 })
    await expectWhole(page)
    await picture(page, `zoom-${theme}`)
  },
)

test.each(['none', 'light'])(
  'BRT-77 A11Y-11: with the text spacing of WCAG nothing of the theme %s is cut or overlaps, and fields grow (screenshot)',
  async theme => {
    const { page } = await formWith(theme, '', { width: 420, height: 900 })
    // Shoppers who need it have it set in every document by their browser.
    const spacing =
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'
    for (const frame of page.frames()) {
      await frame.evaluate(text => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(text)
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
      }, spacing)
    }
    await expectWhole(page)
    await picture(page, `spacing-${theme}`)
  },
)

test.each(['none', 'light'])(
  'BRT-77 A11Y-10: with forced colours the theme %s has borders and a focus ring in the colours of the system (screenshot)',
  async theme => {
    const { page } = await formWith(theme, '', { width: 420, height: 900 })
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
    const system = (name: string): Promise<string> =>
      inputOf(page, 'zip').evaluate((input, colour) => {
        const probe = input.ownerDocument.createElement('i')
        probe.style.color = colour
        document.body.append(probe)
        const { color } = getComputedStyle(probe)
        probe.remove()
        return color
      }, name)
    await expect
      .poll(() =>
        styleIn(page, 'zip', 'input.input', ['border-top-style', 'border-top-width', 'border-top-color', 'color']),
      )
      .toEqual({
        'border-top-style': 'solid',
        'border-top-width': '1px',
        'border-top-color': await system('ButtonText'),
        color: await system('FieldText'),
      })
    expect(await styleIn(page, 'number', 'input.input', ['outline-style', 'outline-color'])).toEqual({
      'outline-style': 'solid',
      'outline-color': await system('Highlight'),
    })
    await picture(page, `forced-${theme}`)
  },
)

test('BRT-77 A11Y-10: shoppers who want less motion get none, whatever the page asks for', async () => {
  const { page } = await world.open(
    formPage({ places: ['number'], before: `fields.number.update({ input: { transition: 'color 2s' } })` }),
  )
  await ready(page)
  expect(await styleIn(page, 'number', 'input.input', ['transition-duration'])).toEqual({ 'transition-duration': '2s' })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect
    .poll(() => styleIn(page, 'number', 'input.input', ['transition-duration']))
    .toEqual({ 'transition-duration': '0s' })
})
