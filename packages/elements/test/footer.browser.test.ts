import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, run, until } from './support/form.ts'
import { createToken, ready, startWorld, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const TOKEN = /^clv_/
/** Containers only; the page makes nothing of them by itself. */
const BARE = { body: formPage().body! }
/** What there is of the footer. */
const FOOTER = `({
  count: document.querySelectorAll('.clover-footer').length,
  secured: document.querySelectorAll('.clover-footer .clover-secure-payments').length,
  privacy: document.querySelectorAll('.clover-footer a.clover-privacy-link').length,
  text: document.querySelector('.clover-footer')?.textContent,
})`

test('BRT-7 SDK-23: options set after the constructor count at elements(), and are not changed', async () => {
  const { page } = await world.open(BARE)
  await run(
    page,
    `window.clover = new Clover(KEY)
     window.given = Object.freeze({ locale: 'fr-CA' })
     clover.options = given
     window.field = clover.elements().create('CARD_NUMBER')
     field.mount('#number')
     await clover.ready()`,
  )
  expect((await createToken(page)).errors).toMatchObject({ CARD_DATE: 'La date d’expiration est requise' })
  expect(await page.locator('#number > iframe').getAttribute('title')).toMatch(/carte/)
  expect(await run(page, 'return [clover.options === given, JSON.stringify(given)]')).toEqual([
    true,
    '{"locale":"fr-CA"}',
  ])
})

test('BRT-7 SDK-22: an unknown option is ignored, and a merchantId that is right changes nothing', async () => {
  const { merchantId } = world.server.facts
  const options = `{ environment: 'x', merchantId: '${merchantId}', nonsense: () => 1 }`
  const { page, errors } = await world.open(formPage({ options }))
  await ready(page)
  await typeCard(page)
  expect((await createToken(page)).token).toMatch(TOKEN)
  expect(errors).toEqual([])
})

test('BRT-15 SDK-15 SDK-58: script loaded twice; tag, window.Clover and footer deleted and loaded again', async () => {
  const { page, errors } = await world.open(formPage())
  await ready(page)
  const load = `const load = () => new Promise(done => {
    const tag = document.createElement('script'); tag.src = source; tag.onload = done; document.head.append(tag) })
    const source = '${world.server.facts.urls.checkout}/sdk.js';`
  const twice = await run(
    page,
    `${load} const first = Clover; await load(); return [Clover === first, Trefoil === first, document.querySelectorAll('.clover-footer').length]`,
  )
  expect(twice).toEqual([true, true, 1])
  await typeCard(page)
  const again = await run(
    page,
    `${load} const first = Trefoil
     document.querySelectorAll('script[src]').forEach(tag => tag.remove())
     document.querySelector('.clover-footer').remove()
     delete window.Clover
     await load()
     const place = document.createElement('div'); place.id = 'new'; document.body.append(place)
     window.second = new Clover(KEY)
     second.elements().create('CARD_NUMBER').mount('#new')
     await second.ready()
     return [Clover === first, document.querySelectorAll('.clover-footer').length]`,
  )
  expect(again).toEqual([true, 1])
  expect((await createToken(page)).token).toMatch(TOKEN)
  expect(errors).toEqual([])
})

const INJECTED = {
  'async with ?ver=': (url: string) =>
    `<script>{ const tag = document.createElement('script'); tag.async = true; tag.src = '${url}?ver=1.0.0'; document.head.append(tag) }</script>`,
  'as a module': (url: string) => `<script type="module" src="${url}"></script>`,
  'before body': (url: string) =>
    `<script src="${url}"></script><script>window.early = new Clover('0'.repeat(32)).elements()</script>`,
} as const

test.each(Object.entries(INJECTED))('BRT-16 SDK-6 SDK-10 SDK-17: script %s', async (_name, tag) => {
  const { page, errors } = await world.open({
    ...BARE,
    head: tag(`${world.server.facts.urls.checkout}/sdk.js`),
    sdk: '',
  })
  await until(page, `typeof Clover === 'function'`)
  await makesToken(page)
  expect(await run(page, `return document.querySelectorAll('.clover-footer').length`)).toBe(1)
  expect(errors).toEqual([])
})

test('BRT-16 SDK-10: a copy of the script on the origin of the merchant finds the frames', async () => {
  const source = await (await fetch(`${world.server.facts.urls.checkout}/sdk.js`)).text()
  const copy = world.serve(source, { 'content-type': 'text/javascript' })
  const { page } = await world.open({ ...BARE, sdk: copy })
  await makesToken(page)
})

/** Mounts a form by hand, fills it and makes a token. */
async function makesToken(page: Parameters<typeof ready>[0]): Promise<void> {
  await run(page, formPage().script!)
  await ready(page)
  await typeCard(page)
  expect((await createToken(page)).token).toMatch(TOKEN)
}

test('BRT-17 FLD-30: one footer for the document, with both parts', async () => {
  const { page } = await world.open(formPage({ after: 'clover.elements(); new Clover(KEY).elements()' }))
  expect(await page.evaluate(FOOTER)).toMatchObject({
    count: 1,
    secured: 1,
    privacy: 1,
    text: expect.stringContaining('Trefoil'),
  })
  const link = page.locator('a.clover-privacy-link')
  expect(
    await link.evaluate(node => {
      const { href, target, rel } = node as HTMLAnchorElement
      return [href, target, rel]
    }),
  ).toEqual([`${world.server.facts.urls.checkout}/privacy`, '_blank', 'noopener'])
  expect(await run(page, `return document.querySelector('.clover-footer').parentNode === document.body`)).toBe(true)
})

test('BRT-17 FLD-31: a footer of the page, even an empty one, means that none is added', async () => {
  const { page } = await world.open(
    formPage({
      head: '<style>.clover-footer { color: red }</style>',
      body: `<div class="clover-footer"></div>${formPage().body}`,
    }),
  )
  expect(await page.evaluate(FOOTER)).toMatchObject({ count: 1, secured: 0, privacy: 0, text: '' })
})

test.each([
  ['{ showSecurePayments: false }', { count: 1, secured: 0, privacy: 1 }],
  ['{ showPrivacyPolicy: false }', { count: 1, secured: 1, privacy: 0 }],
  ['{ showSecurePayments: false, showPrivacyPolicy: false }', { count: 0, secured: 0, privacy: 0 }],
])('BRT-17 FLD-32: options %s', async (options, parts) => {
  const { page } = await world.open(formPage({ options }))
  expect(await page.evaluate(FOOTER)).toMatchObject(parts)
})

test('BRT-17 FLD-33: the clean-up code of a page finds the footer without a guard, and it stays away until elements()', async () => {
  const { page, errors } = await world.open(formPage())
  await ready(page)
  await run(
    page,
    `for (const field of Object.values(fields)) field.unmount()
     document.querySelector('.clover-footer').remove()`,
  )
  await run(page, `fields.number.mount('#number'); await clover.ready()`)
  expect(await page.evaluate(FOOTER)).toMatchObject({ count: 0 })
  await run(page, 'clover.elements()')
  expect(await page.evaluate(FOOTER)).toMatchObject({ count: 1 })
  expect(errors).toEqual([])
})
