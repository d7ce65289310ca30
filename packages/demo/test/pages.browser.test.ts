import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, typeCard } from '../../elements/test/support/world.ts'
import type { World } from '../../elements/test/support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

test('BRT-1 SDK-70: a page written the way the guide teaches takes a card, posts its token, and is paid', async () => {
  const page = await world.browser.newPage()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(`${world.server.facts.urls.checkout}/demo/guide`)
  await typeCard(page, {
    'card-number': '4242424242424242',
    'card-date': '1230',
    'card-cvv': '123',
    'card-postal-code': '94041',
  })
  await page.getByRole('button').click()
  await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor()
  expect(errors).toEqual([])
  await page.close()
})

test('SDK-68: the playground makes a token and shows the code of the same form', async () => {
  const page = await world.browser.newPage()
  await page.goto(`${world.server.facts.urls.checkout}/demo/playground`)
  await typeCard(page, {
    'card-number': '378282246310005',
    'card-date': '1230',
    'card-cvv': '1234',
    'card-postal-code': '94041',
  })
  await page.getByRole('button', { name: 'createToken()' }).click()
  await page.locator('#result', { hasText: '"brand": "AMEX"' }).waitFor()
  await page.getByLabel('CARD_NAME').check()
  await page.locator('#code', { hasText: "elements.create('CARD_NAME', options).mount('#card-name')" }).waitFor()
  await page.locator('#card-name iframe').waitFor()
  await page.close()
})

test('SDK-69: the shop shows the call of its server, with the key masked', async () => {
  const page = await world.browser.newPage()
  await page.goto(`${world.server.facts.urls.checkout}/demo`)
  await typeCard(page, {
    'card-number': '4242424242424242',
    'card-date': '1230',
    'card-cvv': '123',
    'card-zip': '94041',
  })
  await page.locator('.pay').click()
  await page.locator('.receipt').waitFor()
  const panel = await page.locator('.panel').innerText()
  expect(panel).toContain('POST /v1/charges')
  expect(panel).toContain('Bearer <private key>')
  expect(panel).not.toContain(world.server.facts.privateKey)
  await page.close()
})
