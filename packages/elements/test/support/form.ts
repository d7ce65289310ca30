/** Merchant pages as tests write them: a form of some fields, and code of the page in it. */
import type { Page } from 'playwright-core'
import type { PageSource } from './world.ts'

/** Containers of the form, and what stands in them. */
const PLACES = {
  number: 'CARD_NUMBER',
  date: 'CARD_DATE',
  cvv: 'CARD_CVV',
  zip: 'CARD_POSTAL_CODE',
  name: 'CARD_NAME',
  street: 'CARD_STREET_ADDRESS',
  phone: 'CARD_PHONE_NUMBER',
  email: 'CARD_EMAIL_ADDRESS',
} as const
export type PlaceId = keyof typeof PLACES

export const ALL_PLACES = Object.keys(PLACES) as readonly PlaceId[]
export const FOUR_PLACES = ALL_PLACES.slice(0, 4)
export const FOUR_KEYS = ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV', 'CARD_POSTAL_CODE'] as const

export interface FormSource extends PageSource {
  readonly places?: readonly PlaceId[]
  /** Expression of the constructor's second argument. */
  readonly options?: string
  /** Runs after the elements were made as `fields`, before they are mounted. */
  readonly before?: string
  /** Runs after they are mounted. */
  readonly after?: string
}

/** @returns a page whose `clover` has an element in each place; elements are in `fields` by the id of their container */
export function formPage({
  places = FOUR_PLACES,
  options = '{}',
  before = '',
  after = '',
  ...more
}: FormSource = {}): PageSource {
  return {
    body: places.map(id => `<div id="${id}"></div>`).join('') + '<button id="outside" type="button">x</button>',
    ...more,
    script: `
      window.clover = new Clover(KEY, ${options})
      window.elements = clover.elements()
      window.fields = {}
      const places = ${JSON.stringify(places.map(id => [PLACES[id], id]))}
      for (const [type, id] of places) fields[id] = elements.create(type)
      ${before}
      for (const [, id] of places) fields[id].mount('#' + id)
      ${after}`,
  }
}

/** Runs code of the page, which may await, and gives what it returns. */
export const run = <T = unknown>(page: Page, code: string): Promise<T> => page.evaluate(`(async () => { ${code} })()`)

/** Waits until an expression of the page is true. */
export const until = async (page: Page, expression: string, timeout = 5_000): Promise<void> => {
  await page.waitForFunction(expression, undefined, { timeout, polling: 20 })
}

/** The shopper leaves the field. */
export const leave = (page: Page): Promise<void> => page.locator('#outside').click()
