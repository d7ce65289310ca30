import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violationsIn } from '../../elements/test/support/axe.ts'
import { picture } from '../../elements/test/support/looks.ts'
import { startWorld } from '../../elements/test/support/world.ts'
import type { World } from '../../elements/test/support/world.ts'

const SCREENSHOTS = join(import.meta.dirname, '../screenshots')
const CHARGE = '#tag/charges/POST/v1/charges'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

async function open(viewport = { width: 1280, height: 900 }) {
  const context = await world.browser.newContext({ viewport, colorScheme: 'light' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', line => line.type() === 'error' && complaints.push(line.text()))
  await page.goto(`${world.server.facts.urls.checkout}/docs/${CHARGE}`)
  const fieldSet = page.getByRole('group', { name: 'Get a test token' })
  await fieldSet.scrollIntoViewIfNeeded()
  return { page, fieldSet, complaints, close: () => context.close() }
}

async function typeCard(page: Page, fieldSet: Locator): Promise<void> {
  const inputs = fieldSet.frameLocator('iframe').locator('input:not([tabindex="-1"])')
  await inputs.nth(3).waitFor()
  for (const [index, text] of ['4242424242424242', '1230', '123', '94041'].entries()) {
    await inputs.nth(index).click()
    await page.keyboard.type(text)
  }
}

async function getToken(fieldSet: Locator): Promise<string> {
  await fieldSet.getByRole('button', { name: 'Get a test token' }).click()
  const code = fieldSet.getByRole('status').locator('code')
  await code.waitFor()
  return code.innerText()
}

async function openRequest(page: Page): Promise<Locator> {
  await page.locator('.show-api-client-button[method="post"]').first().click()
  const body = page.locator('.cm-content', { hasText: '"currency"' })
  await body.waitFor()
  return body
}

const written = async (body: Locator): Promise<unknown> => JSON.parse(await body.innerText())

test('SDK-71: the explorer gets a test token, puts it into the request, and the charge is paid from there', async () => {
  const { page, fieldSet, complaints, close } = await open()
  await typeCard(page, fieldSet)
  const token = await getToken(fieldSet)
  expect(token).toMatch(/^clv_/)
  await picture(page, 'explorer', SCREENSHOTS)

  expect(await written(await openRequest(page))).toEqual({ amount: 1100, currency: 'usd', source: token })
  await page.getByPlaceholder('Token').last().click()
  await page.keyboard.type(world.server.facts.privateKey)
  const answer = page.waitForResponse(response => response.url().endsWith('/v1/charges'))
  await page.getByRole('button', { name: 'Send' }).first().click()
  const charge = (await (await answer).json()) as Record<string, unknown>
  expect(charge).toMatchObject({ amount: 1100, paid: true, source: { last4: '4242' } })
  await page.locator('.cm-content', { hasText: '"paid"' }).waitFor()
  await picture(page, 'explorer-paid', SCREENSHOTS)
  expect(complaints).toEqual([])
  await close()
})

test('SDK-71: another token takes the place of the first and leaves the rest of the request as it was changed', async () => {
  const { page, fieldSet, close } = await open()
  await typeCard(page, fieldSet)
  const first = await getToken(fieldSet)
  const body = await openRequest(page)
  await body.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(`{"amount": 2500, "currency": "usd", "source": "${first}", "capture": false}`)
  await page.locator('.cm-content', { hasText: '"capture": false' }).waitFor()
  await page.getByRole('button', { name: 'Close Client' }).first().click()
  await body.waitFor({ state: 'hidden' })
  await expect.poll(() => getToken(fieldSet)).not.toBe(first)
  const second = await fieldSet.getByRole('status').locator('code').innerText()
  expect(await written(await openRequest(page))).toEqual({
    amount: 2500,
    currency: 'usd',
    source: second,
    capture: false,
  })
  await close()
})

test('SDK-71: a wrong card gives no token and is told in its frame', async () => {
  const { page, fieldSet, close } = await open()
  const frame = fieldSet.frameLocator('iframe')
  await frame.locator('input').first().waitFor()
  await fieldSet.getByRole('button', { name: 'Get a test token' }).click()
  await frame.locator('.error', { hasText: 'Card number is required' }).waitFor()
  expect(await fieldSet.locator('p').last().innerText()).toBe('')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await close()
})

test('SDK-71 A11Y-13: on a phone the field set fits, follows the switch of the explorer to dark, and has nothing for axe', async () => {
  const { page, fieldSet, close } = await open({ width: 375, height: 740 })
  await typeCard(page, fieldSet)
  await getToken(fieldSet)
  const { x, width } = (await fieldSet.boundingBox())!
  expect(x).toBeGreaterThanOrEqual(0)
  expect(x + width).toBeLessThanOrEqual(375)
  const ink = () =>
    fieldSet
      .frameLocator('iframe')
      .locator('input')
      .first()
      .evaluate(input => getComputedStyle(input).color)
  const light = await ink()
  await picture(page, 'explorer-phone', SCREENSHOTS)
  expect(await violationsIn(page.mainFrame(), '.test-token')).toEqual([])
  await page.evaluate(`document.body.classList.replace('light-mode', 'dark-mode')`)
  await expect.poll(ink).not.toBe(light)
  await picture(page, 'explorer-phone-dark', SCREENSHOTS)
  expect(await violationsIn(page.mainFrame(), '.test-token')).toEqual([])
  await close()
})
