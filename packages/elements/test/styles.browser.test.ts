import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, run, until } from './support/form.ts'
import { styleIn } from './support/looks.ts'
import { textOf } from './support/shopper.ts'
import { frameOf, inputOf, ready, startWorld, type } from './support/world.ts'
import type { World } from './support/world.ts'

const FONT_ORIGIN = 'https://fonts.shop.example'
let world: World
beforeAll(async () => (world = await startWorld({ environment: { TREFOIL_FONT_ORIGINS: FONT_ORIGIN } })))
afterAll(() => world.close())

/** A page whose fields all get the same styles. */
async function styled(styles: string, places: readonly ('number' | 'date' | 'cvv')[] = ['number'], options = '{}') {
  const make = `window.styles = ${styles}; for (const field of Object.values(fields)) field.update(styles)`
  const shop = await world.open(formPage({ places, options, before: make }))
  await ready(shop.page)
  return shop
}

test('BRT-37 STY-1 STY-2 STY-4: every selector, in both cases of names, is seen in the frames that it names', async () => {
  const { page, errors } = await styled(
    `{
      body: { fontFamily: 'Georgia, serif', 'font-size': '20px' },
      input: { fontSize: 18, 'letter-spacing': '2px', lineHeight: 1.5, WebkitTextFillColor: 'rgb(10, 20, 30)', textIndent: '4px' },
      label: { color: 'rgb(40, 50, 60)', 'font-weight': 700 },
      'img.brand': { width: '40px', right: '5px' },
      'input:focus': { color: 'rgb(1, 2, 3)' },
      'card-number input': { paddingLeft: '7px' },
      'card-date input:focus': { 'padding-left': '9px' },
      'card-number img.brand': { opacity: 0.5 },
      'card-cvv input::placeholder': { color: 'rgb(9, 8, 7)' },
      'card-number input.invalid, .error': { backgroundColor: 'rgb(250, 240, 230)' },
      '@media (min-width: 10px)': { input: { marginTop: '3px' } },
      '@media (max-width: 10px)': { input: { marginTop: '99px' } },
    }`,
    ['number', 'date', 'cvv'],
  )
  const input = ['font-size', 'letter-spacing', 'line-height', '-webkit-text-fill-color', 'padding-left', 'margin-top']
  const common = {
    'font-size': '18px',
    'letter-spacing': '2px',
    'line-height': '27px',
    '-webkit-text-fill-color': 'rgb(10, 20, 30)',
    'margin-top': '3px',
  }
  expect(await styleIn(page, 'number', 'input.input', input)).toEqual({ ...common, 'padding-left': '7px' })
  expect(await styleIn(page, 'date', 'input.input', input)).toEqual({ ...common, 'padding-left': '0px' })
  expect(await styleIn(page, 'number', 'body', ['font-family', 'font-size'])).toEqual({
    'font-family': 'Georgia, serif',
    'font-size': '20px',
  })
  expect(await styleIn(page, 'cvv', 'label', ['color', 'font-weight'])).toEqual({
    color: 'rgb(40, 50, 60)',
    'font-weight': '700',
  })
  expect(await styleIn(page, 'number', 'img.brand', ['width', 'right', 'opacity'])).toEqual({
    width: '40px',
    right: '5px',
    opacity: '0.5',
  })
  expect(await styleIn(page, 'cvv', 'input.input', ['color'], '::placeholder')).toEqual({ color: 'rgb(9, 8, 7)' })
  await inputOf(page, 'date').click()
  expect(await styleIn(page, 'date', 'input.input', ['color', 'padding-left'])).toEqual({
    color: 'rgb(1, 2, 3)',
    'padding-left': '9px',
  })
  await type(page, 'number', '0')
  await until(page, 'fields.number.state.code')
  expect(await styleIn(page, 'number', 'input.input', ['background-color'])).toEqual({
    'background-color': 'rgb(250, 240, 230)',
  })
  expect(errors).toEqual([])
})

test('BRT-37 STY-2: the placeholder has many names', async () => {
  const { page } = await styled(`{
    'input::placeholder': { fontWeight: 700 },
    '::placeholder': { letterSpacing: '3px' },
    '::-webkit-input-placeholder': { fontStyle: 'italic' },
    '::-moz-placeholder': { wordSpacing: '2px' },
    ':-moz-placeholder': { textTransform: 'uppercase' },
    ':-ms-input-placeholder': { opacity: 0.75 },
  }`)
  const wanted = {
    'font-weight': '700',
    'letter-spacing': '3px',
    'font-style': 'italic',
    'word-spacing': '2px',
    'text-transform': 'uppercase',
    opacity: '0.75',
  }
  expect(await styleIn(page, 'number', 'input.input', Object.keys(wanted), '::placeholder')).toEqual(wanted)
})

test('BRT-37 STY-3 STY-6: unknown selectors and properties have no effect, take none from others, and are named', async () => {
  const { page, console } = await styled(`{
    'card-email': { color: 'red' }, base: { color: 'red' }, invalid: { color: 'red' }, 'input > div': { color: 'red' },
    'input:nth-child(1)': { color: 'red' }, 'body *': { color: 'red' },
    input: { zIndex: 9, content: '"x"', position: 'fixed', clipPath: 'none', color: 'rgb(0, 100, 0)', 'input:hover': { color: 'red' } },
    'nonsense, label': { color: 'rgb(0, 0, 100)' },
  }`)
  expect(await styleIn(page, 'number', 'input.input', ['color', 'z-index', 'position'])).toEqual({
    color: 'rgb(0, 100, 0)',
    'z-index': 'auto',
    position: 'static',
  })
  expect(await styleIn(page, 'number', 'label', ['color'])).toEqual({ color: 'rgb(0, 0, 100)' })
  // A test key explains itself without being asked to.
  await expect.poll(() => console.join()).toContain('[Trefoil] Styles without effect')
  const remark = console.find(line => line.includes('Styles without effect'))
  for (const name of [
    'card-email',
    'base',
    'invalid',
    'input > div',
    'nth-child',
    'body *',
    'zIndex',
    'content',
    'position',
    'clipPath',
    'input:hover',
  ]) {
    expect(remark).toContain(name)
  }
})

/** Any real font will do; this one comes with the browser's driver. */
function someFont(): Buffer {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
    'lib/vite/traceViewer',
  )
  return readFileSync(
    join(
      folder,
      readdirSync(folder).find(name => name.endsWith('.ttf'))!,
    ),
  )
}

test('BRT-39 STY-11: a font of an allowed origin loads; that of another is refused with an event, and the field works on', async () => {
  const listen = `window.faults = []; fields.number.addEventListener('error', ({ code }) => faults.push(code))`
  const options = (origin: string): string =>
    `{ fonts: [{ family: 'Shop', src: '${origin}/shop.ttf', weight: '400' }] }`
  const source = formPage({ places: ['number'], before: listen })
  const { context, page } = await world.open(source)
  await context.route('**/shop.ttf', route =>
    route.fulfill({ body: someFont(), headers: { 'content-type': 'font/ttf', 'access-control-allow-origin': '*' } }),
  )
  const loaded = () =>
    frameOf(page, 'number')
      .locator('html')
      .evaluate(() => Array.from(document.fonts, ({ family, status }) => [family, status]))
  const again = (origin: string) =>
    run(
      page,
      `
    clover.destroy()
    window.clover = new Clover(KEY, ${options(origin)})
    window.fields = { number: clover.elements().create('CARD_NUMBER') }
    ${listen}
    fields.number.mount('#number')
    await clover.ready()`,
    )
  await again(FONT_ORIGIN)
  await expect.poll(loaded).toEqual([['Shop', 'loaded']])
  expect(await run(page, 'return faults')).toEqual([])
  await again('https://evil.example')
  await until(page, 'faults.length > 0')
  expect(await run(page, 'return faults')).toEqual(['font_refused'])
  expect(await loaded()).toEqual([])
  await type(page, 'number', '4242')
  expect(await textOf(page, 'number')).toBe('4242')
})
