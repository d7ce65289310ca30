import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALL_PLACES, formPage, leave, run } from './support/form.ts'
import { clear, retype, setSilently, stands, stateOf, textOf } from './support/shopper.ts'
import { createToken, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const VISA = '4242424242424242'
const AMEX = '378282246310005'
const LOG = `window.log = []
  for (const field of Object.values(fields)) for (const name of ['change', 'submit'])
    field.addEventListener(name, states => log.push({ type: field.type, name, ...states[field.type] }))`

/** @param now what the clocks of page and frames say */
async function formAt(now: string, timezoneId = 'UTC') {
  const shop = await world.open({ ...formPage(), context: { timezoneId } })
  await ready(shop.page)
  await shop.page.clock.setFixedTime(now)
  return shop
}

test('BRT-30 FLD-10: every way to write an expiry means the same month', async () => {
  const { page } = await world.open(formPage())
  await ready(page)
  for (const [id, text] of [
    ['number', VISA],
    ['cvv', '123'],
    ['zip', '94041'],
  ] as const)
    await retype(page, id, text)
  const january = { exp_month: '01', exp_year: '2030' }
  for (const [typed, shown] of [
    ['1/30', '01/30'],
    ['130', '01/30'],
    ['01 / 2030', '01/2030'],
    ['01-30', '01/30'],
  ] as const) {
    await retype(page, 'date', typed)
    expect(await textOf(page, 'date')).toBe(shown)
    expect((await createToken(page)).card, typed).toMatchObject(january)
  }
  for (const filled of ['2030-01', '01/2030']) {
    await setSilently(page, 'date', filled)
    expect((await createToken(page)).card, filled).toMatchObject(january)
  }
  for (const digit of '23456789') {
    await retype(page, 'date', `${digit}30`)
    expect(await textOf(page, 'date')).toBe(`0${digit}/30`)
  }
})

test('BRT-30 FLD-10: a past month is named while it is typed, and so is one more than 20 years ahead', async () => {
  const { page } = await formAt('2026-03-15T12:00:00Z')
  for (const [typed, standing] of [
    ['0226', 'expired'],
    ['0326', 'complete'],
    ['1325', 'invalid'],
    ['0346', 'complete'],
    ['0446', 'invalid'],
    ['0347', 'invalid'],
    ['012', 'open'],
  ] as const) {
    await clear(page, 'date')
    await retype(page, 'date', typed)
    await stands(page, 'date', standing, typed)
  }
  await leave(page)
  await stands(page, 'date', 'incomplete')
})

test.each(['Etc/GMT+12', 'Pacific/Kiritimati'])(
  'BRT-30 FLD-10: in %s a card is good to the end of its month everywhere',
  async timezone => {
    const { page } = await formAt('2026-12-01T11:59:59Z', timezone)
    await retype(page, 'date', '1126')
    await stands(page, 'date', 'complete')
    await page.clock.setFixedTime('2026-12-01T12:00:00Z')
    await retype(page, 'date', '1126')
    await stands(page, 'date', 'expired')
  },
)

test('BRT-31 EVT-15: the length of the code follows a brand that changes afterwards, and the code field says so', async () => {
  const { page } = await world.open(formPage({ before: LOG }))
  await ready(page)
  const codes = (): Promise<unknown[]> =>
    run(page, `return log.filter(({ type }) => type === 'CARD_CVV').map(({ code }) => code)`)
  await retype(page, 'cvv', '123')
  await retype(page, 'number', VISA)
  await stands(page, 'cvv', 'complete')
  await page.evaluate('log.length = 0')
  await retype(page, 'number', AMEX)
  await stands(page, 'cvv', 'incomplete')
  await stands(page, 'number', 'complete')
  expect(await codes()).toContain('incomplete')
  await page.evaluate('log.length = 0')
  await retype(page, 'number', VISA)
  await stands(page, 'cvv', 'complete')
  expect((await codes()).at(-1)).toBeUndefined()
  await retype(page, 'number', AMEX)
  await retype(page, 'cvv', '1234')
  await stands(page, 'cvv', 'complete')
  await retype(page, 'number', VISA)
  await stands(page, 'cvv', 'invalid')
})

test('BRT-32 FLD-22: postal codes of any country, and strictly those of the United States and Canada', async () => {
  const { page } = await world.open(formPage({ places: ['zip'] }))
  await ready(page)
  for (const [country, typed, shown, standing] of [
    [undefined, '94041', '94041', 'complete'],
    [undefined, '940411234', '94041-1234', 'complete'],
    [undefined, 'k1a0b1', 'K1A 0B1', 'complete'],
    [undefined, 'sw1a 1aa', 'SW1A 1AA', 'complete'],
    [undefined, '1234-567', '1234-567', 'complete'],
    [undefined, '12', '12', 'incomplete'],
    [undefined, '1234567890', '1234567890', 'complete'],
    [undefined, '12345678901', '12345678901', 'invalid'],
    ['US', '94041', '94041', 'complete'],
    ['US', '940411234', '94041-1234', 'complete'],
    ['US', '9404', '9404', 'incomplete'],
    ['US', 'K1A0B1', 'K1A0B-1', 'invalid'],
    ['CA', 'k1a0b1', 'K1A 0B1', 'complete'],
    ['CA', 'K1A', 'K1A', 'incomplete'],
    ['CA', 'W1A0B1', 'W1A 0B1', 'invalid'],
    ['CA', 'K1D0B1', 'K1D 0B1', 'invalid'],
    ['CA', '94041', '940 41', 'invalid'],
  ] as const) {
    await clear(page, 'zip')
    await run(page, `fields.zip.update({ country: ${JSON.stringify(country)} })`)
    await retype(page, 'zip', typed)
    expect(await textOf(page, 'zip')).toBe(shown)
    await leave(page)
    await stands(page, 'zip', standing, `${country} ${typed}`)
  }
})

test('BRT-32 FLD-11: a card number in a field that goes in the clear is refused and not sent', async () => {
  const { page, requests } = await world.open(formPage({ places: ALL_PLACES }))
  await ready(page)
  const good = {
    number: VISA,
    date: '1230',
    cvv: '123',
    zip: '94041',
    name: 'Ada',
    street: '1 Main St',
    phone: '5550123',
    email: 'ada@shop.example',
  }
  for (const [id, text] of Object.entries(good)) await retype(page, id, text)
  for (const [id, typed] of [
    ['name', 'Ada 4242 4242 4242 4242'],
    ['street', '4242-4242-4242-4242 Main St'],
    ['phone', VISA],
    ['email', `${VISA}@shop.example`],
    ['zip', VISA],
  ] as const) {
    await retype(page, id, typed)
    await stands(page, id, 'contains_card_number')
    expect(await stateOf(page, id)).toMatchObject({ error: 'Do not enter a card number here.' })
    const { codes } = await createToken(page)
    expect(Object.values(codes!)).toEqual(['contains_card_number'])
    await retype(page, id, good[id])
  }
  const sent = () => requests.filter(request => request.url().endsWith('/v1/tokens') && request.method() === 'POST')
  expect(sent()).toEqual([])
  expect((await createToken(page)).token).toMatch(/^clv_/)
  expect(sent()).toHaveLength(1)
})
