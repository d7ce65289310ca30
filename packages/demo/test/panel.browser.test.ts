import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inputOf, startWorld, type } from '../../elements/test/support/world.ts'
import type { World } from '../../elements/test/support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

async function open(search = '', viewport = { width: 1280, height: 900 }) {
  const context = await world.browser.newContext({
    viewport,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(`${world.server.facts.urls.checkout}/demo${search}`)
  return { page, errors, close: () => context.close() }
}

const choose = (page: Page, name: string, value: string) =>
  page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true })

/** Presses the buttons of a test card, each by key, and pastes what each has copied where the focus is then. */
async function takeCard(page: Page, name: string, places: readonly string[]): Promise<void> {
  const buttons = page.locator(`.test-cards .${name} button`)
  for (const [index, id] of places.entries()) {
    await inputOf(page, id).waitFor()
    await buttons.nth(index).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.parentElement.id')).toBe(id)
    await page.keyboard.press('Control+V')
  }
}

const PLACES = ['card-number', 'card-date', 'card-cvv']
const answer = (page: Page) => page.locator('.entries li', { has: page.locator('.answer') }).first()

test('SDK-69: the test card "approved" goes into the fields by its buttons, and pays', async () => {
  const { page, errors, close } = await open()
  await takeCard(page, 'approved', PLACES)
  await type(page, 'card-zip', '94041')
  await page.locator('.pay').click()
  await page.locator('.receipt', { hasText: 'VISA •••• 4242' }).waitFor()
  expect(errors).toEqual([])
  await close()
})

test.each([
  ['declinedCard', 'card_declined'],
  ['noFunds', 'insufficient_funds'],
  ['wrongCode', 'card_declined'],
])('SDK-69: the test card "%s" is answered %s', async (name, code) => {
  const { page, close } = await open()
  await takeCard(page, name, PLACES)
  await type(page, 'card-zip', '94041')
  await page.locator('.pay').click()
  await page.locator('form > .problem', { hasText: 'The card was declined.' }).waitFor()
  expect(await answer(page).innerText()).toContain(code)
  await close()
})

test('SDK-69: the test card "expired" is refused by its field, and no token is asked for', async () => {
  const { page, close } = await open()
  const asked: string[] = []
  page.on('request', request => request.url().endsWith('/v1/tokens') && asked.push(request.url()))
  await takeCard(page, 'expiredCard', PLACES)
  await type(page, 'card-zip', '94041')
  await page.locator('.pay').click()
  await page.locator('#card-date-problem', { hasText: 'Card expiry is in the past.' }).waitFor()
  expect(asked).toEqual([])
  await close()
})

test('SDK-69: a gift card becomes a token and is not charged', async () => {
  const { page, errors, close } = await open()
  await choose(page, 'layout', 'gift')
  await takeCard(page, 'giftCard', ['gift-card'])
  await page.locator('.pay').click()
  await page.locator('.done:not(:empty)').waitFor()
  const panel = await page.locator('.panel').innerText()
  expect(panel).toContain('"brand": "GIFT_CARD"')
  expect(panel).not.toContain('/v1/charges')
  expect(errors).toEqual([])
  await close()
})

test('SDK-69 SDK-61: on the slow network the frames come late, and a payment asked for before waits for them', async () => {
  const { page, errors, close } = await open('?network=slow')
  await page.locator('#card-number > iframe').waitFor({ state: 'attached' })
  expect(await page.locator('#card-number > iframe').getAttribute('src')).toBeNull()
  await page.locator('.pay').click()
  // The call has waited: it says what is missing in fields that were not there when it was made.
  await page.locator('#card-number-problem', { hasText: 'Card number is required' }).waitFor()
  expect(await page.locator('form > .problem').innerText()).toBe('')
  await choose(page, 'network', 'normal')
  await inputOf(page, 'card-number').waitFor({ timeout: 3_000 })
  expect(errors).toEqual([])
  await close()
})

test('SDK-69 SDK-62: with blocked frames the shop says so at once, the panel why, and allowing them heals it', async () => {
  const { page, errors, close } = await open('?locale=es')
  await choose(page, 'frames', 'blocked')
  await page
    .locator('form > .problem', { hasText: 'El pago con tarjeta no está disponible en este momento.' })
    .waitFor()
  const why = page.locator('.entries li', { hasText: 'csp_blocked' }).first()
  expect(await why.innerText()).toContain(`Add ${world.server.facts.urls.fields} to the directive frame-src`)
  expect(await page.locator('.panel pre').last().textContent()).toContain("frame-src 'none'")
  expect(await page.evaluate('document.activeElement.value')).toBe('blocked')
  await choose(page, 'frames', 'allowed')
  await inputOf(page, 'card-number').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('es')
  expect(errors).toEqual([])
  await close()
})

test('SDK-69: on a phone the switches stay unfolded while they are used, and the test cards lead to their fields', async () => {
  const { page, close } = await open('', { width: 360, height: 740 })
  await page.locator('.settings summary').click()
  await choose(page, 'theme', 'dark')
  expect(await page.locator('input[name="theme"][value="dark"]').isVisible()).toBe(true)
  expect(await page.evaluate('document.activeElement.value')).toBe('dark')
  await takeCard(page, 'approved', PLACES)
  expect(await inputOf(page, 'card-number').inputValue()).toBe('4242 4242 4242 4242')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await close()
})

test('SDK-69: the switches stand in the address, so that a reload shows the same', async () => {
  const { page, close } = await open()
  for (const [name, value] of [
    ['layout', 'single'],
    ['theme', 'dark'],
    ['locale', 'fr-CA'],
    ['direction', 'rtl'],
  ] as const) {
    await choose(page, name, value)
    expect(await page.evaluate('document.activeElement.name')).toBe(name)
  }
  await page.reload()
  await page.frameLocator('#card-all > iframe').locator('input').first().waitFor()
  const { lang, dir, theme } = await page.evaluate(() => {
    const { lang, dir, dataset } = document.documentElement
    return { lang, dir, theme: dataset['theme'] }
  })
  expect([lang, dir, theme]).toEqual(['fr-CA', 'rtl', 'dark'])
  await close()
})
