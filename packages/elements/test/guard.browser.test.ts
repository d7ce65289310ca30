import { afterAll, beforeAll, expect, test } from 'vitest'
import { FOUR_FIELDS, createToken, GOOD_CARD, ready, startWorld, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

test('SDK-2: a merchant who has not asked for the page guard does not load it', async () => {
  const { page, requests } = await world.open(FOUR_FIELDS)
  await ready(page)
  await createToken(page)
  expect(requests.filter(request => /guard|page-report/.test(request.url()))).toEqual([])
})

test('BRT-64 SEC-42: the guard reports a script that was injected, and no query, text or field value', async () => {
  await world.server.settings({ page_guard: 'report' })
  const { page, requests } = await world.open({
    ...FOUR_FIELDS,
    body: `${FOUR_FIELDS.body}<input id="page-field" value="a-value-of-the-page">`,
  })
  const reports = () => requests.filter(request => request.url().endsWith('/v1/elements/page-report'))
  // A change of settings reaches the server within a second (KEY-8); until then sessions say that it is off.
  await expect
    .poll(
      async () => {
        await page.reload()
        await ready(page)
        return page.waitForRequest(/\/v1\/elements\/page-report$/, { timeout: 1_500 }).then(
          () => true,
          () => false,
        )
      },
      { timeout: 12_000 },
    )
    .toBe(true)
  const injected = `${world.shopOrigin}/skimmer.js`
  await page.evaluate(src => {
    const script = document.createElement('script')
    script.src = `${src}?stolen=a-secret-in-a-query`
    document.head.append(script)
  }, injected)
  await typeCard(page)
  await expect.poll(() => reports().some(request => request.postData()!.includes(injected))).toBe(true)
  const told = reports()
    .map(request => request.postData()!)
    .join('\n')
  for (const secret of ['a-secret-in-a-query', 'a-value-of-the-page', 'window.clover', ...Object.values(GOOD_CARD)]) {
    expect(told).not.toContain(`"${secret}`)
    if (secret.length > 4) expect(told).not.toContain(secret)
  }
  for (const request of reports()) expect((await request.response())!.status()).toBe(204)
})
