import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALL_PLACES, formPage, run, until } from './support/form.ts'
import { retype, setSilently, stands, textOf } from './support/shopper.ts'
import { frameOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld({ whole: true })))
afterAll(() => world.close())

const LOG = `window.log = []
  for (const field of Object.values(fields)) for (const name of ['change', 'submit'])
    field.addEventListener(name, states => log.push({ type: field.type, name, ...states[field.type] }))`

test('BRT-33 FLD-16 FLD-19: what a browser fills in without a key is formatted, judged and told, and never submits', async () => {
  const { page } = await world.open(formPage({ places: ALL_PLACES.slice(0, 5), before: LOG }))
  await ready(page)
  for (const [id, filled, shown] of [
    ['number', '4242-4242-4242-4242', '4242 4242 4242 4242'],
    ['date', '01/2030', '01/2030'],
    ['cvv', '123', '123'],
    ['zip', 'k1a0b1', 'K1A 0B1'],
  ] as const) {
    await page.evaluate('log.length = 0')
    await setSilently(page, id, filled)
    expect(await textOf(page, id)).toBe(shown)
    await stands(page, id, 'complete')
    expect(await run(page, 'return log.map(({ name }) => name)')).toEqual(['change'])
  }
})

test('BRT-33 FLD-19: what lands beside the number goes to the empty field of its type, and is dropped for a filled one', async () => {
  const { page } = await world.open(formPage({ places: ['number', 'date', 'zip', 'name'] }))
  await ready(page)
  await retype(page, 'zip', '94041')
  for (const [autocomplete, filled] of [
    ['cc-exp', '01/2030'],
    ['cc-name', 'Ada Lovelace'],
    ['billing postal-code', '10001'],
  ] as const) {
    const companion = frameOf(page, 'number').locator(`.companion[autocomplete="${autocomplete}"]`)
    await companion.evaluate((input: HTMLInputElement, value) => {
      input.value = value
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }, filled)
    expect(await companion.inputValue()).toBe('')
  }
  await until(page, 'fields.date.state.complete && fields.name.state.complete')
  expect(await Promise.all(['date', 'name', 'zip', 'number'].map(id => textOf(page, id)))).toEqual([
    '01/2030',
    'Ada Lovelace',
    '94041',
    '',
  ])
})
