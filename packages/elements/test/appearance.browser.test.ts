import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, leave, until } from './support/form.ts'
import { coloursOf, overflowing, picture, styleIn } from './support/looks.ts'
import { fillIn } from './support/shopper.ts'
import { frameOf, inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const DARK_PAGE = '<style>:root { color-scheme: dark; background: rgb(16, 16, 20) }</style>'

test.each(['none', 'light', 'dark', 'auto'])(
  'BRT-40 STY-14: the theme %s, with its border, its focus and its errors (screenshot)',
  async theme => {
    const dark = theme === 'dark' || theme === 'auto'
    const head = `${dark ? DARK_PAGE : ''}<style>body { width: 420px; font: 16px system-ui } div { margin-bottom: 12px }</style>`
    const { page } = await world.open({
      ...formPage({ options: `{ appearance: { theme: '${theme}' } }` }),
      head,
      context: { viewport: { width: 460, height: 420 } },
    })
    await ready(page)
    await picture(page, `theme-${theme}-empty`)
    await fillIn(page, { number: '4242424242424242', cvv: '1', date: '0120' })
    await leave(page)
    await inputOf(page, 'number').focus()
    await until(page, `fields.date.state.code === 'expired' && fields.cvv.state.code`)
    await picture(page, `theme-${theme}`)
    const shown = await styleIn(page, 'zip', 'input.input', ['border-top-width', 'background-color'])
    const wanted = {
      none: ['0px', 'rgba(0, 0, 0, 0)'],
      light: ['1px', 'rgb(255, 255, 255)'],
      dark: ['1px', 'rgb(31, 31, 31)'],
    }
    expect(Object.values(shown)).toEqual(wanted[theme === 'auto' ? 'dark' : (theme as keyof typeof wanted)])
    const ring = await styleIn(page, 'number', 'input.input', ['outline-style', 'outline-width'])
    expect(ring).toEqual({ 'outline-style': 'solid', 'outline-width': '2px' })
    // Themed fields say in words what is wrong; bare ones leave it to the page.
    const words = await frameOf(page, 'date').locator('.error').boundingBox()
    if (theme === 'none') expect(words!.height).toBeLessThanOrEqual(1)
    else expect(words!.height).toBeGreaterThan(10)
    for (const id of ['number', 'date', 'cvv', 'zip'])
      await expect.poll(() => overflowing(frameOf(page, id).locator('html'))).toEqual([])
  },
)

test('BRT-40 STY-14: appearance variables reach the frames, of the instance and of one element', async () => {
  const variables = `{ colorText: 'rgb(1, 2, 3)', colorBackground: 'rgb(4, 5, 6)', borderRadius: 9, fontSize: 20, spacing: '14px' }`
  const before = `fields.cvv.update({ appearance: { variables: { colorText: 'rgb(7, 8, 9)' } } })`
  const { page } = await world.open(
    formPage({ options: `{ appearance: { theme: 'light', variables: ${variables} } }`, before }),
  )
  await ready(page)
  const properties = ['color', 'background-color', 'border-top-left-radius', 'font-size', 'padding-top']
  expect(Object.values(await styleIn(page, 'number', 'input.input', properties))).toEqual([
    'rgb(1, 2, 3)',
    'rgb(4, 5, 6)',
    '9px',
    '20px',
    '14px',
  ])
  expect(Object.values(await styleIn(page, 'cvv', 'input.input', properties))).toEqual([
    'rgb(7, 8, 9)',
    'rgb(4, 5, 6)',
    '9px',
    '20px',
    '14px',
  ])
})

test('BRT-40 STY-15: on a dark page nothing white is seen, before, while and after a field loads (screenshot)', async () => {
  const { page, context } = await world.open({
    // A card is white on every page.
    ...formPage({ places: ['number'], before: 'fields.number.update({ showBrand: false })' }),
    head: DARK_PAGE,
  })
  await ready(page)
  const holds: (() => void)[] = []
  await context.route('**/field.{html,js,css}', async route => {
    await new Promise<void>(done => holds.push(done))
    await route.continue()
  })
  await page.reload({ waitUntil: 'commit' })
  const place = page.locator('#number')
  let at = 0
  // The document, its style sheet and its script are let through one after another.
  const shots: Buffer[] = []
  for (const held of [1, 2, 3]) {
    await expect.poll(() => holds.length).toBeGreaterThanOrEqual(held)
    shots.push(await picture(place, `dark-loading-${++at}`))
    holds[held - 1]!()
  }
  await ready(page)
  shots.push(await picture(place, 'dark-loaded'))
  for (const shot of shots) {
    const colours = await coloursOf(page, shot)
    expect(colours[0]![0]).toBe('16,16,20')
    const white = colours.filter(([colour]) => colour.split(',').every(part => Number(part) > 230))
    expect(white.reduce((sum, [, count]) => sum + count, 0)).toBeLessThan(50)
  }
})

test('STY-15: a field that is updated between its load and its first answer keeps the scheme of a dark page', async () => {
  // The page listens for the same `load` after the SDK does, so its update follows the handshake and comes before the answer.
  const after = `fields.number.on('ready', () => (window.answered = true))
    document.querySelector('#number > iframe').addEventListener('load', () => fields.number.update({ hint: 'x' }))`
  const { page, context } = await world.open({ ...formPage({ places: ['number'], after }), head: DARK_PAGE })
  // No session, so nothing later tells the frame again how it looks.
  await context.route('**/v1/elements/session', () => undefined)
  await page.reload()
  await until(page, 'window.answered')
  await frameOf(page, 'number').locator('.hint', { hasText: 'x' }).waitFor({ state: 'attached' })
  expect(await styleIn(page, 'number', 'html', ['color-scheme'])).toEqual({ 'color-scheme': 'dark' })
})
