import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, leave, run, until } from './support/form.ts'
import { styleIn } from './support/looks.ts'
import { erase } from './support/shopper.ts'
import { inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const TEXT = 4.5
const GRAPHIC = 3

/** Relative luminance of a colour as computed styles write it (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = Array.from(colour.matchAll(/[\d.]+/g), ([part]) => {
    const share = Number(part) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

const WHITE = 'rgb(255, 255, 255)'
const BLACK = 'rgb(16, 16, 20)'

test('BRT-78: the measure itself is that of WCAG', () => {
  expect(contrast('rgb(0, 0, 0)', WHITE)).toBeCloseTo(21)
  expect(contrast('rgb(118, 118, 118)', WHITE)).toBeCloseTo(4.54, 2)
})

test.each([
  ['none', 'light', WHITE],
  ['none', 'dark', BLACK],
  ['light', 'light', WHITE],
  ['dark', 'dark', BLACK],
])(
  'BRT-78 A11Y-8 A11Y-9: the theme %s on a %s page has enough contrast in text, placeholder, border, error and focus',
  async (theme, scheme, behind) => {
    const { page } = await world.open({
      ...formPage({ places: ['number', 'date'], options: `{ appearance: { theme: '${theme}' } }` }),
      head: `<style>:root { color-scheme: ${scheme}; background: ${behind} }</style>`,
    })
    await ready(page)
    const read = async (id: string, selector: string, property: string, pseudo?: string): Promise<string> =>
      (await styleIn(page, id, selector, [property], pseudo))[property]!
    const drawn = await read('date', 'input.input', 'background-color')
    const ground = drawn === 'rgba(0, 0, 0, 0)' ? behind : drawn
    expect(contrast(await read('date', 'input.input', 'color'), ground), 'text').toBeGreaterThanOrEqual(TEXT)
    expect(
      contrast(await read('date', 'input.input', 'color', '::placeholder'), ground),
      'placeholder',
    ).toBeGreaterThanOrEqual(TEXT)
    if (theme !== 'none') {
      const border = await read('date', 'input.input', 'border-top-color')
      expect(contrast(border, behind), 'border').toBeGreaterThanOrEqual(GRAPHIC)
      expect(contrast(border, ground), 'border').toBeGreaterThanOrEqual(GRAPHIC)
    }
    await inputOf(page, 'number').focus()
    const ring = await read('number', 'input.input', 'outline-color')
    expect(contrast(ring, ground), 'focus').toBeGreaterThanOrEqual(GRAPHIC)
    expect(contrast(ring, behind), 'focus').toBeGreaterThanOrEqual(GRAPHIC)
    await erase(page, 'date')
    await leave(page)
    await until(page, 'fields.date.state.code')
    expect(contrast(await read('date', '.error', 'color'), behind), 'error').toBeGreaterThanOrEqual(TEXT)
    if (theme !== 'none')
      expect(
        contrast(await read('date', 'input.input', 'border-top-color'), ground),
        'wrong border',
      ).toBeGreaterThanOrEqual(GRAPHIC)
  },
)

test('BRT-78 A11Y-9: labels and errors of composites have enough contrast without a theme, on light and on dark pages', async () => {
  for (const [scheme, behind] of [
    ['light', WHITE],
    ['dark', BLACK],
  ] as const) {
    const { page } = await world.open({
      body: '<div id="card"></div>',
      head: `<style>:root { color-scheme: ${scheme}; background: ${behind} }</style>`,
      script: `window.clover = new Clover(KEY); const card = clover.elements().create('CARD', { labels: 'above' }); card.mount('#card')`,
    })
    await ready(page)
    await run(page, 'await clover.createToken()')
    for (const selector of ['label', '.error', 'input.input']) {
      const { color } = await styleIn(page, 'card', selector, ['color'])
      expect(contrast(color!, behind), `${scheme} ${selector}`).toBeGreaterThanOrEqual(TEXT)
    }
  }
})

test.each(['card', 'visa', 'mc', 'amex', 'discover', 'diners-club', 'jcb', 'unionpay'])(
  'BRT-78 A11Y-9: the picture %s has enough contrast in itself',
  name => {
    const drawing = readFileSync(join(import.meta.dirname, '../src/fields/brand', `${name}.svg`), 'utf8')
    const [ground, ...marks] = Array.from(drawing.matchAll(/(?:fill|stroke)="#([\da-f]+)"/g), ([, hex]) => {
      const full = hex!.length === 3 ? [...hex!].map(sign => sign + sign).join('') : hex!
      return `rgb(${[0, 2, 4].map(from => parseInt(full.slice(from, from + 2), 16)).join(', ')})`
    })
    expect(marks.length).toBeGreaterThan(0)
    for (const mark of marks) expect(contrast(mark, ground!)).toBeGreaterThanOrEqual(GRAPHIC)
  },
)
