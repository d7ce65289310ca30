import { afterAll, beforeAll, expect, test } from 'vitest'
import { inputOf, startWorld, typeCard } from '../../elements/test/support/world.ts'
import type { World } from '../../elements/test/support/world.ts'
import { TEXTS } from '../src/shop/texts.ts'
import type { Locale } from '../src/shop/texts.ts'

let world: World

beforeAll(async () => {
  world = await startWorld({ whole: true })
})

afterAll(() => world.close())

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } } as const
const RUNS = (['desktop', 'phone'] as const).flatMap(size =>
  (['en', 'fr-CA', 'es'] as const).map((locale): [keyof typeof SIZES, Locale] => [size, locale]),
)

const card = (number: string) => ({
  'card-number': number,
  'card-date': '1230',
  'card-cvv': '123',
  'card-zip': '94041',
})

test.each(RUNS)(
  'BRT-85: on a %s in %s a declined card is told and a good one then pays',
  async (size, locale) => {
    const context = await world.browser.newContext({ viewport: SIZES[size] })
    try {
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', error => errors.push(error.message))
      await page.goto(`${world.server.facts.urls.checkout}/demo`)
      if (size === 'phone') await page.locator('.settings summary').click()
      await page.locator(`input[name="locale"][value="${locale}"]`).check({ force: true })
      expect(await page.locator('html').getAttribute('lang')).toBe(locale)
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)

      await typeCard(page, card('4005571702222222'))
      await page.locator('.pay').click()
      await page.locator('form > .problem', { hasText: TEXTS[locale].declined }).waitFor()

      // As a shopper does it: another number over the first, nothing else typed again.
      await inputOf(page, 'card-number').click()
      await page.keyboard.press('Control+A')
      await page.keyboard.type('4242424242424242')
      await page.locator('.pay').click()
      await page.locator('.receipt h2', { hasText: TEXTS[locale].thanks }).waitFor()
      expect(await page.locator('.receipt').innerText()).toContain('VISA •••• 4242')
      expect(errors).toEqual([])
    } finally {
      await context.close()
    }
  },
  30_000,
)
