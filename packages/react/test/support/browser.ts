import type { Page } from 'playwright-core'
import { launchChromium } from '../../../server/test/support/chromium.ts'
import { bundle } from './bundle.ts'
import type { App } from './page.tsx'

declare global {
  interface Window {
    app: App
  }
}

export interface Shop {
  /** A page whose root holds `html`; `complaints` gathers what React and the browser have against it. */
  open(html?: string): Promise<{ page: Page; complaints: string[] }>
  close(): Promise<void>
}

export async function openShop(): Promise<Shop> {
  const [script, browser] = await Promise.all([bundle('page.tsx', 'browser'), launchChromium()])
  const files = (html: string): Record<string, { contentType: string; body: string }> => ({
    '/': {
      contentType: 'text/html',
      body: `<!doctype html><link rel="icon" href="data:,"><div id="root">${html}</div><script type="module" src="/page.js"></script>`,
    },
    '/page.js': { contentType: 'text/javascript', body: script },
    '/sdk.js': { contentType: 'text/javascript', body: 'window.Trefoil = window.Fake' },
  })
  return {
    async open(html = '') {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('console', message => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
      })
      page.on('pageerror', error => complaints.push(error.message))
      await page.route('**/*', route => {
        const file = files(html)[new URL(route.request().url()).pathname]
        return file === undefined ? route.fulfill({ status: 404 }) : route.fulfill(file)
      })
      await page.goto('http://shop.test/')
      await page.waitForFunction(() => window.app !== undefined)
      return { page, complaints }
    },
    close: () => browser.close(),
  }
}
