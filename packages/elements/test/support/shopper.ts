/** What a shopper does in a field, and what can be seen of it: in the frame, and by the page. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { enter as enterField, GOOD_CARD, inputOf } from './world.ts'

interface FieldState {
  readonly touched: boolean
  readonly empty: boolean
  readonly complete: boolean
  readonly focused: boolean
  readonly error?: string
  readonly code?: string
  readonly brand?: string
}

/** What the page knows of a field; `key` names one of a composite. */
export const stateOf = (page: Page, id: string): Promise<FieldState> =>
  page.evaluate(`fields[${JSON.stringify(id)}].state`)

/** The code of what is wrong, else `complete`, else `open`: not finished, and nothing said of it. */
async function standing(page: Page, id: string): Promise<string> {
  const { code, complete } = await stateOf(page, id)
  return code ?? (complete ? 'complete' : 'open')
}

/** Waits until the page has heard that a field stands so. */
export const stands = (page: Page, id: string, wanted: string, of = ''): Promise<void> =>
  expect.poll(() => standing(page, id), { message: `${id} ${of}` }).toBe(wanted)

export const textOf = (page: Page, id: string): Promise<string> => inputOf(page, id).inputValue()

export const caretOf = (page: Page, id: string): Promise<number | null> =>
  inputOf(page, id).evaluate((input: HTMLInputElement) => input.selectionStart)

/** Goes into a field, and waits until the page knows, too. */
async function enter(page: Page, id: string): Promise<void> {
  await enterField(page, id)
  await page.waitForFunction(`document.activeElement?.parentElement?.id === ${JSON.stringify(id)}`)
}

/** Empties a field by key. */
export async function erase(page: Page, id: string): Promise<void> {
  await enter(page, id)
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
}

/** Lets the page clear a field, and waits until the frame has done so. */
export const clear = (page: Page, id: string): Promise<void> =>
  page.evaluate(`new Promise(done => { fields.${id}.once('change', () => done()); fields.${id}.clear() })`)

/** The browser may send keys to the frame that had the focus a moment ago, where they are lost. */
const TRIES = 5

/** Types over what a field holds; as a shopper would, again when nothing has arrived. */
export async function retype(page: Page, id: string, text: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    await erase(page, id)
    await page.keyboard.type(text)
    if ((await textOf(page, id)) !== '') return
  }
}

/** Sets a text as an autofilling browser does, without a key. */
export const setSilently = (page: Page, id: string, text: string): Promise<void> =>
  inputOf(page, id).evaluate((input: HTMLInputElement, value) => {
    input.value = value
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }, text)

/** Copies a text in the page and pastes it into a field. */
export async function paste(page: Page, id: string, text: string): Promise<void> {
  await page.evaluate(value => {
    const area = document.createElement('textarea')
    area.value = value
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }, text)
  await erase(page, id)
  await page.keyboard.press('Control+V')
}

export async function fillIn(page: Page, card: Readonly<Record<string, string>> = GOOD_CARD): Promise<void> {
  for (const [id, text] of Object.entries(card)) await retype(page, id, text)
}
