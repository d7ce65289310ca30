import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALL_PLACES, formPage, leave, run, until } from './support/form.ts'
import { GOOD_CARD, inputOf, ready, startWorld, type, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

test('BRT-2 EVT-8 EVT-9: a handler that reads four fixed keys without a guard works on change and on blur', async () => {
  const before = `
    window.shown = { change: [], blur: [] }
    for (const name of ['change', 'blur']) for (const field of Object.values(fields))
      field.addEventListener(name, event => shown[name].push([
        event.CARD_NUMBER.error || '', event.CARD_DATE.error || '', event.CARD_CVV.error || '',
        event.CARD_POSTAL_CODE.error || '', event.CARD_POSTAL_CODE.touched]))`
  const { page, errors } = await world.open(formPage({ before }))
  await ready(page)
  await type(page, 'number', '4242')
  await inputOf(page, 'date').click()
  await leave(page)
  await until(page, 'shown.blur.length === 2')
  const shown = await run<{ change: unknown[][]; blur: unknown[][] }>(page, 'return shown')
  expect(shown.change).toEqual(Array(4).fill(['', '', '', '', false]))
  expect(shown.blur).toEqual([
    [expect.stringMatching(/^Card number/), '', '', '', false],
    [expect.stringMatching(/^Card number/), 'Card expiry is required', '', '', false],
  ])
  expect(errors).toEqual([])
})

test.each([4, 5, 6, 8])(
  'BRT-3 EVT-8: a handler that walks all entries and complains of unknown keys has none with %i fields',
  async count => {
    const before = `
      window.complaints = []
      window.orders = []
      window.known = places.map(([type]) => type)
      for (const field of Object.values(fields)) field.addEventListener('change', event => {
        orders.push(Reflect.ownKeys(event))
        for (const [key, { error }] of Object.entries(event)) if (!known.includes(key) || error) complaints.push(key)
      })`
    const { page, context } = await world.open(formPage({ places: ALL_PLACES.slice(0, count), before }))
    await ready(page)
    await typeCard(page, { date: '1230', zip: '94041' })
    await until(page, 'orders.length === 9')
    expect(await run(page, 'return complaints')).toEqual([])
    const [known, orders] = await run<[string[], string[][]]>(page, 'return [known, orders]')
    expect(known).toHaveLength(count)
    expect(orders).toEqual(Array(9).fill(known))
    await context.close()
  },
)

test('BRT-4 EVT-9 EVT-10 FLD-4: pages that test error against undefined, and that show touched && error, stay silent until touched', async () => {
  const before = `
    window.log = []
    for (const field of Object.values(fields)) for (const name of ['change', 'blur', 'focus'])
      field.addEventListener(name, event => log.push(Object.entries(event).map(([key, state]) => ({
        key, undefinedMeansFine: state.error === undefined, definedMeansWrong: state.error !== undefined,
        has: 'error' in state, text: state.error, touched: state.touched, shows: Boolean(state.touched && state.error) }))))`
  const { page } = await world.open(formPage({ before }))
  await ready(page)
  // Four digits are no wrong number yet; leaving makes them one.
  await type(page, 'number', '4242')
  await inputOf(page, 'cvv').click()
  await until(page, 'log.flat().some(({ shows }) => shows)')
  await leave(page)
  await until(page, `log.at(-1)[2].shows`)
  const log = await run<Seen[][]>(page, 'return log')
  for (const seen of log.flat()) {
    expect(seen.has).toBe(seen.definedMeansWrong)
    expect(seen.undefinedMeansFine).toBe(!seen.definedMeansWrong)
    if (seen.has) expect(seen).toMatchObject({ text: expect.stringMatching(/\S/), touched: true })
    if (seen.key === 'CARD_DATE' || seen.key === 'CARD_POSTAL_CODE')
      expect(seen).toMatchObject({ touched: false, shows: false })
  }
  const numberWhileTyping = log.slice(0, 5).map(states => states[0]!.shows)
  expect(numberWhileTyping).toEqual([false, false, false, false, false])
  expect(log.at(-1)!.map(({ shows }) => shows)).toEqual([true, false, true, false])
})

interface Seen {
  readonly key: string
  readonly undefinedMeansFine: boolean
  readonly definedMeansWrong: boolean
  readonly has: boolean
  readonly text?: string
  readonly touched: boolean
  readonly shows: boolean
}

test('BRT-5 EVT-14: messages hidden on change and shown on blur end visible after the result is shown', async () => {
  const before = `
    window.messages = {}
    window.changes = []
    for (const [type, id] of places) {
      fields[id].addEventListener('change', () => { changes.push(type); messages[type] = '' })
      fields[id].addEventListener('blur', event => { messages[type] = event[type].error ?? '' })
    }`
  const { page } = await world.open(formPage({ before }))
  await ready(page)
  await type(page, 'cvv', '123')
  await leave(page)
  await until(page, `messages.CARD_CVV === '' && changes.length === 3`)
  const seen = await run<{ before: string[]; codes: object }>(
    page,
    `changes.length = 0
     const { errors, codes } = await clover.createToken()
     const before = [...changes]
     Object.assign(messages, errors)
     return { before, codes }`,
  )
  // One change for each field that was named, before the promise resolved.
  expect(seen.before).toEqual(['CARD_NUMBER', 'CARD_DATE', 'CARD_POSTAL_CODE'])
  expect(Object.keys(seen.codes)).toEqual(seen.before)
  // What the frames tell of it afterwards is no change.
  const again = await run<{ messages: object; late: string[] }>(
    page,
    `const { errors } = await clover.createToken()
     changes.length = 0
     Object.assign(messages, errors)
     await new Promise(done => setTimeout(done, 300))
     return { messages, late: changes }`,
  )
  expect(again).toEqual({
    messages: {
      CARD_NUMBER: 'Card number is required',
      CARD_DATE: 'Card expiry is required',
      CARD_CVV: '',
      CARD_POSTAL_CODE: 'Card postal code is required',
    },
    late: [],
  })
})

test('BRT-6 EVT-13: a page that drops its token on every change gets one for each edit, also when the aggregate stays equal', async () => {
  const before = `
    window.token = undefined
    window.log = []
    for (const field of Object.values(fields))
      field.addEventListener('change', event => { window.token = undefined; log.push(JSON.stringify(event)) })`
  const { page } = await world.open(formPage({ before }))
  await ready(page)
  await typeCard(page)
  await until(page, `log.length === ${Object.values(GOOD_CARD).join('').length}`)
  await run(page, 'window.token = (await clover.createToken()).token; log.length = 0')
  expect(await run(page, 'return token')).toMatch(/^clv_/)
  await inputOf(page, 'zip').click()
  await page.keyboard.press('End')
  await page.keyboard.press('Backspace')
  await until(page, 'log.length === 1')
  expect(await run(page, 'return token')).toBeUndefined()
  await page.keyboard.type('2')
  await until(page, 'log.length === 2')
  const [first, second] = await run<string[]>(page, 'return log')
  expect(JSON.parse(first!).CARD_NUMBER).toEqual(JSON.parse(second!).CARD_NUMBER)
})
