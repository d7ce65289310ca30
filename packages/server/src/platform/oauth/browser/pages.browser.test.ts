import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../../test/support/chromium.ts'
import { startTestOauth } from '../oauth.test-support.ts'
import type { TestApp, TestOauth, TestShop } from '../oauth.test-support.ts'

let oauth: TestOauth
let shop: TestShop
let app: TestApp
let landing: Server
let origin: string
let browser: Browser

beforeAll(async () => {
  oauth = await startTestOauth({ autoApprove: false })
  origin = await oauth.server.listen({ host: '127.0.0.1', port: 0 })
  // The app's own site, on another origin than the pages.
  landing = createServer((_request, response) => response.end('back at the app'))
  await new Promise<void>(resolve => landing.listen(0, '127.0.0.1', resolve))
  const siteUrl = `http://127.0.0.1:${(landing.address() as AddressInfo).port}/connect`
  app = await oauth.newApp({ siteUrl })
  shop = await oauth.newShop({ name: 'Moss & Fern Coffee' })
  browser = await launchChromium()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  landing?.close()
  await oauth.close()
})

/** A page of a fresh browser; what the browser complains about, such as a breach of the page's policy, is collected. */
async function open(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  const authorizeUrl = `${origin}/oauth/v2/authorize?client_id=${app.id}&state=the+state&merchant_id=${shop.merchantId}`
  await page.goto(authorizeUrl)
  return { page, complaints, close: () => context.close() }
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document)')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

async function signIn(page: Page, password = shop.password): Promise<void> {
  await page.getByLabel('E-mail').fill(shop.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<string>(
      `(document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent || '').trim()`,
    )
    if (focused !== name) continue
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
    expect(outline, `${name} shows that it has the focus`).toBe('solid')
    return
  }
  throw new Error(`${name} cannot be reached with the keyboard.`)
}

test('with the keyboard alone, from sign-in to the app', async () => {
  const { page, complaints, close } = await open()
  await tabTo(page, 'E-mail')
  await page.keyboard.type(shop.email)
  await tabTo(page, 'Password')
  await page.keyboard.type(shop.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Allow Ledger & Loaf?' }).waitFor()
  await tabTo(page, 'Allow')
  await page.keyboard.press('Enter')
  await page.waitForURL(url => url.pathname === '/connect')
  const { code, state, merchant_id } = Object.fromEntries(new URL(page.url()).searchParams)
  expect([code?.slice(0, 7), state, merchant_id]).toEqual(['trf_ac_', 'the state', shop.merchantId])
  expect(complaints).toEqual([])
  await close()
})

test('in a sandbox one click signs in', async () => {
  const { page, complaints, close } = await open()
  await page.getByRole('button', { name: 'Continue as Moss & Fern Coffee (sandbox)' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(url => url.pathname === '/connect')
  expect(complaints).toEqual([])
  await close()
})

test('OAUTH-8: Deny leads back to the app with access_denied', async () => {
  const { page, close } = await open()
  await signIn(page)
  await page.getByRole('button', { name: 'Deny' }).click()
  await page.waitForURL(url => url.searchParams.get('error') === 'access_denied')
  await close()
})

test('going back after the answer shows a page with a one-time value of its own', async () => {
  const { page, close } = await open()
  await signIn(page)
  const value = () => page.locator('input[name=consent]').getAttribute('value')
  const answered = await value()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(url => url.pathname === '/connect')
  await page.goBack()
  await page.getByRole('button', { name: 'Allow' }).waitFor()
  expect(await value()).not.toBe(answered)
  await close()
})

test('using another account leads to the sign-in again', async () => {
  const { page, close } = await open()
  await signIn(page)
  await page.getByRole('button', { name: 'Use another account' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await close()
})

test('OAUTH-4: no page of another site can frame the consent', async () => {
  const { page, close } = await open()
  await page.goto(`http://127.0.0.1:${(landing.address() as AddressInfo).port}/`)
  const refused = page.waitForEvent('console', message => message.text().includes('frame-ancestors'))
  await page.setContent(`<iframe src="${origin}/oauth/v2/authorize?client_id=${app.id}"></iframe>`)
  await refused
  await close()
})

const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 360 },
] as const

describe.each(LOOKS)('in $colorScheme at $width px', ({ colorScheme, width }) => {
  const look = { colorScheme, viewport: { width, height: 720 } } satisfies BrowserContextOptions

  async function expectGood(page: Page): Promise<void> {
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  }

  test('every page is accessible and fits', async () => {
    const { page, close } = await open(look)
    await expectGood(page)
    await signIn(page, 'wrong')
    await page.getByRole('alert').waitFor()
    await expectGood(page)
    await signIn(page)
    await page.getByRole('button', { name: 'Allow' }).waitFor()
    await expectGood(page)
    await page.goto(`${origin}/oauth/v2/authorize?client_id=nobody`)
    await expectGood(page)
    await close()
  })

  test('so is the choice of a business', async () => {
    const email = `both.${colorScheme}.${width}@shop.example`
    const { password } = await oauth.newShop({ email, name: 'Fern' })
    await oauth.newShop({ email, name: 'M'.repeat(120) })
    const { page, close } = await open(look)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Choose a business' }).waitFor()
    await expectGood(page)
    await page.getByRole('button', { name: 'Fern' }).click()
    await page.getByText('It asks for access to').waitFor()
    await close()
  })
})
