/** The loader as built, in Chromium, under policies that let its script run or not. */
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import type { Rollup } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../../../server/test/support/chromium.ts'
import type * as Loader from './index.ts'

const HTML = '<!doctype html><title>Shop</title><script type="module" src="/page.js"></script>'
const PAGE = "import { loadTrefoil } from '/loader.js'; window.loadTrefoil = loadTrefoil"
const SDK = 'window.Trefoil = function Trefoil() {}'

let browser: Browser
let loader: string

beforeAll(async () => {
  ;[browser, loader] = await Promise.all([launchChromium(), bundle()])
})

afterAll(() => browser.close())

async function bundle(): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'index.ts'), formats: ['es'], fileName: 'loader' },
    },
  })) as Rollup.RollupOutput[]
  return output[0]!.output[0].code
}

/** What two calls, one after the other, come to on a page with that policy. */
async function outcomes(policy: string, sdkStatus = 200) {
  const page = await browser.newPage()
  await page.route('**/*', route => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/page.js') return route.fulfill({ contentType: 'text/javascript', body: PAGE })
    if (pathname === '/loader.js') return route.fulfill({ contentType: 'text/javascript', body: loader })
    if (pathname === '/sdk.js') {
      const headers = { 'access-control-allow-origin': '*' }
      return route.fulfill({ status: sdkStatus, contentType: 'text/javascript', body: SDK, headers })
    }
    const headers: Record<string, string> = policy === '' ? {} : { 'content-security-policy': policy }
    return route.fulfill({ contentType: 'text/html', body: HTML, headers })
  })
  await page.goto('http://shop.test/')
  const result = await page.evaluate(async () => {
    const { loadTrefoil } = window as unknown as typeof Loader
    const attempt = (): Promise<string> =>
      loadTrefoil({ src: 'http://checkout.test/sdk.js' }).then(
        Clover => (Clover as unknown as { name: string }).name,
        (error: { code: string }) => error.code,
      )
    const first = await attempt()
    return { first, second: await attempt(), tags: document.querySelectorAll('[src$="sdk.js"]').length }
  })
  await page.close()
  return result
}

test('RCT-3: the script is loaded once', async () => {
  expect(await outcomes('')).toEqual({ first: 'Trefoil', second: 'Trefoil', tags: 1 })
})

test('RCT-3: a policy that does not name the script gives csp_blocked, each time', async () => {
  expect(await outcomes("script-src 'self'")).toEqual({ first: 'csp_blocked', second: 'csp_blocked', tags: 0 })
})

test('RCT-3: a page with enforced Trusted Types and no policy for us gives csp_blocked', async () => {
  const policy = "require-trusted-types-for 'script'; trusted-types 'none'"
  expect(await outcomes(policy)).toMatchObject({ first: 'csp_blocked', tags: 0 })
})

test('RCT-3: a server that does not have the script gives script_failed', async () => {
  expect(await outcomes('', 404)).toEqual({ first: 'script_failed', second: 'script_failed', tags: 0 })
})

test('RCT-2: the bundle imports nothing', () => {
  expect(loader).not.toMatch(/\bimport\b/)
})
