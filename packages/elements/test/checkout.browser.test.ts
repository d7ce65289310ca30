import { afterAll, beforeAll, expect, test } from 'vitest'
import { FOUR_FIELDS, createToken, ready, startWorld, typeCard } from './support/world.ts'
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
