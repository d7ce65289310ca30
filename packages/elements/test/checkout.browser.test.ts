import { afterAll, beforeAll, expect, test } from 'vitest'
import { FOUR_FIELDS, GOOD_CARD, createToken, ready, startWorld, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

test('BRT-1 SDK-70: fields, token, charge on a page as the guide of Clover teaches it', async () => {
  const { page, errors } = await world.open(FOUR_FIELDS)
  await ready(page)
  await typeCard(page)
  const { token, card } = await createToken(page)
  expect(token).toMatch(/^clv_1TSTS/)
  expect(card).toEqual({
    brand: 'VISA',
    first6: '424242',
    last4: '4242',
    exp_month: '12',
    exp_year: '2030',
    address_zip: '94041',
  })
  const charge = await world.server.call('POST', '/v1/charges', {
    body: { amount: 1100, currency: 'usd', source: token },
  })
  expect(charge.status).toBe(200)
  expect(charge.body.source).toMatchObject({ cvc_check: 'pass', address_zip_check: 'pass' })
  expect(errors).toEqual([])
})

test('BRT-13 SDK-41: an empty form names every wrong field and sends nothing', async () => {
  const { page, requests } = await world.open(FOUR_FIELDS)
  await ready(page)
  const { token, errors, codes } = await createToken(page)
  expect(token).toBeUndefined()
  expect(errors).toMatchObject({
    CARD_NUMBER: 'Card number is required',
    CARD_DATE: 'Card expiry is required',
    CARD_CVV: 'Card CVV is required',
  })
  expect(codes!.CARD_NUMBER).toBe('required')
  expect(requests.filter(request => request.url().endsWith('/v1/tokens'))).toEqual([])
})

test('BRT-19 SDK-39: a token of each brand has a card whose members are strings, its brand among them', async () => {
  const cards = [
    ['VISA', '4242424242424242', '123'],
    ['MC', '5555555555554444', '123'],
    ['AMEX', '378282246310005', '1234'],
    ['DISCOVER', '6011111111111117', '123'],
    ['DINERS_CLUB', '30569309025904', '123'],
    ['JCB', '3566002020360505', '123'],
    ['UNIONPAY', '6200000000000005', '123'],
  ] as const
  const { page } = await world.open(FOUR_FIELDS)
  await ready(page)
  // As pages do it: without a guard.
  const read = 'clover.createToken().then(({ card }) => [card.brand, card.last4, card.exp_month, card.exp_year])'
  for (const [brand, number, cvv] of cards) {
    await page.evaluate('Object.values(fields).forEach(field => field.clear())')
    await typeCard(page, { ...GOOD_CARD, number, cvv })
    expect(await page.evaluate(read)).toEqual([brand, number.slice(-4), '12', '2030'])
  }
})
