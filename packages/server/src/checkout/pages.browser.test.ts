/** The pages of checkout as people see them. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Result } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAnyServer } from '../../test/support/any-server.ts'
import type { AnyServer } from '../../test/support/any-server.ts'
import { launchChromium } from '../../test/support/chromium.ts'

/** Both widths and both schemes, in as few pages. */
const VIEWS = [
  { width: 375, height: 740, scheme: 'dark' },
  { width: 1280, height: 800, scheme: 'light' },
] as const

let server: AnyServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startAnyServer(), launchChromium()])
})

afterAll(async () => {
  await browser.close()
  await server.close()
})

/** Opens a page; `complaints` gathers what the browser has against it, and every call to another host. */
async function open(path: string, { scheme, ...viewport }: (typeof VIEWS)[number]) {
  const page = await browser.newPage({ viewport, colorScheme: scheme })
  const complaints: string[] = []
  const { checkout } = server.running.origins
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith(`${checkout}/`) && !request.url().startsWith('data:')) complaints.push(request.url())
  })
  await page.goto(checkout + path)
  return { page, complaints }
}

/** By how much the page is too wide for its window, or a table for its page. */
const overflow = (page: Page) =>
  page.evaluate<number>(`Math.max(
    document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll('main table')].map(table => table.offsetWidth - table.parentElement.clientWidth),
  )`)

test.each(VIEWS)('the reference works from here alone at $width pixels, $scheme', async view => {
  const { page, complaints } = await open('/docs', view)
  await page.getByRole('heading', { name: 'Trefoil' }).waitFor()
  await page.getByText('/v1/merchants', { exact: false }).first().waitFor()
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  for (const offered of ['Ask AI', 'Share', 'Deploy', 'Developer Tools', 'Powered by']) {
    expect(await page.getByText(offered).filter({ visible: true }).count()).toBe(0)
  }
  expect(complaints).toEqual([])
  await page.close()
})

test.each(VIEWS)('error pages and the start page are readable for everyone at $width pixels, $scheme', async view => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  for (const path of ['/errors', '/errors/card_declined', '/errors/csp_blocked', '/']) {
    const { page, complaints } = await open(path, view)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    const violations = await page.evaluate<Result[]>(`${axe}; axe.run().then(({ violations }) => violations)`)
    expect(violations.map(({ id }) => id)).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  }
})
