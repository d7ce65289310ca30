import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations, violationsIn } from '../../elements/test/support/axe.ts'
import { picture } from '../../elements/test/support/looks.ts'
import { startWorld, typeCard } from '../../elements/test/support/world.ts'
import type { World } from '../../elements/test/support/world.ts'

const SCREENSHOTS = join(import.meta.dirname, '../screenshots')
const DESKTOP = { width: 1280, height: 960 }
const PHONE = { width: 360, height: 740 }

const LOOKS = {
  desktop: { viewport: DESKTOP },
  phone: { viewport: PHONE },
  dark: { viewport: DESKTOP, colorScheme: 'dark' },
  'right-to-left': { viewport: DESKTOP, direction: 'rtl' },
  'one-frame': { viewport: DESKTOP, layout: 'single' },
  'gift-card': { viewport: PHONE, layout: 'gift' },
} as const

/** The container of the first field. */
const FIRST = { separate: 'card-number', single: 'card-all', gift: 'gift-card' } as const

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

async function open(path: string, { viewport, colorScheme }: { viewport: typeof DESKTOP; colorScheme?: 'dark' }) {
  const context = await world.browser.newContext({ viewport, colorScheme: colorScheme ?? 'light' })
  const page = await context.newPage()
  await page.goto(world.server.facts.urls.checkout + path)
  return { page, close: () => context.close() }
}

/** On a phone the switches are folded. */
async function unfold(page: Page): Promise<void> {
  const summary = page.locator('.settings summary')
  if ((await page.locator('.settings[open]').count()) === 0) await summary.click()
}

const choose = (page: Page, name: string, value: string) =>
  page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true })

/** Behind the card fields. */
const SURFACE = `document.querySelector('.checkout, .card')`

test.each(Object.entries(LOOKS))(
  'SDK-68 A11Y-13: the shop, %s: nothing for axe, nothing cut off (screenshots)',
  async (name, look) => {
    const { page, close } = await open('/demo', look)
    await unfold(page)
    if ('direction' in look) await choose(page, 'direction', look.direction)
    if ('layout' in look) await choose(page, 'layout', look.layout)
    const first = FIRST['layout' in look ? look.layout : 'separate']
    await page.frameLocator(`#${first} > iframe`).locator('input').first().waitFor()
    expect(await violations(page, SURFACE)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.evaluate('scrollTo(0, 0)')
    await picture(page, name, SCREENSHOTS)
    await picture(page.locator('.test-cards'), `${name}-test-cards`, SCREENSHOTS)
    await page.locator('.pay').click()
    if (first === 'card-number') await page.locator('.fields .problem:not(:empty)').first().waitFor()
    else await page.frameLocator(`#${first} > iframe`).locator('.error:not(:empty)').first().waitFor()
    expect(await violations(page, SURFACE)).toEqual([])
    await picture(page, `${name}-wrong`, SCREENSHOTS)
    await close()
  },
)

test('SDK-68 A11Y-13: the receipt has nothing for axe, and the focus', async () => {
  const { page, close } = await open('/demo', LOOKS.desktop)
  await typeCard(page, {
    'card-number': '4242424242424242',
    'card-date': '1230',
    'card-cvv': '123',
    'card-zip': '94041',
  })
  await page.locator('.pay').click()
  await page.locator('.receipt').waitFor()
  // The fields are gone, and their controller goes at a time of its own.
  expect(await violationsIn(page.mainFrame())).toEqual([])
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Thank you. The payment is made.')
  await picture(page, 'receipt', SCREENSHOTS)
  await close()
})

test.each(['playground', 'guide'])('A11Y-13: the %s has nothing for axe', async name => {
  const { page, close } = await open(`/demo/${name}`, LOOKS.phone)
  await page.frameLocator('#card-number > iframe').locator('input').first().waitFor()
  expect(await violations(page, name === 'guide' ? 'document.body' : SURFACE)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await picture(page, name, SCREENSHOTS)
  await close()
})
