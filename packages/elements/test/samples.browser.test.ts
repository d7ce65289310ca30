/** Runs every code sample of the documents about the hosted fields as it stands there, with this server's addresses and key. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './support/form.ts'
import { bundleSample, samplesOf } from './support/samples.ts'
import type { Sample } from './support/samples.ts'
import { FOUR_FIELDS, createToken, ready, startWorld, typeCard } from './support/world.ts'
import type { Result, World } from './support/world.ts'

const CARD = { number: '4242424242424242', date: '1230', cvv: '123' }

let world: World
let guide: Sample[]
beforeAll(async () => {
  ;[world, guide] = await Promise.all([startWorld(), samplesOf('docs/hosted-fields.md')])
})
afterAll(() => world.close())

/** What a reader puts in for the document's placeholders. */
function filledIn(code: string): string {
  const { urls, publicKey } = world.server.facts
  return code
    .replaceAll('https://checkout.example', urls.checkout)
    .replaceAll('http://localhost:8080', urls.checkout)
    .replaceAll('https://fields.example', urls.fields)
    .replaceAll(/your public key|<public key>/g, publicKey)
}

function sample(heading: string, language: string): string {
  const found = guide.find(one => one.heading === heading && one.language === language)
  if (!found) throw new Error(`The guide has no ${language} sample under "${heading}".`)
  return filledIn(found.code)
}

async function openDocument(html: string) {
  const page = await world.browser.newPage()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(world.serve(`<!doctype html><title>Shop</title>${html}`))
  return { page, errors }
}

/** Keeps what the sample's call answers. */
const keepAnswers = (page: Page) =>
  page.evaluate(
    `{ const call = clover.createToken; clover.createToken = async (...more) => (window.answer = await call.apply(clover, more)) }`,
  )
const answer = (page: Page) => page.evaluate('answer') as Promise<Result>

test('SDK-71: each sample of the guide is run by a test of this file', () => {
  expect(guide.map(({ heading, language }) => `${heading}: ${language}`)).toEqual([
    'A page: html',
    'A page: js',
    'Where it may be used: ',
    'Content security policy: ',
    'A pinned version: html',
    'React: tsx',
  ])
})

test('SDK-71: the page of the guide tells what is missing, and makes a token of what is typed', async () => {
  const { page, errors } = await openDocument(`${sample('A page', 'html')}<script>${sample('A page', 'js')}</script>`)
  await ready(page)
  await keepAnswers(page)
  await page.getByRole('button', { name: 'Pay' }).click()
  await page.locator('#problem', { hasText: 'Card number is required' }).waitFor()
  await typeCard(page)
  await page.getByRole('button', { name: 'Pay' }).click()
  await until(page, 'window.answer?.token')
  expect(await answer(page)).toMatchObject({ card: { brand: 'VISA', last4: '4242', address_zip: '94041' } })
  expect(errors).toEqual([])
  await page.close()
})

test('SDK-71: the call that registers origins is answered, and says so', async () => {
  const { merchantId, publicKey, managementToken: bearer } = world.server.facts
  const keys = await world.server.call('GET', `/trefoil/v1/merchants/${merchantId}/keys`, { bearer })
  const rows = Object.values<unknown>(keys.body).find(Array.isArray) as Record<string, string>[]
  const key = rows.find(row => Object.values(row).includes(publicKey))!
  const [, method, path, body] = /^(\w+) (\S+)\s+(.+)$/m.exec(sample('Where it may be used', ''))!
  const url = path!.replace('{merchant}', merchantId).replace('{key}', key['id']!)
  const registered = await world.server.call(method!, url, { bearer, body })
  expect([registered.status, registered.body.allowed_origins]).toEqual([200, JSON.parse(body!).allowed_origins])
  const undone = await world.server.call(method!, url, { bearer, body: { allowed_origins: [] } })
  expect(undone.status).toBe(200)
})

test('SDK-71 SEC-27: the policy of the guide is enough', async () => {
  const policy = /^Content-Security-Policy: (.+)$/m.exec(sample('Content security policy', ''))![1]!
  const {
    page,
    console: lines,
    errors,
  } = await world.open({
    ...FOUR_FIELDS,
    // A shop has scripts of its own, and allows them: nothing is added for ours.
    headers: {
      'content-security-policy': `default-src 'none'; ${policy.replace('script-src', "script-src 'nonce-the-page'")}`,
    },
  })
  await ready(page)
  await typeCard(page)
  expect(await createToken(page)).toHaveProperty('token')
  expect([...errors, ...lines.filter(line => line.includes('Content Security Policy'))]).toEqual([])
})

test('SDK-71 SDK-7: the pinned script of the guide loads, with the hash from the list that the guide names', async () => {
  const [, version] = /\/(\d+\.\d+\.\d+)\/sdk\.js/.exec(sample('A pinned version', 'html'))!
  const list = (await (await fetch(`${world.server.facts.urls.checkout}/${version!}/sri.json`)).json()) as {
    files: Record<string, { integrity: string }>
  }
  const pinned = (integrity: string) => sample('A pinned version', 'html').replace('sha384-…', integrity)
  const good = await openDocument(pinned(list.files['sdk.js']!.integrity))
  expect(await good.page.evaluate('Clover.version')).toBe(version)
  await good.page.close()
  const bad = await openDocument(pinned(list.files['guard.js']!.integrity))
  expect(await bad.page.evaluate('typeof Clover')).toBe('undefined')
  await bad.page.close()
})

test('SDK-71 RCT-8: the React sample of the guide makes a token', async () => {
  const script = await bundleSample(`${sample('React', 'tsx')}
    import { createRoot } from 'react-dom/client'
    const key = ${JSON.stringify(world.server.facts.publicKey)}
    const send = token => { window.sent = token }
    createRoot(document.querySelector('#root')!).render(<Checkout />)`)
  const source = world.serve(script, { 'content-type': 'text/javascript' })
  const { page, errors } = await openDocument(`<div id="root"></div><script type="module" src="${source}"></script>`)
  const frames = page.locator('#root iframe')
  await frames.nth(2).waitFor()
  for (const [index, text] of Object.values(CARD).entries()) {
    await frames.nth(index).contentFrame().locator('input:not([tabindex="-1"])').first().click()
    await page.keyboard.type(text)
  }
  await page.getByRole('button', { name: 'Pay' }).click()
  await until(page, 'window.sent')
  expect(await page.evaluate('sent')).toMatch(/^clv_/)
  expect(errors).toEqual([])
  await page.close()
})

test('SDK-71: the page of the README makes a token', async () => {
  const readme = await samplesOf('README.md')
  const { code } = readme.find(({ language }) => language === 'html')!
  const { page, errors } = await openDocument(filledIn(code))
  await ready(page)
  await typeCard(page, CARD)
  const [, call] = /\/\/ later: (.+)$/m.exec(code)!
  const { token } = await page.evaluate<Result>(`(async () => { ${call!}; return { token, errors } })()`)
  expect(token).toMatch(/^clv_/)
  expect(errors).toEqual([])
  await page.close()
})
