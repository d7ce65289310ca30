/** The React bindings with the real SDK: what only real frames can show. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run, until } from './support/form.ts'
import { bundleSample } from './support/samples.ts'
import { inputOf, startWorld, type } from './support/world.ts'
import type { Result, World } from './support/world.ts'

const CARD = { number: '4242424242424242', date: '1230', cvv: '123' } as const

let world: World
let script: string
beforeAll(async () => {
  world = await startWorld()
  script = world.serve(
    await bundleSample(`
      import { StrictMode } from 'react'
      import { createRoot } from 'react-dom/client'
      import { CardCvvField, CardDateField, CardNumberField, TrefoilProvider, useCreateToken } from '@trefoil/react'

      function Pay({ round }) {
        const { createToken, pending } = useCreateToken()
        window.createToken = createToken
        return <output id="round">{round} {String(pending)}</output>
      }
      function Shop({ publicKey, round = 0 }) {
        return <TrefoilProvider src="${world.server.facts.urls.checkout}/sdk.js" publicKey={publicKey}>
          <CardNumberField id="number" styles={{ input: { fontSize: '17px' } }} onChange={() => (window.heard = round)} />
          <CardDateField id="date" styles={{ input: { fontSize: '17px' } }} />
          <CardCvvField id="cvv" styles={{ input: { fontSize: '17px' } }} />
          <Pay round={round} />
        </TrefoilProvider>
      }
      const root = createRoot(document.querySelector('#root'))
      window.render = plan => root.render(<StrictMode>{plan && <Shop {...plan} />}</StrictMode>)`),
    { 'content-type': 'text/javascript' },
  )
})
afterAll(() => world.close())

async function open() {
  const head = `<link rel="icon" href="data:,"><script type="module" src="${script}"></script>`
  const shop = await world.open({ head, body: '<div id="root"></div>', sdk: '' })
  await until(shop.page, 'window.render')
  await run(shop.page, 'render({ publicKey: KEY })')
  await inputOf(shop.page, 'cvv').waitFor()
  await inputOf(shop.page, 'number').waitFor()
  await inputOf(shop.page, 'date').waitFor()
  return shop
}

const texts = (page: Parameters<typeof inputOf>[0]) =>
  Promise.all(Object.keys(CARD).map(id => inputOf(page, id).inputValue()))

test('BRT-81 RCT-5: in StrictMode what is typed survives renders with other inline styles objects and handlers, and becomes a token', async () => {
  const { page, console: lines, errors } = await open()
  for (const [id, text] of Object.entries(CARD)) await type(page, id, text)
  for (const round of [1, 2, 3]) await run(page, `render({ publicKey: KEY, round: ${round} })`)
  await page.locator('#round', { hasText: '3 false' }).waitFor()
  expect(await texts(page)).toEqual(['4242 4242 4242 4242', '12/30', '123'])
  await inputOf(page, 'number').press('End')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('2')
  await until(page, 'window.heard === 3')
  expect(await run<Result>(page, 'return createToken()')).toMatchObject({ card: { last4: '4242' } })
  expect(await page.locator('#root iframe').count()).toBe(3)
  expect([...errors, ...lines.filter(line => /warning|error/i.test(line))]).toEqual([])
})

test('BRT-81 RCT-7 RCT-8: a provider that leaves in the middle of a call takes its frames, and the call ends with destroyed', async () => {
  const { page, context, console: lines, errors } = await open()
  for (const [id, text] of Object.entries(CARD)) await type(page, id, text)
  const asked = page.waitForRequest(request => request.url().endsWith('/v1/tokens') && request.method() === 'POST')
  await context.route('**/v1/tokens', () => undefined)
  await run(page, 'window.ended = createToken()')
  await asked
  await run(page, 'render(undefined)')
  expect(await run<Result>(page, 'return ended')).toMatchObject({ codes: { FORM: 'destroyed' } })
  expect(await page.locator('iframe').count()).toBe(0)
  expect([...errors, ...lines.filter(line => /warning|error/i.test(line))]).toEqual([])
})

test('BRT-81 RCT-6: another key makes another form, which is empty and makes tokens of the other merchant', async () => {
  const { facts } = world.server
  const manage = async (path: string, body: object) => {
    const bearer = facts.managementToken
    return (await world.server.call('POST', `/trefoil/v1/merchants${path}`, { body, bearer })).body as Record<
      string,
      string
    >
  }
  const { id } = await manage('', { name: 'Second', default_currency: 'usd' })
  const { publicKey } = await manage(`/${id}/keys`, { integration_type: 'IFRAME_API' })
  const { page, requests } = await open()
  for (const [place, text] of Object.entries(CARD)) await type(page, place, text)
  await run(page, `render({ publicKey: '${publicKey}' })`)
  await expect.poll(() => texts(page).catch(() => undefined)).toEqual(['', '', ''])
  for (const [place, text] of Object.entries(CARD)) await type(page, place, text)
  const { token } = await run<Result>(page, 'return createToken()')
  expect(token).toMatch(/^clv_/)
  const post = requests.filter(request => request.url().endsWith('/v1/tokens') && request.method() === 'POST').at(-1)!
  expect(post.headers()['apikey']).toBe(publicKey)
  expect(await page.locator('#root iframe').count()).toBe(3)
})
