/** The components in Chromium, with an SDK that writes down what it is asked. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop } from './support/browser.ts'
import type { Shop } from './support/browser.ts'
import type { FormPlan } from './support/form.tsx'
import { importServer } from './support/server-bundle.ts'

let shop: Shop

beforeAll(async () => {
  shop = await openShop()
})

afterAll(() => shop.close())

const render = (page: Page, plan: FormPlan) => page.evaluate(plan => window.app.render(plan), plan)
const calls = (page: Page) => page.evaluate(() => window.app.calls)
const status = (page: Page) => page.textContent('#status')
const frames = (page: Page) => page.locator('iframe').count()
/** Effects, timers and what they cause have run. */
const rest = (page: Page) => page.waitForTimeout(100)

async function ready(plan: FormPlan) {
  const opened = await shop.open()
  await render(opened.page, plan)
  await opened.page.waitForSelector('#cvv iframe')
  await rest(opened.page)
  return opened
}

test('BRT-81 RCT-4: hydration finds what the server has sent', async () => {
  const { html } = await importServer()
  const plan: FormPlan = { className: 'wide', number: { placeholder: '1234' } }
  const { page, complaints } = await shop.open(html(plan))
  await page.evaluate(plan => window.app.hydrate(plan), plan)
  await page.waitForSelector('#number iframe')
  await rest(page)
  expect(await page.evaluate(() => window.app.faults)).toEqual([])
  expect(complaints).toEqual([])
  await page.close()
})

test('BRT-81 RCT-5: StrictMode ends with one frame for each field and one instance', async () => {
  const { page, complaints } = await ready({ strict: true, round: 'a' })
  expect(await calls(page)).toEqual(['new key-1 en', 'mount CARD_NUMBER', 'mount CARD_CVV', 'ready CARD_NUMBER a'])
  await page.evaluate(() => window.app.change())
  expect((await calls(page)).slice(4)).toEqual(['change CARD_NUMBER a'])
  expect(await frames(page)).toBe(2)
  expect(await page.locator('script[src$="/sdk.js"]').count()).toBe(1)
  expect(complaints).toEqual([])
  await page.close()
})

test('BRT-81 RCT-5: StrictMode with a given instance ends with one frame for each field', async () => {
  const { page, complaints } = await shop.open()
  await page.evaluate(() => window.app.renderGiven('mine', true))
  await page.waitForSelector('#cvv iframe')
  await rest(page)
  expect(await frames(page)).toBe(2)
  expect(await calls(page)).not.toContain('destroy mine')
  expect(complaints).toEqual([])
  await page.close()
})

test('BRT-81 RCT-5: equal styles of a new render ask the element for nothing', async () => {
  const { page } = await ready({ number: { styles: { input: { color: 'red' } } }, round: 'a' })
  const before = await calls(page)
  await render(page, { number: { styles: { input: { color: 'red' } } }, round: 'b' })
  await rest(page)
  expect(await calls(page)).toEqual(before)
  await page.close()
})

test('RCT-5: a new className leaves the state classes of the field', async () => {
  const { page } = await ready({ className: 'field narrow' })
  await render(page, { className: 'field wide' })
  await page.waitForSelector('#number.wide')
  expect(await page.getAttribute('#number', 'class')).toBe('field trefoil wide')
  await page.close()
})

test('BRT-81 RCT-6: what has changed becomes one update', async () => {
  const { page } = await ready({ number: { styles: { input: { color: 'red' } }, label: 'Card', required: true } })
  const before = (await calls(page)).length
  await render(page, { number: { styles: { input: { color: 'blue' } }, disabled: true, required: true } })
  await rest(page)
  expect((await calls(page)).slice(before)).toEqual([
    'update CARD_NUMBER {"styles":{"input":{"color":"blue"}},"label":null,"disabled":true}',
  ])
  await page.close()
})

test('RCT-6: the handler of the latest render is called, once', async () => {
  const { page } = await ready({ round: 'a' })
  await render(page, { round: 'b' })
  await rest(page)
  const before = (await calls(page)).length
  await page.evaluate(() => window.app.change())
  expect((await calls(page)).slice(before)).toEqual(['change CARD_NUMBER b'])
  await page.close()
})

test('BRT-81 RCT-6: another key makes another instance and destroys the old one', async () => {
  const { page, complaints } = await ready({ publicKey: 'old', withoutNumber: true })
  await render(page, { publicKey: 'new', withoutNumber: true })
  await rest(page)
  expect(await calls(page)).toEqual([
    'new old en',
    'mount CARD_CVV',
    'destroy old',
    'destroy CARD_CVV',
    'new new en',
    'mount CARD_CVV',
  ])
  expect(await frames(page)).toBe(1)
  expect(complaints).toEqual([])
  await page.close()
})

test('SDK-23: changed options reach the instance, equal ones do not', async () => {
  const { page } = await ready({ locale: 'en', withoutNumber: true })
  await render(page, { locale: 'en', withoutNumber: true })
  await render(page, { locale: 'fr-CA', withoutNumber: true })
  await rest(page)
  expect((await calls(page)).slice(2)).toEqual(['options {"locale":"fr-CA"}'])
  await page.close()
})

test('RCT-7: fields and provider that leave take everything with them', async () => {
  const { page, complaints } = await ready({})
  await render(page, { withoutNumber: true })
  await rest(page)
  expect((await calls(page)).at(-1)).toBe('destroy CARD_NUMBER')
  expect(await page.evaluate(() => window.app.kept.number!.at(-1))).toBe(null)
  await page.evaluate(() => window.app.unmount())
  await rest(page)
  expect((await calls(page)).slice(-2)).toEqual(['destroy key-1', 'destroy CARD_CVV'])
  expect(await frames(page)).toBe(0)
  expect(complaints).toEqual([])
  await page.close()
})

test('RCT-9: a given instance is used, and left to its owner', async () => {
  const { page } = await shop.open()
  await page.evaluate(() => window.app.renderGiven('mine', false))
  await page.waitForSelector('#cvv iframe')
  expect(await status(page)).toBe('ready fine unknown')
  await page.evaluate(() => window.app.unmount())
  await rest(page)
  expect(await calls(page)).not.toContain('destroy mine')
  expect(await page.locator('script[src$="/sdk.js"]').count()).toBe(0)
  await page.close()
})

test('RCT-9: fields work inside a shadow root', async () => {
  const { page, complaints } = await shop.open()
  await page.evaluate(() => window.app.renderInShadow({ strict: true }))
  await page.waitForSelector('#cvv iframe')
  await rest(page)
  expect(await frames(page)).toBe(2)
  expect(complaints).toEqual([])
  await page.close()
})

test('14.3: useFieldState tells a field, useTrefoil what is wrong, ref the element', async () => {
  const { page } = await ready({})
  expect(await page.evaluate(() => (window.app.kept.number!.at(-1) as { type: string }).type)).toBe('CARD_NUMBER')
  await page.evaluate(() => window.app.change('Card number is invalid.'))
  await page.waitForFunction(() => document.querySelector('#status')?.textContent?.includes('invalid'))
  expect(await status(page)).toBe('ready fine Card number is invalid.')
  await render(page, { withoutNumber: true })
  await rest(page)
  expect(await status(page)).toBe('ready fine unknown')
  await render(page, { publicKey: '' })
  await rest(page)
  expect(await status(page)).toBe('error key_missing unknown')
  await page.close()
})

test('SDK-55: useFieldState tells that a frame has loaded again and is empty', async () => {
  const { page } = await ready({})
  await page.evaluate(() => window.app.change('Card number is invalid.'))
  await page.waitForSelector('#status:text("invalid")')
  await page.evaluate(() => window.app.reload())
  await rest(page)
  expect(await status(page)).toBe('ready fine right')
  await page.close()
})

test('RCT-6: options that are gone go back to their defaults', async () => {
  const { page } = await ready({ number: { styles: { input: { color: 'red' } }, label: 'Card' } })
  const before = (await calls(page)).length
  await render(page, {})
  await rest(page)
  expect((await calls(page)).slice(before)).toEqual(['update CARD_NUMBER {"styles":{},"label":null}'])
  await page.close()
})

test('RCT-8: createToken is stable, joined calls are pending until the last has ended', async () => {
  const { page, complaints } = await ready({})
  const button = (text: string) => page.waitForSelector(`#pay:text-is("${text}")`)
  const outcome = page.evaluate(async () => {
    const given = new AbortController()
    const calls = [window.app.createToken(), window.app.createToken({ signal: given.signal })]
    setTimeout(() => given.abort(), 50)
    const [first, second] = await Promise.all(calls)
    return [first!.token, second!.errors && second!.codes.FORM]
  })
  await button('pending')
  await render(page, { round: 'b' })
  await rest(page)
  await button('pending')
  await page.evaluate(() => window.app.finishToken('clv_1'))
  expect(await outcome).toEqual(['clv_1', 'aborted'])
  await button('idle')
  expect(await page.evaluate(() => window.app.kept.createToken!.length)).toBe(1)
  expect(complaints).toEqual([])
  await page.close()
})

test('RCT-8: a call made while the script loads waits for it', async () => {
  const { page } = await shop.open()
  await render(page, {})
  await page.waitForSelector('#pay')
  const token = page.evaluate(async () => (await window.app.createToken()).token)
  await page.waitForSelector('#cvv iframe')
  await rest(page)
  await page.evaluate(() => window.app.finishToken('clv_3'))
  expect(await token).toBe('clv_3')
  await page.close()
})

test('BRT-81 RCT-8: a call outlives its component', async () => {
  const { page, complaints } = await ready({})
  const token = await page.evaluate(async () => {
    const call = window.app.createToken()
    window.app.render({ withoutButton: true })
    await new Promise(resolve => setTimeout(resolve, 50))
    window.app.finishToken('clv_2')
    return (await call).token
  })
  expect(token).toBe('clv_2')
  expect(complaints).toEqual([])
  await page.close()
})

test('RCT-8: a call without an instance says why there is none', async () => {
  const { page } = await shop.open()
  await render(page, { publicKey: '' })
  await page.waitForSelector('#pay')
  expect(await page.evaluate(() => window.app.createToken())).toEqual({
    errors: { FORM: 'Card payment is not available right now.' },
    codes: { FORM: 'key_missing' },
  })
  await page.close()
})
