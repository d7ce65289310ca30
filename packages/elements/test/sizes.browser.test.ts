import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { formPage, leave, run } from './support/form.ts'
import { overflowing, styleIn } from './support/looks.ts'
import { textOf } from './support/shopper.ts'
import { frameOf, inputOf, ready, startWorld, type } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const heightOf = (page: Page, id: string): Promise<number> =>
  page.evaluate(`${id}.querySelector('iframe').offsetHeight`)
const settles = (page: Page, id: string, height: number): Promise<void> =>
  expect.poll(() => heightOf(page, id), { message: id }).toBe(height)

const PLACES = `
  <div id="fixed" style="height: 52px"></div>
  <div id="auto"></div>
  <div id="least" style="min-height: 60px"></div>
  <div style="display: flex; height: 48px"><div id="flex" style="flex: 1"></div><div id="narrow" style="flex: none; width: 105px"></div></div>
  <div id="tab" style="display: none"><div id="hidden"></div></div>
  <div style="zoom: 2"><div id="zoomed"></div></div>`
const SIZED = ['fixed', 'auto', 'least', 'flex', 'narrow', 'hidden', 'zoomed']

test('BRT-41 FLD-26 SDK-56: a field fills a fixed place, gives an automatic one its height, and does so when it is shown', async () => {
  const { page } = await world.open({
    body: `${PLACES}<button id="outside" type="button">x</button>`,
    script: `window.fields = {}; window.clovers = ${JSON.stringify(SIZED)}.map(id => {
      const one = new Clover(KEY)
      fields[id] = one.elements().create('CARD_NUMBER')
      fields[id].mount('#' + id)
      return one
    })`,
  })
  await run(page, 'await Promise.all(clovers.map(one => one.ready()))')
  await settles(page, 'fixed', 52)
  await settles(page, 'auto', 24)
  await settles(page, 'least', 24)
  expect(await page.evaluate('least.offsetHeight')).toBe(60)
  await settles(page, 'flex', 48)
  await settles(page, 'narrow', 48)
  expect(await page.evaluate('narrow.firstElementChild.offsetWidth')).toBe(105)
  await run(page, `tab.style.display = 'block'`)
  await settles(page, 'hidden', 24)
  await type(page, 'hidden', '4242')
  expect(await textOf(page, 'hidden')).toBe('4242')
  // Twice as large in the page's pixels, and its content as well.
  expect(await page.evaluate('Math.round(zoomed.getBoundingClientRect().height)')).toBe(48)
  expect(await overflowing(frameOf(page, 'zoomed').locator('html'))).toEqual([])
  await run(page, `fields.auto.update({ input: { fontSize: '40px', padding: '10px' } })`)
  await expect.poll(() => heightOf(page, 'auto')).toBeGreaterThan(60)
  await run(page, `fields.auto.update({ input: { height: '56px' } })`)
  await settles(page, 'auto', 56)
})

test('BRT-42 STY-13: a field in its default look, and one of fixed height, is centred vertically', async () => {
  const head = '<style>#number, #date { height: 60px }</style>'
  const before = `fields.date.update({ input: { height: '30px' } })`
  const { page } = await world.open({ ...formPage({ places: ['number', 'date'], before }), head })
  await ready(page)
  const box = async (id: string) =>
    inputOf(page, id).evaluate(input => [input.getBoundingClientRect().top, input.getBoundingClientRect().height])
  await expect.poll(() => box('number')).toEqual([0, 60])
  await expect.poll(() => box('date')).toEqual([15, 30])
  // An input centres its text itself: as much of the place is free above it as below.
  const rows = await page.locator('#number').screenshot()
  const image = await page.evaluate(
    async source => {
      const picture = new Image()
      picture.src = source
      await picture.decode()
      const context = new OffscreenCanvas(200, picture.height).getContext('2d')!
      context.drawImage(picture, 0, 0)
      const { data } = context.getImageData(0, 0, 200, picture.height)
      return Array.from({ length: picture.height }, (_, row) =>
        data.slice(row * 800, row * 800 + 800).some(part => part < 200),
      )
    },
    `data:image/png;base64,${rows.toString('base64')}`,
  )
  const [above, below] = [image.indexOf(true), image.length - 1 - image.lastIndexOf(true)]
  expect(above).toBeGreaterThan(15)
  expect(Math.abs(above - below)).toBeLessThanOrEqual(5)
})

test.each(['en', 'fr-CA', 'es'])(
  'BRT-42 I18N-6: in %s placeholders of date, code and postal code fit 105 px and do not wrap',
  async locale => {
    const head = '<style>div { width: 105px }</style>'
    const { page } = await world.open({
      ...formPage({ places: ['date', 'cvv', 'zip'], options: `{ locale: '${locale}' }` }),
      head,
    })
    await ready(page)
    for (const id of ['date', 'cvv', 'zip']) {
      const width = await inputOf(page, id).evaluate((input: HTMLInputElement) => {
        const context = document.createElement('canvas').getContext('2d')!
        context.font = getComputedStyle(input, '::placeholder').font
        return context.measureText(input.placeholder).width
      })
      expect(width).toBeGreaterThan(10)
      expect(width).toBeLessThanOrEqual(105)
      expect(
        await styleIn(
          page,
          id,
          'input.input',
          ['white-space-collapse', 'text-wrap-mode', 'text-overflow'],
          '::placeholder',
        ),
      ).toMatchObject({ 'text-wrap-mode': 'nowrap', 'text-overflow': 'ellipsis' })
      expect(await heightOf(page, id)).toBe(24)
    }
  },
)

test('BRT-42 FLD-35: the container shows the state in classes of ours or of the page, and loses them all', async () => {
  const before = `number.className = 'mine'; fields.cvv.update({ classes: { base: 'shop-field', focused: 'is-here now', invalid: 'is-bad' } })`
  const { page } = await world.open(formPage({ before }))
  await ready(page)
  const classes = (id: string): Promise<string[]> => page.evaluate(`[...${id}.classList].sort()`)
  const shows = (id: string, wanted: string[]) => expect.poll(() => classes(id), { message: id }).toEqual(wanted.sort())
  await shows('number', ['mine', 'trefoil', 'trefoil--empty', 'trefoil--ready'])
  await type(page, 'number', '4242')
  await shows('number', ['mine', 'trefoil', 'trefoil--focused', 'trefoil--ready'])
  await leave(page)
  await shows('number', ['mine', 'trefoil', 'trefoil--invalid', 'trefoil--ready'])
  await type(page, 'number', '424242424242')
  await inputOf(page, 'cvv').click()
  await shows('number', ['mine', 'trefoil', 'trefoil--complete', 'trefoil--ready'])
  await shows('cvv', ['shop-field', 'is-here', 'now', 'trefoil--empty', 'trefoil--ready'])
  await leave(page)
  await shows('cvv', ['shop-field', 'is-bad', 'trefoil--empty', 'trefoil--ready'])
  await run(page, 'fields.date.update({ disabled: true })')
  await shows('date', ['trefoil', 'trefoil--disabled', 'trefoil--empty', 'trefoil--ready'])
  await run(page, 'for (const field of Object.values(fields)) field.unmount()')
  expect([await classes('number'), await classes('cvv'), await classes('date')]).toEqual([['mine'], [], []])
})
