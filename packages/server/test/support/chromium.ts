/**
 * The system's Chromium, as all browser tests start it. Most use its headless shell: the same engine, network and site
 * isolation without the browser around them, in 0.6 of the time. Tests that end at what a shopper sees use the whole one.
 */
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const WHOLE = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const SHELL = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium-headless-shell'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * `CHROMIUM_PATH` names another browser for both.
 * @param options.backForwardCache only the whole browser has one; Playwright knows nothing of a page that comes out of it
 */
export function launchChromium({ whole = false, backForwardCache = false } = {}): Promise<Browser> {
  const ignoreDefaultArgs = backForwardCache ? ['--disable-back-forward-cache'] : []
  return chromium.launch({ executablePath: whole ? WHOLE : SHELL, args: ARGUMENTS, ignoreDefaultArgs })
}
