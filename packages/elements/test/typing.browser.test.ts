import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALL_PLACES, formPage, leave, until } from './support/form.ts'
import { caretOf, clear, erase, retype, stands, stateOf, textOf } from './support/shopper.ts'
import { ready, startWorld, type } from './support/world.ts'
import type { Shop, World } from './support/world.ts'

let world: World
let shop: Shop
beforeAll(async () => {
  world = await startWorld()
  await world.server.settings({ brands: [...new Set(BRANDS.map(([brand]) => brand))] })
  shop = await world.open(formPage({ places: ALL_PLACES, before: LOG }))
  await ready(shop.page)
})
afterAll(() => world.close())

const LOG = `window.log = []
  for (const [id, field] of Object.entries(fields))
    field.addEventListener('change', states => log.push({ id, ...states[field.type] }))`

/** Puts the check digit behind so many digits that begin with the prefix. */
function numberOf(prefix: string, length: number): string {
  const body = prefix.padEnd(length - 1, '0')
  const sum = Array.from(body, Number)
    .reverse()
    .reduce((total, digit, at) => total + (at % 2 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0)
  return body + String((10 - (sum % 10)) % 10)
}

const FOURS = [4, 4, 4, 4, 3]
const BRANDS: readonly (readonly [
  brand: string,
  prefix: string,
  lengths: readonly number[],
  groups: readonly number[],
])[] = [
  ['VISA', '4242', [16, 18, 19], FOURS],
  ['MC', '5204', [16], FOURS],
  ['AMEX', '3782', [15], [4, 6, 5]],
  ['DINERS_CLUB', '3056', [14], [4, 6, 4]],
  ['DINERS_CLUB', '3056', [16, 19], FOURS],
  ['DISCOVER', '6011', [16, 19], FOURS],
  ['JCB', '3566', [16, 17, 18, 19], FOURS],
  ['UNIONPAY', '6200', [14, 15, 16, 17, 18, 19], FOURS],
  ['MAESTRO', '5600', [12, 13, 16, 19], FOURS],
  ['ELO', '401178', [16], FOURS],
  ['MIR', '2200', [16, 17, 18, 19], FOURS],
  ['TROY', '979200', [16], FOURS],
  ['VERVE', '506110', [16, 18, 19], FOURS],
  ['NARANJA', '589562', [16], FOURS],
  ['HIPER', '637095', [16], FOURS],
  ['HIPERCARD', '606282', [16], FOURS],
]

const group = (digits: string, groups: readonly number[]): string => {
  let from = 0
  return groups
    .map(size => digits.slice(from, (from += size)))
    .join(' ')
    .trim()
}

test.each(BRANDS)(
  'BRT-27 FLD-4 FLD-7 FLD-8: %s from %s, of %j digits, is grouped as %j',
  async (brand, prefix, lengths, groups) => {
    const { page } = shop
    for (const length of lengths) {
      const number = numberOf(prefix, length)
      await page.evaluate('log.length = 0')
      await retype(page, 'number', number)
      expect(await textOf(page, 'number')).toBe(group(number, groups))
      await stands(page, 'number', 'complete', number)
      expect(await stateOf(page, 'number')).toMatchObject({ brand, complete: true })
      await leave(page)
      await stands(page, 'number', 'complete', number)
      // Not one key on the way was called wrong.
      expect(await page.evaluate('log.filter(({ error }) => error)')).toEqual([])
    }
  },
)

test('BRT-27 FLD-4 FLD-5 FLD-8: a wrong number is named when it cannot become right, else on leaving, and until it is right', async () => {
  const { page } = shop
  await clear(page, 'number')
  // No American Express is longer, so the last digit settles it.
  await retype(page, 'number', '37828224631000')
  await stands(page, 'number', 'open')
  await page.keyboard.type('6')
  await stands(page, 'number', 'invalid')
  expect(await stateOf(page, 'number')).toMatchObject({ error: 'Card number is invalid.' })
  await page.keyboard.press('Backspace')
  await stands(page, 'number', 'incomplete')
  await page.keyboard.type('5')
  await stands(page, 'number', 'complete')
  // A Visa may have 19 digits; and some numbers belong to nobody.
  await erase(page, 'number')
  await leave(page)
  await stands(page, 'number', 'required')
  await clear(page, 'number')
  await stands(page, 'number', 'open')
  await type(page, 'number', '4242424242424241')
  await until(page, 'fields.number.state.brand === "VISA"')
  await stands(page, 'number', 'open')
  await leave(page)
  await stands(page, 'number', 'invalid')
  await clear(page, 'number')
  await type(page, 'number', '0')
  await stands(page, 'number', 'invalid')
})

test('BRT-28 FLD-13: the caret stays where the shopper expects it', async () => {
  const { page } = shop
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const to = (place: number): Promise<void> => press('Home', ...Array<string>(place).fill('ArrowRight'))
  const shows = async (text: string, caret: number): Promise<void> => {
    expect([await textOf(page, 'number'), await caretOf(page, 'number')]).toEqual([text, caret])
  }
  await retype(page, 'number', '401234567890')
  await shows('4012 3456 7890', 14)
  await to(2)
  await press('9')
  await shows('4091 2345 6789 0', 3)
  await press('8')
  await shows('4098 1234 5678 90', 4)
  await press('Backspace', 'Backspace')
  await shows('4012 3456 7890', 2)
  await to(7)
  await press('Backspace')
  await shows('4012 3567 890', 6)
  await press('Delete')
  await shows('4012 3678 90', 6)
  await press('4', '5')
  await shows('4012 3456 7890', 8)
  // Over the gap, either way.
  await to(5)
  await press('Backspace')
  await shows('4013 4567 890', 3)
  await press('2')
  await shows('4012 3456 7890', 4)
  await press('Delete')
  await shows('4012 4567 890', 4)
  await to(5)
  await press('3')
  await shows('4012 3456 7890', 6)
  // Select across a gap and replace.
  await to(3)
  await press('Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', '7')
  await shows('4017 4567 890', 4)
  await press('Control+z')
  expect((await textOf(page, 'number')).replace(/ /g, '')).toBe('401234567890')
  await press('Control+a', '5')
  await shows('5', 1)
  await press('Control+z')
  expect((await textOf(page, 'number')).replace(/ /g, '')).toBe('401234567890')
  // Without its last digit the month is January.
  await retype(page, 'date', '1230')
  await press('ArrowLeft', 'ArrowLeft', 'Backspace')
  expect(await textOf(page, 'date')).toBe('01/30')
})
