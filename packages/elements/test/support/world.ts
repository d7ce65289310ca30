/**
 * What the browser tests run in: the real server, merchant pages on another site (`127.0.0.1` against `localhost`), and
 * real Chromium (contract 16). The network of page and frames is recorded; no protection of the browser is switched off.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Page, Request } from 'playwright-core'
import { launchChromium } from '../../../server/test/support/chromium.ts'
import { startTestServer } from '../../../server/test/support/server.ts'
import type { TestServer } from '../../../server/test/support/server.ts'

export interface PageSource {
  /** Inside `<body>`, before the script of the SDK. */
  readonly body?: string
  /** Runs after `sdk.js`; `KEY` is the public key. */
  readonly script?: string
  readonly head?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Address of the SDK; `''`: the page does not load it. */
  readonly sdk?: string
  readonly context?: BrowserContextOptions
}

export interface Recorded {
  readonly requests: Request[]
  readonly console: string[]
  readonly errors: string[]
}

export interface Shop extends Recorded {
  readonly page: Page
  readonly context: BrowserContext
  readonly origin: string
  /** Where this page is served; further visits get it again. */
  readonly url: string
}

export interface World {
  readonly server: TestServer
  readonly browser: Browser
  /** Origin of merchant pages. */
  readonly shopOrigin: string
  /** Opens a merchant's page. */
  open(source?: PageSource): Promise<Shop>
  /** Adds a document to the merchant's site. @returns its address */
  serve(html: string, headers?: Readonly<Record<string, string>>): string
  close(): Promise<void>
}

/** A form of four fields as Clover's guide teaches it; `clover` and `elements` are globals, `log` gets the events. */
export const FOUR_FIELDS: PageSource = {
  body: '<div id="number"></div><div id="date"></div><div id="cvv"></div><div id="zip"></div><button id="after">x</button>',
  script: `
    window.log = []
    window.clover = new Clover(KEY)
    const elements = clover.elements()
    window.fields = {}
    for (const [type, id] of [['CARD_NUMBER', 'number'], ['CARD_DATE', 'date'], ['CARD_CVV', 'cvv'], ['CARD_POSTAL_CODE', 'zip']]) {
      const field = (fields[id] = elements.create(type))
      for (const name of ['change', 'blur', 'focus', 'ready', 'error'])
        field.addEventListener(name, payload => log.push({ type, name, payload: structuredClone(payload) }))
      field.mount('#' + id)
    }`,
}

export const GOOD_CARD = { number: '4242424242424242', date: '1230', cvv: '123', zip: '94041' } as const

interface WorldOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** The whole browser in place of its headless shell. */
  readonly whole?: boolean
  /** Of the whole browser. */
  readonly backForwardCache?: boolean
}

export async function startWorld({ environment = {}, ...of }: WorldOptions = {}): Promise<World> {
  const server = await startTestServer({ environment: { TREFOIL_HOST: 'localhost', ...environment } })
  const documents = new Map<string, { html: string; headers: Readonly<Record<string, string>> }>()
  const site = createServer((request, response) => {
    const found = documents.get(new URL(request.url!, 'http://shop').pathname)
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...found?.headers })
    response.end(found?.html ?? '')
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  const shopOrigin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const browser = await launchChromium(of)
  const contexts: BrowserContext[] = []

  function serve(html: string, headers: Readonly<Record<string, string>> = {}): string {
    const path = `/page-${documents.size}`
    documents.set(path, { html, headers })
    return shopOrigin + path
  }

  return {
    server,
    browser,
    shopOrigin,
    serve,
    async open({ body = '', script = '', head = '', headers, sdk, context: options } = FOUR_FIELDS) {
      const { urls, publicKey } = server.facts
      const source = sdk ?? `${urls.checkout}/sdk.js`
      const nonce = 'the-page'
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>${head}</head><body>${body}
        ${source === '' ? '' : `<script src="${source}"></script>`}
        <script nonce="${nonce}">const KEY = ${JSON.stringify(publicKey)};${script}</script></body></html>`
      const url = serve(html, headers)
      const context = await browser.newContext(options)
      contexts.push(context)
      const page = await context.newPage()
      const recorded: Recorded = { requests: [], console: [], errors: [] }
      context.on('request', request => recorded.requests.push(request))
      page.on('console', line => recorded.console.push(line.text()))
      page.on('pageerror', error => recorded.errors.push(error.message))
      await page.goto(url)
      return { page, context, origin: shopOrigin, url, ...recorded }
    },
    async close() {
      for (const context of contexts) await context.close()
      await browser.close()
      site.closeAllConnections()
      await new Promise(resolve => site.close(resolve))
      await server.close()
    },
  }
}

/** The frame of the field in a container. */
export const frameOf = (page: Page, id: string): FrameLocator => page.frameLocator(`#${id} > iframe`)

/** The input that a shopper types into. */
export const inputOf = (page: Page, id: string) => frameOf(page, id).locator('input:not([tabindex="-1"])').first()

/** Waits until all mounted fields and the controller of `window.clover` are ready. */
export async function ready(page: Page): Promise<void> {
  await page.evaluate('clover.ready()')
}

/**
 * Goes into a field, and waits until its document has the focus: keys go where the browser thinks that it is, which one
 * process tells the other.
 */
export async function enter(page: Page, id: string): Promise<void> {
  const input = inputOf(page, id)
  await input.click()
  const hasFocus = (element: HTMLElement | SVGElement) =>
    element.ownerDocument.hasFocus() && element.ownerDocument.activeElement === element
  while (!(await input.evaluate(hasFocus))) await page.waitForTimeout(10)
}

/** Types as a shopper does: click, then key by key. */
export async function type(page: Page, id: string, text: string): Promise<void> {
  await enter(page, id)
  await page.keyboard.type(text)
}

export async function typeCard(page: Page, card: Readonly<Record<string, string>> = GOOD_CARD): Promise<void> {
  for (const [id, text] of Object.entries(card)) await type(page, id, text)
}

export interface Result {
  readonly token?: string
  readonly card?: Readonly<Record<string, string>>
  readonly errors?: Readonly<Record<string, string>>
  readonly codes?: Readonly<Record<string, string>>
  readonly requestId?: string
}

export async function createToken(page: Page, argument?: unknown): Promise<Result> {
  return page.evaluate(value => (window as unknown as { clover: Clover }).clover.createToken(value), argument)
}

interface Clover {
  createToken(argument?: unknown): Promise<Result>
}
