import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './support/form.ts'
import { FOUR_FIELDS, GOOD_CARD, createToken, ready, startWorld, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld({ whole: true, backForwardCache: true })))
afterAll(() => world.close())

/** Goes back as the shopper's button does. @returns how the browser came by the page */
async function back(session: CDPSession): Promise<string> {
  const arrived = new Promise<string>(resolve => {
    session.on('Page.frameNavigated', ({ type, frame }) => frame.parentId === undefined && resolve(type))
  })
  const { currentIndex, entries } = await session.send('Page.getNavigationHistory')
  await session.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex - 1]!.id })
  return arrived
}

/** Clicks into a container and types: of frames that come out of the cache the test's driver knows nothing. */
async function typeInto(page: Page, id: string, text: string): Promise<void> {
  const { x, y } = (await page.locator(`#${id}`).boundingBox())!
  await page.mouse.click(x + 30, y + 8)
  await until(page, `document.activeElement?.parentElement?.id === '${id}' && fields.${id}.state.focused`)
  await page.keyboard.type(text)
}

test('BRT-71 SDK-64 SEC-34: a page that comes back out of the back/forward cache has its fields, empty, says so, and makes a token', async () => {
  const script = `${FOUR_FIELDS.script}
    addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted })`
  const { page, errors } = await world.open({ ...FOUR_FIELDS, script })
  await ready(page)
  await typeCard(page)
  expect(await createToken(page)).toHaveProperty('token')
  await page.evaluate('log.length = 0')

  const session = await page.context().newCDPSession(page)
  await session.send('Page.enable')
  await page.goto(world.serve('<!doctype html><title>Elsewhere</title>'))
  expect(await back(session)).toBe('BackForwardCacheRestore')
  await until(page, 'window.persisted === true')

  // All four told of it by change, in the page that had known them full.
  await until(page, `new Set(log.filter(({ name }) => name === 'change').map(({ type }) => type)).size === 4`)
  expect(await page.evaluate('Object.values(fields).map(({ state }) => [state.empty, state.complete])')).toEqual(
    Array.from({ length: 4 }, () => [true, false]),
  )
  const nothing = await createToken(page)
  expect(Object.values(nothing.codes!)).toEqual(['required', 'required', 'required', 'required'])

  for (const [id, text] of Object.entries(GOOD_CARD)) await typeInto(page, id, text)
  const made = await createToken(page)
  expect(made.card).toMatchObject({ brand: 'VISA', last4: '4242', address_zip: '94041' })
  expect(errors).toEqual([])
})
